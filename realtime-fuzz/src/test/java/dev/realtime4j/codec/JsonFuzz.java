package dev.realtime4j.codec;

import dev.realtime4j.codec.JsonScanner.Found;
import dev.realtime4j.fuzz.Input;

/** Bytes that may be JSON: what is recognized the library takes, too, and it is left with little of what it takes. */
public final class JsonFuzz {
    private JsonFuzz() {}

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        boolean recognized = JsonScanner.scan(bytes) != Found.NOT_RECOGNIZED;
        boolean json = isJson(bytes);
        Input.check(json || !recognized, "recognized, but refused by the library");
        Input.check(recognized || !json || isLeftToTheLibrary(bytes), "JSON, but not recognized");
    }

    private static boolean isLeftToTheLibrary(byte[] bytes) {
        int opened = 0;
        boolean escapes = false;
        for (byte b : bytes) {
            escapes |= b == '\\';
            opened += b == '{' || b == '[' ? 1 : 0;
        }
        return escapes || opened > 64;
    }

    private static boolean isJson(byte[] bytes) {
        try {
            JsonText.check(bytes);
            return true;
        } catch (JsonMismatchException e) {
            return false;
        }
    }
}
