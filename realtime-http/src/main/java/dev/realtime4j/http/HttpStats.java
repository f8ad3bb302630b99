package dev.realtime4j.http;

/**
 * What has been served since the start.
 *
 * @param openStreams streams that are open now
 * @param openedStreams streams that were opened
 * @param refusedStreams streams that were refused for a limit
 * @param messages messages given to streams, counted once for each stream
 * @param bytes bytes written to streams
 */
public record HttpStats(int openStreams, long openedStreams, long refusedStreams, long messages, long bytes) {}
