package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A view against a plain list of the channel's messages, while it grows, is extended backwards, and the log is trimmed. */
class ChannelViewTest {
    private final Random random = new Random(3);
    private final List<MessageId> all = new ArrayList<>();
    private long next = 5;

    private MessageId add() {
        next += 1 + random.nextInt(5);
        MessageId id = new MessageId(next, 1_000 + random.nextInt(50));
        all.add(id);
        return id;
    }

    private List<MessageId> shown(int most, long logStart) {
        return all.subList(Math.max(0, all.size() - most), all.size()).stream()
                .filter(id -> id.major() >= logStart)
                .toList();
    }

    private static Extent extent(long logStart) {
        return new Extent(logStart, new MessageId(logStart, 9));
    }

    private static List<MessageId> ids(Selection selection) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < selection.size(); i++) {
            ids.add(selection.id(i));
        }
        return ids;
    }

    /** Does what a search does: gives what lies in the stretch just before the view. */
    private void extend(ChannelView view, long logStart) {
        long before = view.from();
        long from = Math.max(logStart, before - 1 - random.nextInt(12));
        List<MessageId> found = all.stream()
                .filter(id -> id.major() >= from && id.major() < before)
                .toList();
        view.extend(
                before,
                from,
                found.stream().mapToLong(MessageId::major).toArray(),
                found.stream().mapToLong(MessageId::minor).toArray(),
                found.size());
        view.extend(before, from, new long[] {1}, new long[] {1}, 1);
    }

    private interface Question {
        @Nullable
        Selection ask();
    }

    private Selection select(ChannelView view, long logStart, Question question) {
        Selection selection = question.ask();
        while (selection == null) {
            assertThat(view.from())
                    .as("a view that reaches the start can answer")
                    .isGreaterThan(logStart);
            extend(view, logStart);
            selection = question.ask();
        }
        return selection;
    }

    @Test
    void itAnswersAsAListWould() {
        for (int most : List.of(1, 3, 10, 1_000)) {
            all.clear();
            long logStart = next;
            for (int i = 0; i < 40; i++) {
                add();
            }
            ChannelView view = new ChannelView(next + 1, most);
            for (int step = 0; step < 400; step++) {
                if (random.nextInt(3) == 0) {
                    view.append(add());
                }
                if (random.nextInt(20) == 0) {
                    logStart += random.nextInt(6);
                }
                if (random.nextInt(30) == 0) {
                    view = new ChannelView(next + 1, most);
                }
                assertForward(view, most, logStart);
                assertBackward(view, most, logStart);
            }
        }
    }

    private void assertForward(ChannelView view, int most, long logStart) {
        long from = logStart + random.nextInt((int) (next + 2 - logStart));
        int limit = 1 + random.nextInt(8);
        boolean fromStart = random.nextInt(4) == 0;
        // Nothing lies before the next message there is, so a view that reaches that far knows enough.
        long clear = all.stream()
                .mapToLong(MessageId::major)
                .filter(offset -> offset >= from)
                .findFirst()
                .orElse(from);
        Selection selection =
                select(view, logStart, () -> view.forward(fromStart ? -1 : from, clear, extent(logStart), limit));
        List<MessageId> shown = shown(most, logStart);
        List<MessageId> following =
                shown.stream().filter(id -> fromStart || id.major() >= from).toList();
        assertThat(ids(selection)).isEqualTo(following.subList(0, Math.min(limit, following.size())));
        assertThat(selection.isEnd()).isEqualTo(following.size() <= limit);
        if (!fromStart) {
            long missing = all.stream()
                    .filter(id -> id.major() >= from && !shown.contains(id))
                    .count();
            assertThat(selection.isLost()).as("%s are missing", missing).isEqualTo(missing > 0);
            assertThat(selection.isLost() || selection.isKnown()).isTrue();
        }
        if (!all.isEmpty() && all.get(all.size() - 1).major() >= logStart) {
            assertThat(selection.head()).isEqualTo(all.get(all.size() - 1));
        }
    }

    private void assertBackward(ChannelView view, int most, long logStart) {
        long before = logStart + random.nextInt((int) (next + 2 - logStart));
        int limit = 1 + random.nextInt(8);
        Selection selection = select(view, logStart, () -> view.backward(before, extent(logStart), limit));
        List<MessageId> preceding =
                shown(most, logStart).stream().filter(id -> id.major() < before).toList();
        assertThat(ids(selection))
                .isEqualTo(preceding.subList(Math.max(0, preceding.size() - limit), preceding.size()));
        if (selection.isEnd()) {
            assertThat(preceding.size()).isLessThanOrEqualTo(limit);
        }
        if (preceding.size() < limit) {
            assertThat(selection.isEnd()).isTrue();
        }
    }

    @Test
    void anIdIsHeldOnlyWithItsTime() {
        ChannelView view = new ChannelView(10, 100);
        view.append(new MessageId(12, 7));
        assertThat(view.holds(new MessageId(12, 7))).isTrue();
        assertThat(view.holds(new MessageId(12, 8))).isFalse();
        assertThat(view.holds(new MessageId(11, 7))).isFalse();
        assertThat(view.holds(new MessageId(9, 7))).as("not known").isNull();
    }

    @Test
    void theHeadOutlivesWhatIsTrimmed() {
        ChannelView view = new ChannelView(0, 100);
        assertThat(view.newest(extent(0))).isEqualTo(extent(0).empty());
        view.append(new MessageId(12, 7));
        assertThat(view.newest(extent(500))).isEqualTo(new MessageId(12, 7));
        ChannelView unknown = new ChannelView(500, 100);
        assertThat(unknown.newest(extent(0))).isNull();
        assertThat(unknown.newest(extent(500)))
                .as("the place of a channel without messages")
                .isEqualTo(extent(500).empty());
    }
}
