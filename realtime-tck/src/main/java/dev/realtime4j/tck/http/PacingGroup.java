package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What readers of different speed do to each other: nothing. */
abstract class PacingGroup extends HttpGroup {
    private static final String BULK = "x".repeat(50_000);

    PacingGroup(HttpContract contract) {
        super(contract);
    }

    @Test
    void aPageThatDoesNotReadLosesNothingAndSlowsNobody() {
        Page slow = unreadPage("?channel=bulk");
        Page fast = follow("bulk");
        List<String> ids = emitBulk(300); // more than all buffers between
        fast.awaitMessages(300);
        assertEquals(ids, fast.ids());
        slow.read();
        slow.awaitMessages(300);
        assertEquals(ids, slow.ids());
        assertEquals(0, slow.system("gap").size());
    }

    private List<String> emitBulk(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(channel("bulk").emit("bulk", BULK).toString());
        }
        return ids;
    }

    @Test
    void whatRetentionTakesFromASlowPageIsToldInItsPlace() {
        start(HttpScenario.PLAIN.withKeep(20));
        Page slow = unreadPage("?channel=bulk");
        List<String> ids = emitBulk(400);
        slow.read();
        String last = ids.get(399);
        slow.await("the last message", page -> page.ids().contains(last));
        List<String> expected = new ArrayList<>();
        int gaps = 0;
        String before = "";
        for (Page.Event event : slow.events()) {
            if (event.system().equals("gap")) {
                gaps++;
                before = "";
            } else if (event.isMessage()) {
                String id = event.json().path("id").asString();
                if (!before.isEmpty()) {
                    assertEquals(ids.indexOf(before) + 1, ids.indexOf(id), "nothing is missing without a gap");
                }
                before = id;
                expected.add(id);
            }
        }
        assertEquals(expected, expected.stream().distinct().toList());
        assertEquals(true, gaps >= 1, "a gap is told");
    }

    @Test
    void aPageThatReadsNothingForTooLongIsEnded() {
        start(HttpScenario.PLAIN.withStall(Duration.ofSeconds(3)).withPing(Duration.ofMillis(500)));
        Page slow = unreadPage("?channel=bulk");
        Page fast = follow("bulk");
        List<String> ids = emitBulk(300);
        fast.awaitMessages(300);
        fast.await("one stream left", page -> server().openStreams() == 1);
        assertEquals(ids, fast.ids());
        slow.close();
    }

    @Test
    void aPageThatReadsSlowlyIsToldALongMessage() {
        start(HttpScenario.PLAIN.withStall(Duration.ofSeconds(1)));
        Page slow = slowPage("?channel=long", 200_000).awaitConnected(1);
        List<String> ids = List.of(
                channel("long").emit("bulk", "x".repeat(500_000)).toString(), // for which it takes longer
                channel("long").emit("small", "x").toString());
        slow.awaitMessages(2);
        assertEquals(ids, slow.ids());
    }

    @Test
    void channelsOfOneStreamDoNotWaitForEachOther() {
        Page page = follow("bulk", "small");
        List<String> bulk = emitBulk(200);
        List<String> small = emit("small", 50);
        page.awaitMessages(250);
        List<String> told = page.ids();
        assertEquals(bulk, told.stream().filter(bulk::contains).toList());
        assertEquals(small, told.stream().filter(small::contains).toList());
    }
}
