package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.EventType;
import dev.realtime4j.MessageId;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdempotencyTest extends Example {
    record Payment(String invoice, int cents) {}

    static final EventType<Payment> PAID = EventType.of("payment.made", Payment.class);

    // tag::retry[]
    MessageId emitOnce(Payment payment) {
        Emission emission = Emission.of("payments", PAID, payment).withKey(payment.invoice());
        for (int attempt = 1; ; attempt++) {
            try {
                return realtime.emitAll(List.of(emission)).get(0).orThrow();
            } catch (EmitException e) {
                if (!e.retryable() || attempt == 3) {
                    throw e;
                }
            }
        }
    }
    // end::retry[]

    @Test
    void theSameKeyIsStoredOnce() {
        MessageId first = emitOnce(new Payment("invoice-1", 4200));
        MessageId again = emitOnce(new Payment("invoice-1", 4200));

        assertThat(again).isEqualTo(first);
        assertThat(realtime.channel("payments").history().messages()).hasSize(1);
    }
}
