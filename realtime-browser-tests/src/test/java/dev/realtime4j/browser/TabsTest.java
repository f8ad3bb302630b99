package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import dev.realtime4j.tck.broker.FaultyLink;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tabs that share a worker and its stream: each message once and in order in every tab, whoever comes, goes or crashes. */
class TabsTest extends Tabs {
    @Test
    void allTabsHaveOneStreamAndEachHasItsOwnChannels() {
        List<Page> tabs = Stream.generate(() -> following("room")).limit(4).toList();
        follow(tabs.get(0), "news");
        awaitStreams(List.of("room", "news"));
        emit("room", 0, 300);
        emit("news", 0, 100);
        for (Page tab : tabs) {
            awaitTold(tab, "room", 0, 300);
            awaitStatus(tab, "connected");
        }
        awaitTold(tabs.get(0), "news", 0, 100);
        assertThat(tabs.get(1).evaluate("window.told.news")).isNull();
        assertThat(tabs.get(2).evaluate("window.client.channel('room').emit('number', 300)"))
                .isEqualTo(tabs.get(2)
                        .evaluate("() => new Promise(done => { const look = () => {"
                                + "const last = told.room.at(-1); last.data === 300 ? done(last.id) : setTimeout(look, 5); };"
                                + "look(); })"));
        for (Page tab : tabs) {
            awaitTold(tab, "room", 0, 301);
        }
        awaitStreams(List.of("room", "news"));
    }

    @Test
    void cutsLoseAndRepeatNothingInAnyTab() {
        try (FaultyLink line = new FaultyLink("127.0.0.1", server.uri().getPort())) {
            Map<String, Object> options = Map.of(
                    "url", server.uri().toString().replace(":" + server.uri().getPort(), ":" + line.port()));
            List<Page> tabs = List.of(tab(options), tab(options), tab(options));
            tabs.forEach(tab -> follow(tab, "room"));
            for (int cut = 0; cut < 3; cut++) {
                emit("room", 20 * cut, 20 * cut + 10);
                line.cut();
                emit("room", 20 * cut + 10, 20 * cut + 20);
                for (Page tab : tabs) {
                    awaitTold(tab, "room", 0, 20 * cut + 20);
                }
            }
            awaitStreams(List.of("room"));
        }
    }

    @Test
    void whoLeavesAndComesBackGetsWhatCameMeanwhileAndNobodyElseNotices() {
        Page stays = following("room");
        Page leaves = following("room");
        emit("room", 0, 10);
        awaitTold(leaves, "room", 0, 10);
        leaves.evaluate("window.leave('room')");
        emit("room", 10, 20);
        awaitTold(stays, "room", 0, 20);
        assertThat(Told.numbers(leaves, "room")).hasSize(10);
        follow(leaves, "room");
        emit("room", 20, 30);
        awaitTold(leaves, "room", 0, 30);
        awaitTold(stays, "room", 0, 30);
        awaitStreams(List.of("room"));
    }

    @Test
    void leavingAndComingBackAtOnceUnderAnEmitterThatNeverPauses() {
        Page stays = following("room");
        Page restless = following("room");
        restless.evaluate("() => { window.turns = 0; window.restless = setInterval(() => {"
                + "window.leave('room'); window.follow('room'); window.turns++; }, 10 + 60 * Math.random()); }");
        int sent = 0;
        while ((Integer) restless.evaluate("window.turns") < 40) {
            emit("room", sent, sent + 5);
            sent += 5;
        }
        restless.evaluate("clearInterval(window.restless)");
        awaitTold(restless, "room", 0, sent);
        awaitTold(stays, "room", 0, sent);
        awaitStreams(List.of("room"));
    }

    /** What waits at the port of a tab that is busy is not told to who has left, nor twice to who has come back. */
    @Test
    void whatIsUnderWayWhenATabLeavesComesOnce() {
        Page page = following("room");
        page.evaluate(
                "url => { for (let i = 0; i < 30; i++) {"
                        + "const emit = new XMLHttpRequest(); emit.open('POST', url, false);"
                        + "emit.setRequestHeader('Content-Type', 'application/json');"
                        + "emit.send(JSON.stringify({ channel: 'room', event: 'number', data: i })); }"
                        + "window.leave('room'); window.follow('room'); }",
                server.uri().toString());
        emit("room", 30, 40);
        awaitTold(page, "room", 0, 40);
    }

    @Test
    void aTabMayStartAtAnOlderPlace() {
        Page live = following("room");
        String third = emit("room", 0, 3);
        emit("room", 3, 50);
        awaitTold(live, "room", 0, 50);
        Page later = tab(Map.of());
        later.evaluate("after => window.follow('room', after)", third);
        awaitTold(later, "room", 3, 50);
        emit("room", 50, 60);
        awaitTold(later, "room", 3, 60);
        awaitTold(live, "room", 0, 60);
        awaitStreams(List.of("room"));
    }

    @Test
    void afterItsHistoryATabGoesOnWithoutASeamOverTheSameStream() {
        Page live = following("room");
        for (int round = 0; round < 2; round++) { // first with an empty channel
            Page later = tab(Map.of());
            Object told = later.evaluate("async () => { const page = await client.channel('room')"
                    + ".history({ order: 'latest', limit: 50 }); await follow('room', page.cursor);"
                    + "return page.messages.length; }");
            assertThat(told).isEqualTo(10 * round);
            awaitStreams(List.of("room"));
            emit("room", 10 * round, 10 * round + 10);
            awaitTold(later, "room", 10 * round, 10 * round + 10);
        }
        awaitTold(live, "room", 0, 20);
    }

    @Test
    void aClosedTabIsNoticed() {
        Page stays = following("room");
        Page goes = following("room", "only-there");
        Page reloads = following("room", "not-later");
        awaitStreams(List.of("room", "only-there", "not-later"));
        goes.close();
        reloads.reload();
        awaitStreams(List.of("room"));
        emit("room", 0, 10);
        awaitTold(stays, "room", 0, 10);
        stays.evaluate("window.client.close()");
        assertThat(status(stays)).isEqualTo("disconnected");
        awaitStreams();
        follow(stays, "room");
        emit("room", 10, 20);
        awaitTold(stays, "room", 0, 20);
    }

    /** With it may end the worker, which lives in the process of some tab. */
    @Test
    void aCrashedTabIsNoticed() {
        Page crashes = following("room", "only-there");
        Page stays = following("room");
        emit("room", 0, 10);
        awaitTold(stays, "room", 0, 10);
        assertThatThrownBy(() -> crashes.navigate("chrome://crash")).isInstanceOf(PlaywrightException.class);
        emit("room", 10, 20);
        awaitStreams(List.of("room"));
        emit("room", 20, 30);
        awaitTold(stays, "room", 0, 30);
    }
}
