package dev.realtime4j.chaos.check;

import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.history.History;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Judges a run by its history alone. A pure function: the same history gives the same verdict. */
public final class Checker {
    private Checker() {}

    /**
     * Judges a run.
     *
     * @param history what was recorded
     * @return the verdict
     */
    public static Verdict check(History history) {
        Findings findings = new Findings();
        Facts facts = new Facts(history, findings);
        Map<String, Log> logs = new LinkedHashMap<>();
        for (String channel : channels(facts)) {
            logs.put(channel, new Log(channel, facts, findings));
        }
        new LogCheck(facts, findings).check(logs.values());
        new LossCheck(facts, findings).check(logs.values());
        Timeliness timeliness = new Timeliness(facts, findings);
        for (Facts.Followed followed : facts.subscriptions.values()) {
            Log log = logs.get(followed.start.channel());
            if (log != null) {
                new SubscriptionCheck(followed, log, timeliness, findings).check();
            }
        }
        PageCheck pages = new PageCheck(facts, findings);
        for (Facts.Read read : facts.pages.values()) {
            Log log = logs.get(read.asked.channel());
            if (log != null) {
                pages.check(read, log);
            }
        }
        findings.atMost("ms for which the machine stalled the run", facts.stalls.total() / 1000);
        facts.counted.forEach(counted -> findings.exercised(counted.what(), counted.count()));
        findings.exercised(
                Exercise.FAULTS,
                facts.faults.values().stream()
                        .filter(fault -> fault.ended != Emit.NEVER)
                        .count());
        return new Verdict(findings.violations(), findings.exercised(), missing(facts, findings), findings.counts());
    }

    private static Set<String> channels(Facts facts) {
        Set<String> channels = new TreeSet<>(facts.logs.keySet());
        facts.emits.values().forEach(emit -> channels.add(emit.channel()));
        facts.subscriptions.values().forEach(followed -> channels.add(followed.start.channel()));
        facts.pages.values().forEach(read -> channels.add(read.asked.channel()));
        return channels;
    }

    private static Set<Exercise> missing(Facts facts, Findings findings) {
        Set<Exercise> missing = EnumSet.noneOf(Exercise.class);
        for (Exercise demanded : facts.run.demanded()) {
            if (findings.exercised().getOrDefault(demanded, 0L) == 0) {
                missing.add(demanded);
            }
        }
        return missing;
    }
}
