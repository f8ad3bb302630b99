/** Realtime: the API of applications, the SPI of transports, and the engine between them. */
module dev.realtime4j {
    requires org.slf4j;
    requires com.fasterxml.jackson.annotation;
    requires transitive tools.jackson.databind;
    requires static jakarta.validation;
    requires static transitive org.jspecify;

    exports dev.realtime4j;
    exports dev.realtime4j.codec;
    exports dev.realtime4j.spi;

    uses dev.realtime4j.spi.TransportProvider;
}
