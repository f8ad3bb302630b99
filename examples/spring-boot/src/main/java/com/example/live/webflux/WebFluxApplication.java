package com.example.live.webflux;

import com.example.live.Live;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.flow.RealtimeFlow;
import java.security.Principal;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Channels in WebFlux: a route whose responses are publishers. */
@SpringBootApplication
@Import(Live.class)
public class WebFluxApplication {

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(WebFluxApplication.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.run(arguments);
    }

    @Bean
    RouterFunction<ServerResponse> live(RealtimeHttp http) {
        RealtimeFlow flow = new RealtimeFlow(http, Schedulers.parallel()::schedule);
        return RouterFunctions.route(RequestPredicates.path(http.basePath() + "/**"), request -> request.principal()
                .<Optional<Principal>>map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .map(user -> new WebFluxRequest(request.exchange(), user.orElse(null)))
                .flatMap(given -> Mono.fromCompletionStage(() -> flow.handle(given)))
                .flatMap(WebFluxApplication::response));
    }

    private static Mono<ServerResponse> response(RealtimeFlow.Response response) {
        return ServerResponse.status(response.status())
                .headers(headers -> response.headers().forEach(headers::set))
                .body((out, context) -> out.writeAndFlushWith(JdkFlowAdapter.flowPublisherToFlux(response.body())
                        .map(bytes -> Mono.just(out.bufferFactory().wrap(bytes)))));
    }

    @Bean
    SecurityWebFilterChain security(ServerHttpSecurity security) {
        return security.authorizeExchange(requests -> requests.anyExchange().authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(csrf -> csrf.disable()) // nobody signs in by a cookie here
                .build();
    }

    @Bean
    MapReactiveUserDetailsService users() {
        return new MapReactiveUserDetailsService(
                User.withUsername("ann").password("{noop}ann").build(),
                User.withUsername("bob").password("{noop}bob").build());
    }

    /** Lets the methods of controllers block. */
    @Bean
    WebFluxConfigurer blocking(AsyncTaskExecutor applicationTaskExecutor) {
        return new WebFluxConfigurer() {
            @Override
            public void configureBlockingExecution(BlockingExecutionConfigurer blocking) {
                blocking.setExecutor(applicationTaskExecutor);
            }
        };
    }
}
