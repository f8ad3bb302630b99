package dev.realtime4j.nats;

import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.PersistMode;
import io.nats.client.api.Republish;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The settings of a group's stream: as they must be, and where another one differs. */
final class StreamSettings {
    private StreamSettings() {}

    static StreamConfiguration wanted(Group group, NatsSettings settings) {
        return set(StreamConfiguration.builder().name(group.stream()).description("Realtime channels"), group, settings)
                .build();
    }

    /** A stream's settings with those replaced that break the contract. */
    static StreamConfiguration corrected(Group group, NatsSettings settings, StreamConfiguration found) {
        return set(StreamConfiguration.builder(found), group, settings)
                .maxMessages(-1)
                .maximumMessageSize(-1)
                .noAck(false)
                .replicas(Math.max(found.getReplicas(), settings.replicas()))
                .build();
    }

    private static StreamConfiguration.Builder set(
            StreamConfiguration.Builder builder, Group group, NatsSettings settings) {
        return builder.subjects(group.subjects() + ">")
                .republish(Republish.builder()
                        .source(group.subjects() + ">")
                        .destination(group.live() + ">")
                        .build())
                .storageType(StorageType.File)
                .retentionPolicy(RetentionPolicy.Limits)
                .discardPolicy(DiscardPolicy.Old)
                .maxMessagesPerSubject(group.keptMessages())
                .maxAge(group.keptAge())
                .maxBytes(settings.maxBytes())
                .duplicateWindow(Group.KEYS)
                .allowDirect(true)
                .replicas(settings.replicas());
    }

    /**
     * Every setting that breaks the contract, as in "stream rt_all has storage memory, not file". More copies than are
     * configured, a description, a placement and the like are the operator's business.
     */
    static List<String> differences(Group group, NatsSettings settings, StreamConfiguration found) {
        StreamConfiguration wanted = wanted(group, settings);
        List<String> all = new ArrayList<>();
        Compare compare = (setting, is, shouldBe) -> {
            if (!Objects.equals(is, shouldBe)) {
                all.add("stream " + group.stream() + " has " + setting + " " + is + ", not " + shouldBe);
            }
        };
        compare.values("subjects", found.getSubjects(), wanted.getSubjects());
        compare.values("retention", found.getRetentionPolicy(), wanted.getRetentionPolicy());
        compare.values("storage", found.getStorageType(), wanted.getStorageType());
        compare.values("discard", found.getDiscardPolicy(), wanted.getDiscardPolicy());
        compare.values("max_msgs_per_subject", found.getMaxMsgsPerSubject(), wanted.getMaxMsgsPerSubject());
        compare.values("max_msgs", found.getMaxMsgs(), wanted.getMaxMsgs());
        compare.values("max_bytes", found.getMaxBytes(), wanted.getMaxBytes());
        compare.values("max_age", found.getMaxAge(), wanted.getMaxAge());
        compare.values("max_msg_size", found.getMaximumMessageSize(), -1);
        compare.values("max_consumers", found.getMaxConsumers(), -1L);
        compare.values("duplicate_window", found.getDuplicateWindow(), wanted.getDuplicateWindow());
        compare.values("allow_direct", found.getAllowDirect(), true);
        compare.values("no_ack", found.getNoAck(), false);
        compare.values("sealed", found.getSealed(), false);
        compare.values("republish", republish(found), republish(wanted));
        compare.values("sources", found.getSources().size() + (found.getMirror() == null ? 0 : 1), 0);
        compare.values("subject_transform", found.getSubjectTransform() != null, false);
        compare.values("persist_mode async", found.getPersistMode() == PersistMode.Async, false);
        if (found.getReplicas() < settings.replicas()) {
            compare.values("num_replicas", found.getReplicas(), settings.replicas());
        }
        return all;
    }

    /** Whether a stream tells listeners all that it stores. */
    static boolean isHeard(Group group, NatsSettings settings, StreamConfiguration found) {
        return republish(found).equals(republish(wanted(group, settings)));
    }

    private interface Compare {
        void values(String setting, Object is, Object shouldBe);
    }

    private static String republish(StreamConfiguration configuration) {
        Republish republish = configuration.getRepublish();
        return republish == null
                ? "none"
                : republish.getSource() + " to " + republish.getDestination()
                        + (republish.isHeadersOnly() ? " (headers only)" : "");
    }
}
