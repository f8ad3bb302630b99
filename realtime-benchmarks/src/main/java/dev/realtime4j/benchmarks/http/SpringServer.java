package dev.realtime4j.benchmarks.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;

/** The usual way to stream events from Spring MVC: each message is sent to each SseEmitter. For comparison only. */
public final class SpringServer {
    private static final int MOST_CONNECTIONS = 20_000;

    private SpringServer() {}

    /** The handlers of requests. */
    @Configuration
    @EnableWebMvc
    @RestController
    @RequestMapping("/api/realtime")
    static class Controller {
        private final Map<String, List<SseEmitter>> emitters = new ConcurrentHashMap<>();

        @GetMapping
        SseEmitter follow(@RequestParam("channel") String channel) throws IOException {
            SseEmitter emitter = new SseEmitter(0L);
            List<SseEmitter> all = emitters.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>());
            emitter.onCompletion(() -> all.remove(emitter));
            emitter.send(SseEmitter.event().data("{\"type\":\"connected\"}"));
            all.add(emitter);
            return emitter;
        }

        @PostMapping
        @ResponseStatus(HttpStatus.CREATED)
        void publish(@RequestBody List<JsonNode> messages) {
            for (JsonNode message : messages) {
                String text = message.toString();
                for (SseEmitter emitter :
                        emitters.getOrDefault(message.get("channel").asString(), List.of())) {
                    send(emitter, text);
                }
            }
        }

        private static void send(SseEmitter emitter, String text) {
            try {
                emitter.send(SseEmitter.event().data(text));
            } catch (IOException | IllegalStateException gone) {
                emitter.completeWithError(gone);
            }
        }
    }

    /**
     * Serves, and says on standard error where, until the process is ended.
     *
     * @param arguments none
     * @throws IOException if there is no room for files
     * @throws LifecycleException if Tomcat does not start
     */
    public static void main(String[] arguments) throws IOException, LifecycleException {
        Path folder = Files.createTempDirectory("tomcat");
        folder.toFile().deleteOnExit();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxConnections", Integer.toString(MOST_CONNECTIONS));
        tomcat.getConnector().setProperty("acceptCount", "4096");
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.register(Controller.class);
        Context context = tomcat.addContext("", folder.toString());
        Wrapper servlet = Tomcat.addServlet(context, "spring", new DispatcherServlet(spring));
        servlet.setAsyncSupported(true);
        servlet.setLoadOnStartup(1);
        servlet.addMapping("/");
        tomcat.start();
        System.err.println(
                "listening: http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/api/realtime");
        tomcat.getServer().await();
    }
}
