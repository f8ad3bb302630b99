package dev.realtime4j.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of docs/scale.md. */
final class ScaleReport {
    private static final List<String> BACKENDS = List.of("Redis", "NATS", "Kafka");
    private static final String TO_ALL = "Kafka";
    private static final int FOUR = 4;
    private static final ScaleModel.Load ROOMS = new ScaleModel.Load(1e6, 1e3, 1e3);
    private static final ScaleModel.Load PAIRS = new ScaleModel.Load(1e6, 1e6, 1);

    private ScaleReport() {}

    static String text(Results results) {
        if (results.rows().isEmpty()) {
            return "Not measured yet: `./bench scale`.\n\n";
        }
        StringBuilder text = new StringBuilder();
        costs(text, results);
        check(text, results);
        needs(text, results);
        return text.toString();
    }

    private static ScaleCosts costs(Results results, String backend) {
        return ScaleCosts.of(ScaleCosts.Measured.of(results, backend), backend.equals(TO_ALL));
    }

    private static void costs(StringBuilder text, Results results) {
        text.append("## What one message costs\n\n");
        List<String> lines = new ArrayList<>();
        double unit = costs(results, BACKENDS.get(0)).emit();
        for (String backend : BACKENDS) {
            ScaleCosts costs = costs(results, backend);
            lines.add(line(
                    backend,
                    micros(costs.emit(), unit),
                    micros(costs.store(), unit),
                    micros(costs.push(), unit),
                    micros(costs.told(), unit),
                    micros(costs.skipped(), unit)));
        }
        Page.table(
                text,
                "backend | *e*, to emit it | *s*, to store it (broker) | *p*, to send it to a node (broker) | *r*, a node that"
                        + " follows it | *q*, a node that does not",
                lines);
        ScaleCosts.Measured http = ScaleCosts.Measured.of(results, "HTTP");
        text.append(String.format(
                Locale.ROOT,
                "In µs of processor time; in brackets as a multiple of an emit on Redis. A stream over HTTP: *d*, to give it a"
                        + " message, %s; *m*, its memory while idle, %.1f KiB.%n%n",
                micros(http.get(1, "all", "delivery"), unit),
                http.get(1, "all", "KiB of a stream")));
    }

    private static String micros(double value, double unit) {
        return String.format(Locale.ROOT, "%.1f (%.2f)", value, value / unit);
    }

    private static void check(StringBuilder text, Results results) {
        text.append("## Foretold and measured: four nodes\n\n");
        List<String> lines = new ArrayList<>();
        for (String backend : BACKENDS) {
            ScaleCosts costs = costs(results, backend);
            ScaleCosts.Measured measured = ScaleCosts.Measured.of(results, backend);
            for (String follow : List.of("all", "own")) {
                double following = follow.equals("all") ? FOUR : 1;
                double broker = costs.broker(FOUR, following);
                double nodes = costs.nodes(FOUR, following);
                double emitter = costs.emit();
                lines.add(line(
                        backend,
                        follow.equals("all") ? "all channels" : "a quarter of the channels each",
                        ratio(measured.get(FOUR, follow, "emitter"), emitter),
                        ratio(measured.get(FOUR, follow, "broker"), broker),
                        ratio(measured.get(FOUR, follow, "nodes"), nodes),
                        ratio(
                                measured.get(FOUR, follow, "emitter")
                                        + measured.get(FOUR, follow, "broker")
                                        + measured.get(FOUR, follow, "nodes"),
                                emitter + broker + nodes)));
            }
        }
        Page.table(text, "backend | four nodes follow | emitter | broker | nodes | all", lines);
        text.append("Measured, as a multiple of what the model foretells from one and two nodes.\n\n");
    }

    private static String ratio(double measured, double foretold) {
        return String.format(Locale.ROOT, "%.2f", measured / foretold);
    }

    private static void needs(StringBuilder text, Results results) {
        text.append("## What a million needs\n\n");
        ScaleCosts.Measured http = ScaleCosts.Measured.of(results, "HTTP");
        List<String> lines = new ArrayList<>();
        for (String backend : BACKENDS) {
            ScaleModel model = new ScaleModel(
                    costs(results, backend), http.get(1, "all", "KiB of a stream"), http.get(1, "all", "delivery"));
            lines.add(need(backend, "rooms of 1,000", model, ROOMS));
            lines.add(need(backend, "one to one", model, PAIRS));
        }
        Page.table(
                text,
                "backend | load | nodes | busy processors of nodes | of brokers | divided into | undivided it ends at",
                lines);
    }

    private static String need(String backend, String what, ScaleModel model, ScaleModel.Load load) {
        ScaleModel.Need need = model.need(load);
        boolean toAll = backend.equals(TO_ALL);
        int brokers = (int) Math.ceil(need.brokerCores() / ScaleModel.USE / (toAll ? ScaleModel.CORES : 1));
        String divided = toAll
                ? String.format(Locale.ROOT, "%,d brokers, %,d groups of topics", brokers, need.groups())
                : String.format(Locale.ROOT, "%,d %s", brokers, backend.equals("Redis") ? "shards" : "streams");
        return line(
                backend,
                what,
                String.format(Locale.ROOT, "%,d", need.nodes()),
                String.format(Locale.ROOT, "%,.1f", need.nodeCores()),
                String.format(Locale.ROOT, "%,.2f", need.brokerCores()),
                divided,
                String.format(
                        Locale.ROOT,
                        "%,.0f messages/s",
                        toAll ? model.mostForNode() : model.mostOnOneCore(need, load)));
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
