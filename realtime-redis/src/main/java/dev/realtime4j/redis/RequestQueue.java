package dev.realtime4j.redis;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import org.jspecify.annotations.Nullable;

/** Requests that wait to be written, in their order and bounded in bytes. Safe for any threads. */
final class RequestQueue {
    /** How much may wait. */
    static final long MOST_BYTES = 64L * 1024 * 1024;

    /** Why no more is taken. */
    static String tooMuch(String server) {
        return "more than " + MOST_BYTES + " bytes are waiting for " + server + " already; emit more slowly";
    }

    private final ArrayDeque<Request<?>> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** Takes a request at the end; false if that much is waiting already, or the queue is closed. */
    synchronized boolean offer(Request<?> request) {
        if (closed || bytes + request.bytes() > MOST_BYTES) {
            return false;
        }
        waiting.add(request);
        bytes += request.bytes();
        return true;
    }

    /** Takes requests back at the front, in their order; false if the queue is closed. */
    synchronized boolean putBack(List<Request<?>> requests) {
        if (closed) {
            return false;
        }
        for (ListIterator<Request<?>> at = requests.listIterator(requests.size()); at.hasPrevious(); ) {
            Request<?> request = at.previous();
            waiting.addFirst(request);
            bytes += request.bytes();
        }
        return true;
    }

    /** Takes out the first request; null if there is none. */
    synchronized @Nullable Request<?> poll() {
        Request<?> first = waiting.poll();
        if (first != null) {
            bytes -= first.bytes();
        }
        return first;
    }

    /** Takes out the first request whose time is up; null if there is none. Not all were given the same time. */
    synchronized @Nullable Request<?> pollLate(long now) {
        for (Iterator<Request<?>> at = waiting.iterator(); at.hasNext(); ) {
            Request<?> request = at.next();
            if (request.isLate(now)) {
                at.remove();
                bytes -= request.bytes();
                return request;
            }
        }
        return null;
    }

    /** Whether at most that many bytes wait. */
    synchronized boolean isSmall(long most) {
        return bytes <= most;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes no more; gives what is left. */
    synchronized List<Request<?>> close() {
        closed = true;
        List<Request<?>> left = List.copyOf(waiting);
        waiting.clear();
        bytes = 0;
        return left;
    }
}
