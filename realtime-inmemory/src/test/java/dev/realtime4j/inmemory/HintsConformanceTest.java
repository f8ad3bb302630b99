package dev.realtime4j.inmemory;

import dev.realtime4j.tck.ShortRun;

@ShortRun({"S1", "S4", "S5", "S10", "S13", "S4_sinceGivesTheFirstOfThatTimeOrLaterAndAllAfterIt"})
class HintsConformanceTest extends UnusualConformanceTest {
    HintsConformanceTest() {
        super(UnusualTransport.Live.HINTS);
    }
}
