import { RealtimeError, failure } from "./error.js";
import { Tab } from "./tab.js";

export { RealtimeError };

const PLACES = 1000; // of channels that were left
const LOAD_AGAIN_MS = 1000;

/** Loaded where it runs: in the worker or, where there is none, in the page. */
const loadConnection = async () => (await import("./shared.js")).Shared;
const loadTab = async () => Tab;

/** Whether an event passes a filter: exact names, or all below a name with a trailing `.*`; none lets all through. */
const passes = (filter, event) =>
  !filter?.length ||
  filter.some((name) => (name.endsWith(".*") ? event.startsWith(name.slice(0, -1)) : event === name));

/** Calls what a page has given; what it throws is the page's, and stops nobody else. */
const call = (handler, value) => {
  try {
    handler?.(value);
  } catch (error) {
    globalThis.reportError ? reportError(error) : console.error(error);
  }
};

/** Live channels; see realtime.d.ts. */
export function createRealtime({
  url = "/api/realtime",
  headers = {},
  withCredentials = false,
  fetch: ownFetch,
  shared = true,
} = {}) {
  const fetch = ownFetch ?? globalThis.fetch.bind(globalThis);
  const seats = new Set(); // each follows a channel from a place on, for subscriptions that are told the same
  const left = new Map(); // channel -> its last seat as it was, to go on from there; the one left last at the end
  const statusListeners = new Set();
  let opening = null; // the latest attempt to have a link
  let link = null; // a Tab or, alone, a Shared
  let status = "disconnected";
  let lastError = null;
  const allHeaders = async () => (typeof headers === "function" ? await headers() : headers) ?? {};

  /** A seat after a place or, without one, where the channel was left, with the gap that was told there. */
  function seatAt(channel, place) {
    const subscriptions = new Set();
    const each = (action) => [...subscriptions].forEach(action);
    const seat = {
      ...(place ? { place } : left.get(channel)),
      channel,
      subscriptions,
      stands: false,
      onMessage(message) {
        seat.place = message.id;
        seat.gap = null;
        each((s) => passes(s.events, message.event) && call(s.onData, message));
      },
      onGap(gap) {
        const same = gap.type + gap.after + gap.next;
        if (same === seat.gap) return; // again, to who has come back
        seat.gap = same;
        each((s) => call(gap.type === "reset" ? (s.onReset ?? s.onGap) : s.onGap, gap));
      },
      onConnected({ cursor }) {
        seat.place = cursor;
        seat.stands = true;
        each((s) => s.stands());
      },
    };
    seats.add(seat);
    return seat;
  }

  function remember(seat) {
    left.delete(seat.channel);
    left.set(seat.channel, { ...seat });
    if (left.size > PLACES) left.delete(left.keys().next().value);
  }

  function tellStatus(now, error = null) {
    if (now === status && !error) return;
    status = now;
    lastError = error;
    statusListeners.forEach((listener) => call(listener, status));
  }

  /** Joins what is followed by the time that it is loaded. */
  async function connect(load) {
    const mine = (opening = {});
    link = null;
    const Link = await load().catch(() => null);
    if (mine !== opening) return;
    if (!Link) {
      setTimeout(() => mine === opening && connect(load), LOAD_AGAIN_MS);
      return;
    }
    link = new Link({
      url,
      withCredentials,
      fetch,
      headers: allHeaders,
      shared,
      onStatus: tellStatus,
      onLost: () => connect(loadConnection),
    });
    seats.forEach((seat) => link.join(seat));
  }

  async function request(path, options = {}) {
    const response = await fetch(url + path, {
      ...options,
      headers: { ...options.headers, ...(await allHeaders()) },
      credentials: withCredentials ? "include" : "same-origin",
    });
    if (!response.ok) throw await failure(response);
    return response.json();
  }

  function subscribe(channel, { events, onData, onGap, onReset, after }) {
    let stands;
    const ready = new Promise((resolve) => (stands = resolve));
    const subscription = { events, onData, onGap, onReset, stands };
    const there = [...seats].find((seat) => seat.channel === channel && (!after || seat.place === after));
    const seat = there ?? seatAt(channel, after);
    seat.subscriptions.add(subscription);
    if (seat.stands) stands();
    if (!opening) connect(shared && !ownFetch && Tab.isPossible() ? loadTab : loadConnection);
    else if (!there) link?.join(seat);
    const unsubscribe = () => {
      if (!seat.subscriptions.delete(subscription) || seat.subscriptions.size || !seats.delete(seat)) return;
      remember(seat);
      link?.leave(seat);
    };
    unsubscribe.ready = ready;
    return unsubscribe;
  }

  function history(channel, { limit, start, end, after, order, events = [] } = {}) {
    const query = new URLSearchParams({ channel });
    for (const [name, value] of Object.entries({ limit, start, end, after, order })) {
      if (value !== undefined) query.append(name, value instanceof Date ? value.getTime() : value);
    }
    events.forEach((event) => query.append("event", event));
    return request("/history?" + query);
  }

  const emitAll = (messages) =>
    request("", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(messages),
    });

  const handle = (name) => ({
    name,
    subscribe: (options) => subscribe(name, options),
    on: (event, onData) => subscribe(name, { events: [event], onData }),
    emit: async (event, data, { key } = {}) => (await emitAll({ channel: name, event, data: data ?? null, key })).id,
    history: (options) => history(name, options),
  });

  return {
    channel: (name = "default") => handle(name),
    emitAll,
    get status() {
      return status;
    },
    get error() {
      return lastError;
    },
    onStatus(listener) {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    reconnect: () => link?.reconnect(),
    close() {
      seats.forEach(remember);
      seats.clear();
      link?.close();
      opening = link = null;
      tellStatus("disconnected");
    },
  };
}
