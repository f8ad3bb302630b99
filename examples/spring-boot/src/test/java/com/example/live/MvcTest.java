package com.example.live;

import com.example.live.mvc.MvcApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        classes = MvcApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=servlet")
class MvcTest extends LiveTest {
    MvcTest() {
        super(MvcApplication.class, WebApplicationType.SERVLET);
    }
}
