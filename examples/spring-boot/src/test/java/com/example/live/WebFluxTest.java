package com.example.live;

import com.example.live.webflux.WebFluxApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        classes = WebFluxApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=reactive")
class WebFluxTest extends LiveTest {
    WebFluxTest() {
        super(WebFluxApplication.class, WebApplicationType.REACTIVE);
    }
}
