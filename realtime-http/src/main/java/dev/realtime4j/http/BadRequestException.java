package dev.realtime4j.http;

/** A request that cannot be answered as it asks; the message is for the client's developer. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;

    BadRequestException(String message) {
        this(400, "bad_request", message);
    }

    BadRequestException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
