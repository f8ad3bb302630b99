package dev.realtime4j;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page of history (Rule H3). Walking from page to page gives every message once, also while others emit:
 *
 * <pre>{@code
 * for (var page = channel.history(query); ; page = channel.history(page.next().get())) {
 *     page.messages().forEach(…);
 *     if (page.next().isEmpty()) break;
 * }
 * }</pre>
 *
 * <p>A page may hold fewer messages than its limit and yet have a next one: it is bounded in bytes, and where reading forward
 * takes more than half of the request timeout it gives what it has.
 *
 * <p>Printed as JSON it is {@code {"messages":[…],"next":…,"cursor":…,"gap":…}} with {@code next} the cursor of the next page,
 * or null at the end, and {@code gap} only where there is one. The HTTP face gives the same, so that a page in the browser may
 * go on after the {@code cursor} of either.
 */
@JsonAutoDetect(
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        fieldVisibility = Visibility.NONE)
@JsonPropertyOrder({"messages", "next", "cursor", "gap"})
public final class HistoryPage {
    private final List<Message<?>> messages;
    private final MessageId cursor;
    private final @Nullable HistoryQuery next;
    private final @Nullable Gap gap;

    /**
     * Makes a page.
     *
     * @param messages the messages, in the order that was asked for
     * @param cursor how far was scanned
     * @param next the query for the next page, or null at the end
     * @param gap what retention took before the first message, or null
     */
    public HistoryPage(List<Message<?>> messages, MessageId cursor, @Nullable HistoryQuery next, @Nullable Gap gap) {
        this.messages = List.copyOf(messages);
        this.cursor = cursor;
        this.next = next;
        this.gap = gap;
    }

    /**
     * The messages, in the order that was asked for.
     *
     * @return an unmodifiable list; empty if nothing matched, which is no error (Rule H5)
     */
    @JsonProperty
    public List<Message<?>> messages() {
        return messages;
    }

    /**
     * How far was scanned. After a page that is oldest first or of the latest: the place to {@link
     * SubscriptionOptions#after subscribe after} to go on live without a seam.
     *
     * @return oldest first: the place up to which all was scanned; latest: the head when the page was read; newest first:
     *     the place from which on all was scanned
     */
    @JsonProperty
    public MessageId cursor() {
        return cursor;
    }

    /**
     * The query for the next page in the same direction.
     *
     * @return empty if the end was reached
     */
    public Optional<HistoryQuery> next() {
        return Optional.ofNullable(next);
    }

    /**
     * What retention took between the query's cursor and the first message; only going forward from a cursor.
     *
     * @return empty if nothing is missing
     */
    public Optional<Gap> gap() {
        return Optional.ofNullable(gap);
    }

    @JsonProperty("next")
    @Nullable
    MessageId nextCursor() {
        return next == null ? null : next.cursor();
    }

    @JsonProperty("gap")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable
    Gap gapOrNull() {
        return gap;
    }

    @Override
    public String toString() {
        return messages.size() + " messages up to " + cursor + (gap == null ? "" : ", " + gap);
    }
}
