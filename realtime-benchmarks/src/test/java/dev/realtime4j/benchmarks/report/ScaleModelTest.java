package dev.realtime4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScaleModelTest {
    private static final ScaleModel.Load PAIRS = new ScaleModel.Load(1e6, 1e6, 1);

    @Test
    void oneFollowerIsOnOneNodeAndManyAreOnAll() {
        assertThat(ScaleModel.following(10, 1)).isEqualTo(1, within(1e-9));
        assertThat(ScaleModel.following(10, 1000)).isEqualTo(10, within(1e-9));
        assertThat(ScaleModel.following(2, 2)).isEqualTo(1.5, within(1e-9));
    }

    @Test
    void timeOfNodesAndBrokersAddsUp() {
        ScaleModel model = new ScaleModel(new ScaleCosts(10, 20, 5, 15, 0, false), 8, 0);
        ScaleModel.Need need = model.need(PAIRS);
        assertThat(need.nodeCores()).isEqualTo(25, within(1e-9));
        assertThat(need.brokerCores()).isEqualTo(25, within(1e-9));
        assertThat(need.nodes()).isEqualTo(10); // as many as hold the streams
    }

    @Test
    void whereAllIsSentToAllNodesAreDividedIntoGroups() {
        ScaleModel model = new ScaleModel(new ScaleCosts(10, 20, 5, 15, 2, true), 8, 0);
        ScaleModel.Need need = model.need(PAIRS);
        assertThat(need.groups()).isEqualTo(3);
        assertThat(need.nodes() % need.groups()).isZero();
        double nodes = need.nodes() / 3.0;
        assertThat(need.nodeCores()).isEqualTo(25 + 2 * (nodes - 1), within(1e-9));
        assertThat(need.brokerCores()).isEqualTo(20 + 5 * nodes, within(1e-9));
    }
}
