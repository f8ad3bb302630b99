package com.example.live;

import com.example.live.AppEvents.Alert;
import dev.realtime4j.Channel;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import java.security.Principal;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Emits and reads in the usual way, under Spring MVC and WebFlux. */
@RestController
class AlertController {
    private final Realtime realtime;

    AlertController(Realtime realtime) {
        this.realtime = realtime;
    }

    @PostMapping("/users/{name}/alerts")
    CompletableFuture<MessageId> alert(@PathVariable String name, @RequestBody String text, Principal from) {
        AppEvents events = user(name).events(AppEvents.class);
        return events.notification().alert().emitAsync(new Alert(from.getName(), text));
    }

    @GetMapping("/alerts")
    HistoryPage alerts(Principal user) {
        return user(user.getName()).history(HistoryQuery.latest(50));
    }

    private Channel user(String name) {
        return realtime.channel("user-" + name);
    }
}
