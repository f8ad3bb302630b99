import { Connection, RealtimeError, failure } from "./connection.js";

export { RealtimeError };

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

/** Live channels over one connection; see realtime.d.ts. */
export function createRealtime({
  url = "/api/realtime",
  headers = {},
  withCredentials = false,
  fetch = globalThis.fetch.bind(globalThis),
} = {}) {
  const followers = new Map(); // channel -> set of subscriptions
  const statusListeners = new Set();
  let lastError = null;
  const allHeaders = async () => (typeof headers === "function" ? await headers() : headers);
  const each = (channel, action) => [...(followers.get(channel) ?? [])].forEach(action);

  const connection = new Connection({
    url,
    withCredentials,
    fetch,
    headers: allHeaders,
    onMessage: (message) => each(message.channel, (s) => passes(s.events, message.event) && call(s.onData, message)),
    onGap: (gap) => each(gap.channel, (s) => call(gap.type === "reset" ? (s.onReset ?? s.onGap) : s.onGap, gap)),
    onConnected: (channel) => each(channel, (s) => s.stands()),
    onStatus: (status, error = null) => {
      lastError = error;
      statusListeners.forEach((listener) => call(listener, status));
    },
  });

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
    if (!followers.has(channel)) followers.set(channel, new Set());
    followers.get(channel).add(subscription);
    if (after) connection.startAfter(channel, after);
    connection.join(channel);
    if (connection.isConnected(channel)) stands();
    const unsubscribe = () => {
      if (followers.get(channel)?.delete(subscription)) {
        if (!followers.get(channel).size) followers.delete(channel);
        connection.leave(channel);
      }
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
      return connection.status;
    },
    get error() {
      return lastError;
    },
    onStatus(listener) {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    reconnect: () => connection.reconnect(),
    close() {
      followers.clear();
      connection.close();
    },
  };
}
