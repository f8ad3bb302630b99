package dev.realtime4j.engine;

import dev.realtime4j.MessageId;
import dev.realtime4j.fuzz.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names, filters of events and ids: refused, or exactly what they look like. */
public final class NamesFuzz {
    private NamesFuzz() {}

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        switch (input.choice(4)) {
            case 0 -> name(input.text());
            case 1 -> filter(input.text(), input.text());
            case 2 -> id(input.text());
            default -> masked(input.text());
        }
    }

    private static void name(String text) {
        if (isAccepted(() -> Names.channel(text))) {
            Input.check(isShort(text) && text.chars().noneMatch(Character::isISOControl), "channel " + text);
            Input.check(isWellFormed(text), "lone surrogate in a channel");
        }
        if (isAccepted(() -> Names.event(text))) {
            boolean plain =
                    text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c) || c == '*');
            Input.check(plain && isShort(text) && isWellFormed(text), "event " + text);
            Input.check(List.of(text.split("\\.", -1)).stream().noneMatch(String::isEmpty), "segments " + text);
        }
        Input.check(isAccepted(() -> Names.channel(text)) == isAccepted(() -> Names.key(text)), "keys are as channels");
    }

    private static void filter(String pattern, String event) {
        if (!isAccepted(() -> EventFilter.of(List.of(pattern))) || !isAccepted(() -> Names.event(event))) {
            return;
        }
        boolean below = pattern.endsWith(".*") && event.startsWith(pattern.substring(0, pattern.length() - 1));
        boolean matches = EventFilter.of(List.of(pattern)).matches(event);
        Input.check(matches == (below || event.equals(pattern)), pattern + " " + event);
    }

    private static void id(String text) {
        if (isAccepted(() -> MessageId.parse(text))) {
            MessageId id = MessageId.parse(text);
            Input.check(MessageId.parse(id.toString()).equals(id), "id " + text);
            Input.check(id.major() >= 0 && id.minor() >= 0, "negative");
        }
    }

    /** A password is hidden whatever stands around it, as long as it is known to be one. */
    private static void masked(String text) {
        if (text.matches("(?s).*[@/?].*") || text.contains("tck-")) {
            return; // says itself where the credentials end, or holds what is looked for
        }
        String shown = String.valueOf(Secrets.maskUrl("redis://user:" + text + "tck-secret@host"));
        Input.check(!shown.contains("tck-secret"), shown);
        Input.check(Secrets.maskText(text) != null, "no text");
    }

    private static boolean isAccepted(Runnable parsing) {
        try {
            parsing.run();
            return true;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage()); // goes to logs
            Input.check(message.length() < 1000 && message.chars().noneMatch(Character::isISOControl), message);
            return false;
        }
    }

    private static boolean isShort(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return length > 0 && length <= 256;
    }

    private static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
