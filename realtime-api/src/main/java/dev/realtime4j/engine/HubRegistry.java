package dev.realtime4j.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The hubs of one Realtime: one per channel with subscriptions, and for a short while after the last has gone. */
final class HubRegistry {
    private static final long LINGER_MILLIS = 1000;

    private final Core core;
    private final Map<String, Slot> hubs = new HashMap<>();

    HubRegistry(Core core) {
        this.core = core;
    }

    private static final class Slot {
        final Hub hub;
        int users;
        boolean leaving;

        Slot(Hub hub) {
            this.hub = hub;
        }
    }

    /**
     * A user's hold on a hub.
     *
     * @param hub the hub
     * @param opened whether the hub was made for this user, so that it listens since then
     */
    record Lease(Hub hub, boolean opened) {}

    /** Gives the hub of a channel, made and opened if there is none. To be released. */
    Lease acquire(String channel) {
        Slot slot;
        boolean opened;
        synchronized (hubs) {
            core.checkOpen();
            slot = hubs.get(channel);
            opened = slot == null;
            if (slot == null) {
                slot = new Slot(new Hub(core, channel));
                hubs.put(channel, slot);
            }
            slot.users++;
        }
        if (opened) {
            core.metrics().hubs(1);
            Hub made = slot.hub;
            made.open().whenComplete((none, failure) -> {
                if (failure != null) {
                    forget(channel);
                    made.close(); // listening may stand later, when nobody waits for it any more
                }
            });
        }
        return new Lease(slot.hub, opened);
    }

    /** Listening could not be had: the next subscription tries anew. */
    private void forget(String channel) {
        boolean removed;
        synchronized (hubs) {
            removed = hubs.remove(channel) != null;
        }
        if (removed) {
            core.metrics().hubs(-1);
        }
    }

    void release(Hub hub) {
        synchronized (hubs) {
            Slot slot = hubs.get(hub.channel());
            if (slot == null || slot.hub != hub || --slot.users > 0 || slot.leaving) {
                return;
            }
            slot.leaving = true;
            core.dispatcher().later(LINGER_MILLIS, () -> leave(slot));
        }
    }

    private void leave(Slot slot) {
        synchronized (hubs) {
            slot.leaving = false;
            if (slot.users > 0 || !hubs.remove(slot.hub.channel(), slot)) {
                return;
            }
        }
        core.metrics().hubs(-1);
        core.dispatcher().run(slot.hub::close); // a transport may wait for the backend here, the timer must not
    }

    List<Hub> all() {
        synchronized (hubs) {
            List<Hub> all = new ArrayList<>(hubs.size());
            hubs.values().forEach(slot -> all.add(slot.hub));
            return all;
        }
    }

    /** Every subscription that stands or is about to. */
    List<EngineSubscription> subscriptions() {
        List<EngineSubscription> all = new ArrayList<>();
        all().forEach(hub -> all.addAll(List.of(hub.audience().members())));
        return all;
    }

    List<EngineSubscription> subscriptions(String channel) {
        synchronized (hubs) {
            Slot slot = hubs.get(channel);
            return slot == null ? List.of() : List.of(slot.hub.audience().members());
        }
    }

    void close() {
        List<Hub> open = all();
        synchronized (hubs) {
            hubs.clear();
        }
        for (Hub hub : open) {
            core.metrics().hubs(-1);
            hub.close();
        }
    }
}
