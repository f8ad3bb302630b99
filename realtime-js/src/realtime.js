import { RealtimeError, failure } from "./error.js";
import { Tab } from "./tab.js";

export { RealtimeError };

const PLACES = 1000; // of channels that were left, too
const LOAD_AGAIN_MS = 1000;

/** Loaded where it runs: in the worker or, where there is none, in the page. */
const loadConnection = async () => (await import("./alone.js")).Alone;
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
  const followers = new Map(); // channel -> set of subscriptions
  const places = new Map(); // channel -> up to where it was delivered, also if it was left; the one used last at the end
  const standing = new Set(); // channels whose place is known and kept
  const statusListeners = new Set();
  let opening = null; // the latest attempt to have a link
  let link = null; // Alone or a Tab
  let status = "disconnected";
  let lastError = null;
  const allHeaders = async () => (typeof headers === "function" ? await headers() : headers) ?? {};
  const each = (channel, action) => [...(followers.get(channel) ?? [])].forEach(action);

  function remember(channel, place) {
    places.delete(channel);
    places.set(channel, place);
    if (places.size > PLACES) places.delete([...places.keys()].find((name) => !followers.has(name)));
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
      onMessage(message) {
        remember(message.channel, message.id);
        each(message.channel, (s) => passes(s.events, message.event) && call(s.onData, message));
      },
      onGap: (gap) => each(gap.channel, (s) => call(gap.type === "reset" ? (s.onReset ?? s.onGap) : s.onGap, gap)),
      onConnected({ channel, cursor }) {
        remember(channel, cursor);
        standing.add(channel);
        each(channel, (s) => s.stands());
      },
      onStatus: tellStatus,
      onLost: () => connect(loadConnection),
    });
    for (const channel of followers.keys()) link.join(channel, places.get(channel));
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
    const isFirst = !followers.has(channel);
    if (isFirst) followers.set(channel, new Set());
    if (isFirst && after) remember(channel, after);
    followers.get(channel).add(subscription);
    if (standing.has(channel)) stands();
    if (!opening) connect(shared && !ownFetch && Tab.isPossible() ? loadTab : loadConnection);
    else if (isFirst) link?.join(channel, places.get(channel));
    const unsubscribe = () => {
      if (!followers.get(channel)?.delete(subscription) || followers.get(channel).size) return;
      followers.delete(channel);
      standing.delete(channel);
      link?.leave(channel);
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
      followers.clear();
      standing.clear();
      link?.close();
      opening = link = null;
      tellStatus("disconnected");
    },
  };
}
