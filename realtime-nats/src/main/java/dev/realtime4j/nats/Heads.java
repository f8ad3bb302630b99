package dev.realtime4j.nats;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the channels of one stream end, by the word of its leader (Rule H6).
 *
 * <p>Each is asked for by itself, and only so many at a time. When very many wait, as where a node that follows a hundred
 * thousand channels has connected anew, the stream is asked for its subjects, if it has far fewer: what is not among them
 * has no record. Every question is asked after it was put, in either way. Safe for any threads.
 */
final class Heads {
    private static final int MOST_UNDER_WAY = 256;
    /** At least so many questions wait before the subjects are asked for, */
    private static final int CROWD = 256;
    /** and so many for each subject. */
    private static final int FOR_EACH = 2;

    private final Api api;
    private final Group group;
    private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger crowd = new AtomicInteger();
    /** Those whose channel may have records. */
    private final Queue<Question> single = new ConcurrentLinkedQueue<>();

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean listing = new AtomicBoolean();
    /** What was found while questions waited. */
    private volatile long subjects;

    private final AtomicInteger calls = new AtomicInteger();

    private static final class Question extends CompletableFuture<Records.@Nullable Place> {
        final String subject;
        final long since = System.nanoTime();

        Question(String subject) {
            this.subject = subject;
        }
    }

    Heads(Api api, Group group) {
        this.api = api;
        this.group = group;
    }

    CompletableFuture<Records.@Nullable Place> last(String subject) {
        Question question = new Question(subject);
        waiting.add(question);
        crowd.incrementAndGet();
        work();
        return question;
    }

    /** One thread at a time: who finds another one at it leaves, and that one goes on. What is answered at once comes here again. */
    private void work() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            if (isCrowd(crowd.get(), subjects) && listing.compareAndSet(false, true)) {
                list();
            }
            askSingly();
            seen = calls.addAndGet(-seen);
        } while (seen != 0);
    }

    private static boolean isCrowd(int questions, long subjects) {
        return questions >= Math.max(CROWD, FOR_EACH * subjects);
    }

    private void askSingly() {
        while (underWay.get() < MOST_UNDER_WAY) {
            Question question = single.poll();
            if (question == null) {
                question = next();
            }
            if (question == null) {
                return;
            }
            ask(question);
        }
    }

    private @Nullable Question next() {
        Question question = waiting.poll();
        if (question == null) {
            subjects = 0;
        } else {
            crowd.decrementAndGet();
        }
        return question;
    }

    private void ask(Question question) {
        if (System.nanoTime() - question.since >= api.timeout().toNanos()) {
            question.completeExceptionally(
                    api.unanswered("where channels of " + group.stream() + " end", new TimeoutException()));
            return;
        }
        underWay.incrementAndGet();
        var unused = api.newest(group, question.subject).whenComplete((place, failure) -> {
            underWay.decrementAndGet();
            answer(question, place, failure);
            work();
        });
    }

    private static void answer(Question question, Records.@Nullable Place place, @Nullable Throwable failure) {
        if (failure == null) {
            question.complete(place);
        } else {
            question.completeExceptionally(failure);
        }
    }

    private void list() {
        var unused = api.state(group).whenComplete((state, failure) -> {
            if (failure == null) {
                subjects = state.subjects();
            }
            if (failure == null && isCrowd(crowd.get(), state.subjects())) {
                list(taken());
            } else {
                listed();
            }
        });
    }

    private List<Question> taken() {
        List<Question> all = new ArrayList<>();
        for (Question question = next(); question != null; question = next()) {
            all.add(question);
        }
        return all;
    }

    private void list(List<Question> questions) {
        var unused = api.subjects(group).whenComplete((found, failure) -> {
            for (Question question : questions) {
                if (failure == null && (found == null || found.contains(question.subject))) {
                    single.add(question);
                } else {
                    answer(question, null, failure);
                }
            }
            listed();
        });
    }

    private void listed() {
        listing.set(false);
        work();
    }
}
