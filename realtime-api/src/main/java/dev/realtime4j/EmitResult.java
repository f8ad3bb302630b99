package dev.realtime4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message of a batch (Rule E8): exactly one of the two is there.
 *
 * @param id the message's id if it is stored
 * @param error why the emit failed, and what is known of the message, if it did
 */
public record EmitResult(@Nullable MessageId id, @Nullable EmitException error) {

    /**
     * Makes a result.
     *
     * @param id the message's id, or null
     * @param error why the emit failed, or null
     * @throws IllegalArgumentException unless exactly one of the two is given
     */
    public EmitResult {
        if ((id == null) == (error == null)) {
            throw new IllegalArgumentException("A result has either an id or an error");
        }
    }

    /**
     * Gives the id, or throws what the emit failed with.
     *
     * @return the message's id
     * @throws EmitException if the emit failed
     */
    public MessageId orThrow() {
        if (id == null) {
            throw Objects.requireNonNull(error);
        }
        return id;
    }
}
