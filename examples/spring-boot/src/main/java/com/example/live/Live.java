package com.example.live;

import dev.realtime4j.Realtime;
import dev.realtime4j.http.Access;
import dev.realtime4j.http.Decision;
import dev.realtime4j.http.RealtimeHttp;
import java.security.Principal;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;

/** What both applications have in common: the channels and who may follow them. */
@Configuration(proxyBeanMethods = false)
@Import(AlertController.class)
public class Live {

    @Bean
    Realtime realtime(@Value("${realtime.url:memory:}") String url) {
        return Realtime.connect(url);
    }

    @Bean
    RealtimeHttp realtimeHttp(Realtime realtime) {
        return RealtimeHttp.builder(realtime).access(Live::decide).build();
    }

    /** Emitting is for the controller alone, and the channel "user-NAME" for the user NAME alone. */
    private static Decision decide(Access.Attempt attempt) {
        Principal user = attempt.request().principal();
        if (user == null) {
            return Decision.deny(401, "Sign in first");
        }
        boolean own = attempt.channels().stream()
                .allMatch(channel -> !channel.startsWith("user-") || channel.equals("user-" + user.getName()));
        return own && attempt.action() != Access.Action.EMIT
                ? Decision.allow().user(user.getName())
                : Decision.deny(403, "This is not yours");
    }

    /** Before the server waits for its requests to end: streams do not end unless they are told to. */
    @Bean
    ApplicationListener<ContextClosedEvent> drain(RealtimeHttp http) {
        return event -> http.drain(Duration.ofSeconds(5));
    }
}
