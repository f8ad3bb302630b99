package dev.realtime4j.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The positions of all channels of a stream in one line of text, which the browser sends back when it connects again. With
 * one channel it is the position itself, so that whole frames are shared by all streams of a channel; with several it also
 * holds a mark of the channels, so that positions are never taken for those of others.
 */
final class Positions {
    private static final int RADIX = 36;

    private Positions() {}

    static String mark(List<String> channels) {
        return Integer.toString(channels.hashCode() & 0xFFFFFF, RADIX);
    }

    static String print(String mark, List<Position> positions) {
        if (positions.size() == 1) {
            return positions.get(0).toString();
        }
        StringBuilder text = new StringBuilder(mark);
        for (int i = 0; i < positions.size(); i++) {
            text.append(i == 0 ? '~' : ',').append(positions.get(i).compact());
        }
        return text.toString();
    }

    /** Reads what {@link #print} has printed for the same channels. */
    static List<Position> parse(String text, List<String> channels) {
        if (channels.size() == 1) {
            return List.of(Position.parse(text));
        }
        int tilde = text.indexOf('~');
        if (tilde < 0 || !text.substring(0, tilde).equals(mark(channels))) {
            throw new IllegalArgumentException("it belongs to other channels, or the same in another order");
        }
        String[] parts = text.substring(tilde + 1).split(",", -1);
        if (parts.length != channels.size()) {
            throw new IllegalArgumentException(
                    "it holds " + parts.length + " positions for " + channels.size() + " channels");
        }
        List<Position> positions = new ArrayList<>();
        for (String part : parts) {
            positions.add(Position.parseCompact(part));
        }
        return positions;
    }
}
