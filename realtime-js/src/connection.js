import { readEvents } from "./sse.js";

const SILENCE_MS = 45_000; // the server says something every 15 s
const JOIN_MS = 25; // what changes together connects once
const LONGEST_DELAY_MS = 30_000;
const POSITIONS = 1000; // of channels that were left, too

/**
 * One connection for all channels of a page. It knows up to where each channel was delivered, also of channels that were
 * left, so that joining, leaving and coming back neither repeats nor loses a message.
 */
export class Connection {
  #options;
  #channels = new Map(); // name -> number of followers
  #positions = new Map(); // name -> id or ms, the one used last at the end
  #status = "disconnected";
  #connected = new Set();
  #left = new Set(); // what this connection still tells of them is for the next one
  #abort = null;
  #timer = null;
  #silence = null;
  #failures = 0;
  #retryMs = 1000;

  /** options: url, headers(), withCredentials, fetch, onMessage, onGap, onStatus, onConnected */
  constructor(options) {
    this.#options = options;
    globalThis.addEventListener?.("online", () => this.#timer && this.reconnect());
  }

  get status() {
    return this.#status;
  }

  /** Whether a channel is followed just now. */
  isConnected(channel) {
    return this.#connected.has(channel);
  }

  join(channel) {
    const count = this.#channels.get(channel) ?? 0;
    this.#channels.set(channel, count + 1);
    if (!count) this.#schedule(JOIN_MS);
  }

  leave(channel) {
    const count = this.#channels.get(channel) - 1;
    if (count) {
      this.#channels.set(channel, count);
    } else {
      this.#channels.delete(channel);
      this.#connected.delete(channel);
      this.#left.add(channel);
      this.#schedule(JOIN_MS);
    }
  }

  /** Where to go on in a channel that nobody follows, such as after the page of history that was just shown. */
  startAfter(channel, position) {
    if (!this.#channels.has(channel)) this.#moveTo(channel, position);
  }

  /** Connects anew, also after a denial. */
  reconnect() {
    this.#failures = 0;
    this.#schedule(0);
  }

  close() {
    this.#channels.clear();
    this.#stop();
    this.#tell("disconnected");
  }

  #moveTo(channel, position) {
    this.#positions.delete(channel);
    this.#positions.set(channel, position);
    if (this.#positions.size > POSITIONS) {
      for (const name of this.#positions.keys()) {
        if (!this.#channels.has(name)) {
          this.#positions.delete(name);
          break;
        }
      }
    }
  }

  #tell(status, error) {
    if (status === this.#status && !error) return;
    this.#status = status;
    this.#options.onStatus(status, error);
  }

  #stop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#timer = null;
    this.#abort?.abort();
    this.#abort = null;
    this.#connected.clear();
    this.#left.clear();
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), delay);
  }

  /** After a failure: later with each one, and not when all others try. */
  #retryLater(leastMs = 0) {
    const most = Math.min(LONGEST_DELAY_MS, this.#retryMs * 2 ** Math.min(this.#failures++, 10));
    this.#schedule(Math.max(leastMs, most / 2 + (Math.random() * most) / 2));
  }

  #watch() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#stop();
      this.#tell("disconnected");
      this.#retryLater();
    }, SILENCE_MS);
  }

  #query() {
    const query = new URLSearchParams();
    for (const channel of this.#channels.keys()) query.append("channel", channel);
    for (const channel of this.#channels.keys()) {
      const position = this.#positions.get(channel);
      if (position) query.append("last_ack_" + channel, position);
    }
    return query;
  }

  async #connect() {
    this.#stop();
    if (!this.#channels.size) {
      this.#tell("disconnected");
      return;
    }
    this.#tell("connecting");
    const abort = new AbortController();
    this.#abort = abort;
    this.#watch();
    let leastMs = 0;
    try {
      const response = await this.#options.fetch(this.#options.url + "?" + this.#query(), {
        headers: { Accept: "text/event-stream", ...(await this.#options.headers()) },
        credentials: this.#options.withCredentials ? "include" : "same-origin",
        cache: "no-store",
        signal: abort.signal,
      });
      if (abort !== this.#abort) return;
      const isStream = /^text\/event-stream/.test(response.headers.get("Content-Type"));
      if (!response.ok || !isStream) {
        const error = await failure(response);
        if (abort !== this.#abort) return;
        if (isFinal(response.status)) {
          this.#stop();
          this.#tell("denied", error);
          return;
        }
        leastMs = 1000 * (Number(response.headers.get("Retry-After")) || 0);
        throw error;
      }
      await readEvents(
        response.body,
        (event) => abort === this.#abort && this.#take(event),
        (ms) => (this.#retryMs = ms),
      );
    } catch (error) {
      if (abort !== this.#abort) return;
    }
    if (abort !== this.#abort) return;
    this.#stop();
    this.#tell("disconnected");
    this.#retryLater(leastMs);
  }

  #take({ type, data }) {
    this.#watch();
    const value = JSON.parse(data);
    if (this.#left.has(value.channel)) return;
    if (type === "gap" || type === "reset") {
      this.#options.onGap({ ...value, type });
    } else if (value.id) {
      this.#moveTo(value.channel, value.id);
      this.#options.onMessage(value);
    } else if (value.type === "connected") {
      this.#moveTo(value.channel, value.cursor);
      this.#connected.add(value.channel);
      this.#options.onConnected(value.channel);
      if (this.#connected.size >= this.#channels.size) {
        this.#failures = 0;
        this.#tell("connected");
      }
    } else if (value.type === "reconnect") {
      this.#schedule(0);
    }
  }
}

/** What the server says is wrong with a request. */
export class RealtimeError extends Error {
  constructor(status, { code = "failed", message = `The server answered with status ${status}`, stored } = {}) {
    super(message);
    this.name = "RealtimeError";
    this.status = status;
    this.code = code;
    this.stored = stored;
  }
}

export async function failure(response) {
  const body = await response.json().catch(() => ({}));
  return new RealtimeError(response.status, body.error);
}

/** Whether the same request would be refused again. */
function isFinal(status) {
  return status >= 200 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}
