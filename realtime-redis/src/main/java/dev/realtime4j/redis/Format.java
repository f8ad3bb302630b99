package dev.realtime4j.redis;

/** How entries are written to a stream. */
enum Format {
    /** For this library alone: whatever else is in a stream is foreign. */
    NATIVE,
    /** As the JavaScript library {@code @upstash/realtime} does, so that both see each other's messages. */
    UPSTASH
}
