package dev.realtime4j.engine;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.EmitResult;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A Realtime over any transport. */
final class EngineRealtime implements Realtime {
    private final Core core;
    private final HubRegistry hubs;
    private final EventCatalog catalog;
    private final Emitter emitter;
    private final HistoryReader history;
    private final AtomicBoolean closed = new AtomicBoolean();

    EngineRealtime(Transport transport, RealtimeConfig config) {
        core = new Core(Names.given(transport, "transport"), config);
        hubs = new HubRegistry(core);
        catalog = EventCatalog.of(config.events(), config.strict());
        emitter = new Emitter(core, catalog);
        history = new HistoryReader(core);
    }

    Emitter emitter() {
        return emitter;
    }

    EventCatalog catalog() {
        return catalog;
    }

    Core core() {
        return core;
    }

    @Override
    public Channel channel(String name) {
        core.checkOpen();
        return new EngineChannel(this, Names.channel(name));
    }

    @Override
    public CompletableFuture<MessageId> emitAsync(Emission emission) {
        Names.given(emission, "emission");
        return emitter.emitAsync(
                emission.channel(), emission.event(), emission.data(), emission.type(), emission.key());
    }

    @Override
    public List<EmitResult> emitAll(List<Emission> emissions) {
        core.checkOpen();
        Names.given(emissions, "emissions").forEach(emission -> Names.given(emission, "emission"));
        return emitter.emitAll(List.copyOf(emissions));
    }

    HistoryPage history(String channel, HistoryQuery query) {
        core.checkOpen();
        return history.read(channel, query);
    }

    /** Gives a subscription that stands (Rule S1). */
    EngineSubscription subscribe(String channel, SubscriptionSpec spec) {
        CompletableFuture<EngineSubscription> coming = subscribing(channel, spec);
        try {
            return Core.await(coming, core.requestDeadline(), what(channel));
        } catch (RuntimeException e) {
            if (!coming.completeExceptionally(e) && !coming.isCompletedExceptionally()) {
                coming.join().leave(); // it has come at the last moment
            }
            throw e;
        }
    }

    /**
     * As {@link #subscribe}, but no thread waits, so that very many can come at once.
     *
     * @return fails as {@link #subscribe} does
     */
    CompletableFuture<EngineSubscription> subscribing(String channel, SubscriptionSpec spec) {
        core.checkOpen();
        CompletableFuture<EngineSubscription> coming = new CompletableFuture<>();
        HubRegistry.Lease lease = hubs.acquire(channel);
        var unused = lease.hub()
                .standing()
                .thenCompose(stands -> Start.find(core, lease, spec))
                .thenApply(start -> begin(lease.hub(), spec, start))
                .whenComplete((made, failure) -> {
                    if (made == null) {
                        hubs.release(lease.hub());
                        coming.completeExceptionally(Failures.of(what(channel), Objects.requireNonNull(failure)));
                    } else if (!coming.complete(made)) {
                        made.leave(); // nobody waits for it any more
                    }
                });
        return coming;
    }

    private static String what(String channel) {
        return "Subscribing to channel \"" + channel + "\"";
    }

    private EngineSubscription begin(Hub hub, SubscriptionSpec spec, Start start) {
        EngineSubscription subscription = new EngineSubscription(core, hubs, hub, spec.handlers(hub.channel()), start);
        hub.audience().add(subscription);
        core.metrics().subscriptions(1);
        subscription.start();
        if (closed.get()) {
            subscription.leave(); // close() may have come too early to see it
        }
        return subscription;
    }

    void unsubscribe(String channel) {
        core.checkOpen();
        closeAll(hubs.subscriptions(channel));
    }

    private void closeAll(List<EngineSubscription> subscriptions) {
        subscriptions.forEach(EngineSubscription::leave);
        long deadline = System.nanoTime() + core.config().timeouts().close().toNanos();
        subscriptions.forEach(subscription -> subscription.awaitClosed(deadline));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        core.closing();
        try {
            closeAll(hubs.subscriptions());
            hubs.close();
        } finally {
            try {
                core.transport().close();
            } finally {
                emitter.close();
                core.dispatcher().close();
            }
        }
    }
}
