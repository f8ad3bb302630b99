package dev.realtime4j.http;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is open.
 *
 * @param channels what it follows
 * @param remoteAddress where it comes from
 * @param user whom {@link Decision#user} has named, or null
 * @param openedAt since when
 */
public record StreamInfo(
        List<String> channels,
        String remoteAddress,
        @Nullable String user,
        Instant openedAt) {}
