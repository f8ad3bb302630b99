package com.example.live.mvc;

import com.example.live.Live;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.servlet.RealtimeServlet;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Channels in Spring MVC: a servlet beside Spring's own. */
@SpringBootApplication
@Import(Live.class)
public class MvcApplication {

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(MvcApplication.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.run(arguments);
    }

    @Bean
    ServletRegistrationBean<RealtimeServlet> live(RealtimeHttp http) {
        return new ServletRegistrationBean<>(new RealtimeServlet(http), http.basePath() + "/*");
    }

    @Bean
    SecurityFilterChain security(HttpSecurity security) {
        return security.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(csrf -> csrf.disable()) // nobody signs in by a cookie here
                .build();
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ann").password("{noop}ann").build(),
                User.withUsername("bob").password("{noop}bob").build());
    }
}
