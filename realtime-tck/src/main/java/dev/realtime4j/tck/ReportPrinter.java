package dev.realtime4j.tck;

import dev.realtime4j.tck.ConformanceReport.Outcome;
import dev.realtime4j.tck.ConformanceReport.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a report as text for a terminal, as JSON for programs, and as a page for people. */
final class ReportPrinter {
    private final ConformanceReport report;

    ReportPrinter(ConformanceReport report) {
        this.report = report;
    }

    private String headline() {
        return "Realtime TCK " + ConformanceReport.version() + " on " + report.backend() + ", profile "
                + report.profile().stream().map(Enum::name).collect(Collectors.joining(" + ")) + ": "
                + count(false, Outcome.PASSED) + " required and " + count(true, Outcome.PASSED)
                + " stochastic tests passed, " + (count(false, Outcome.FAILED) + count(true, Outcome.FAILED))
                + " failed, " + (count(false, Outcome.NOT_APPLICABLE) + count(true, Outcome.NOT_APPLICABLE))
                + " not applicable, " + (count(false, Outcome.EXCUSED) + count(true, Outcome.EXCUSED)) + " excused, "
                + (count(false, Outcome.NOT_RUN) + count(true, Outcome.NOT_RUN))
                + " not selected; seed " + report.seed();
    }

    private long count(boolean stochastic, Outcome outcome) {
        return report.results().stream()
                .filter(result -> result.stochastic() == stochastic && result.outcome() == outcome)
                .count();
    }

    /** One line of headline, one on what was selected if that is not everything, then one line a letter. */
    String summary() {
        Map<String, List<String>> letters = new LinkedHashMap<>();
        report.byRule()
                .keySet()
                .forEach(rule -> letters.computeIfAbsent(rule.substring(0, 1), key -> new ArrayList<>())
                        .add(rule));
        StringBuilder text = new StringBuilder(headline()).append('\n');
        String note = report.selection().note();
        text.append(note).append(note.isEmpty() ? "" : "\n");
        letters.forEach((letter, rules) -> text.append(line(letter, rules)).append('\n'));
        return text.toString();
    }

    private String line(String letter, List<String> rules) {
        Map<String, List<Result>> byRule = report.byRule();
        Map<Outcome, List<String>> outcomes = rules.stream()
                .collect(
                        Collectors.groupingBy(rule -> ConformanceReport.outcome(byRule.getOrDefault(rule, List.of()))));
        List<String> passed = outcomes.getOrDefault(Outcome.PASSED, List.of());
        StringBuilder line = new StringBuilder(letter + "  " + passed.size() + " of " + rules.size() + " rules passed");
        List<String> inPart = outcomes.getOrDefault(Outcome.PASSED_IN_PART, List.of());
        if (!inPart.isEmpty()) {
            line.append("; in part: ").append(String.join(", ", inPart));
        }
        List<String> failed = outcomes.getOrDefault(Outcome.FAILED, List.of());
        if (!failed.isEmpty()) {
            line.append("; broken: ").append(String.join(", ", failed));
        }
        for (Outcome outcome : List.of(Outcome.FAILED, Outcome.EXCUSED, Outcome.NOT_APPLICABLE, Outcome.NOT_RUN)) {
            // A test stands in the line of the first of its rules only.
            List<Result> others = report.results().stream()
                    .filter(result -> result.outcome() == outcome
                            && rules.contains(result.rules().get(0)))
                    .toList();
            if (!others.isEmpty() && outcome == Outcome.NOT_RUN) {
                line.append("; not selected: ").append(others.size()).append(" tests");
            } else if (!others.isEmpty()) {
                line.append("; ")
                        .append(words(outcome))
                        .append(": ")
                        .append(others.stream()
                                .map(result -> result.test() + " (" + result.reason() + ")")
                                .collect(Collectors.joining(", ")));
            }
        }
        return line.toString();
    }

    private static String words(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    String json() {
        return "{\"tck\":" + quoted(ConformanceReport.version()) + ",\"backend\":" + quoted(report.backend())
                + ",\"profile\":["
                + list(report.profile().stream().map(Enum::name).toList()) + "],\"seed\":\""
                + report.seed() + "\",\"selection\":"
                + quoted(report.selection().note()) + ",\"rules\":{\n"
                + report.byRule().entrySet().stream()
                        .map(entry -> quoted(entry.getKey()) + ":"
                                + quoted(words(ConformanceReport.outcome(entry.getValue()))))
                        .collect(Collectors.joining(",\n"))
                + "},\"tests\":[\n"
                + report.results().stream().map(ReportPrinter::json).collect(Collectors.joining(",\n")) + "]}\n";
    }

    private static String json(Result result) {
        return "{\"test\":" + quoted(result.test()) + ",\"rules\":[" + list(result.rules()) + "],\"grade\":\""
                + grade(result) + "\",\"outcome\":" + quoted(words(result.outcome())) + ",\"reason\":"
                + quoted(result.reason()) + ",\"millis\":" + result.millis() + "}";
    }

    private static String grade(Result result) {
        return result.stochastic() ? "stochastic" : "required";
    }

    private static String list(List<String> values) {
        return values.stream().map(ReportPrinter::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    String html() {
        StringBuilder rows = new StringBuilder();
        report.byRule().forEach((rule, results) -> {
            rows.append("<tr><th>" + rule + "</th><td class=\"" + ConformanceReport.outcome(results) + "\">"
                    + words(ConformanceReport.outcome(results)) + "</td><td>");
            for (Result result : results) {
                rows.append("<div><span class=\"" + result.outcome() + "\">" + words(result.outcome()) + "</span> "
                        + escaped(result.test()) + " <small>" + grade(result) + ", " + result.millis() + " ms "
                        + escaped(result.reason()) + "</small></div>");
            }
            rows.append("</td></tr>\n");
        });
        return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Conformance of "
                + escaped(report.backend()) + "</title>\n<style>body{font:16px/1.5 sans-serif;margin:2em auto;"
                + "max-width:70em;padding:0 1em}table{border-collapse:collapse;width:100%}th,td{border-top:1px solid "
                + "#ccc;padding:.4em;text-align:left;vertical-align:top}.PASSED,.PASSED_IN_PART{color:#176b2c}.FAILED{color:#a8071a;"
                + "font-weight:bold}.EXCUSED,.NOT_APPLICABLE,.NOT_RUN,small{color:#595959}</style>\n<h1>Conformance of "
                + escaped(report.backend()) + "</h1>\n<p>" + escaped(headline())
                + "</p>\n<p>" + escaped(report.selection().note())
                + "</p>\n<table><tr><th>Rule</th><th>Outcome</th><th>Tests</th></tr>\n" + rows + "</table></html>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
