import { failure } from "./error.js";
import { readEvents } from "./sse.js";

const SILENCE_MS = 45_000; // the server says something every 15 s
const JOIN_MS = 25; // what changes together connects once
const LONGEST_DELAY_MS = 30_000;
const LONGEST = 7000; // many take a request of 8 KiB, with its headers

/**
 * One stream for any number of channels, which goes on for ever. It knows up to where each channel was delivered, so that
 * joining and leaving others neither repeats nor loses a message.
 */
export class Connection {
  #options;
  #places = new Map(); // channel -> up to where it was delivered; undefined: from now on
  #status = "disconnected";
  #error = null;
  #connected = new Set();
  #gaps = new Map(); // channel -> the gap that was told, until a message comes
  #left = new Set(); // what this connection still tells of them is for the next one
  #abort = null;
  #timer = null;
  #silence = null;
  #failures = 0;
  #retryMs = 1000;
  #online = () => this.#timer && this.reconnect();

  /** options: url, headers(), withCredentials, fetch, onMessage, onGap, onStatus, onConnected({channel, cursor}) */
  constructor(options) {
    this.#options = options;
    globalThis.addEventListener?.("online", this.#online);
  }

  get status() {
    return this.#status;
  }

  /** Why the status is `denied`. */
  get error() {
    return this.#error;
  }

  /** How many channels are followed. */
  get size() {
    return this.#places.size;
  }

  /** Whether one more channel fits, also into a request with all places. */
  hasRoomFor(channel) {
    const names = "" + new URLSearchParams([...this.#places.keys(), channel].map((name) => [name, ""]));
    return !this.size || 2 * names.length + 50 * this.size < LONGEST;
  }

  follows(channel) {
    return this.#places.has(channel);
  }

  place(channel) {
    return this.#places.get(channel);
  }

  /** The gap that was told at the place of a channel. */
  gap(channel) {
    return this.#gaps.get(channel);
  }

  /** Whether a channel is followed just now. */
  isConnected(channel) {
    return this.#connected.has(channel);
  }

  /** Follows one more channel: what comes after a place or, without one, from now on. */
  join(channel, place) {
    this.#places.set(channel, place);
    this.#tell("connecting");
    this.#schedule(JOIN_MS);
  }

  leave(channel) {
    this.#places.delete(channel);
    this.#gaps.delete(channel);
    this.#connected.delete(channel);
    this.#left.add(channel);
    this.#schedule(JOIN_MS);
  }

  /** Connects anew, also after a denial. */
  reconnect() {
    this.#failures = 0;
    if (this.size) this.#tell("connecting");
    this.#schedule(0);
  }

  close() {
    globalThis.removeEventListener?.("online", this.#online);
    this.#places.clear();
    this.#stop();
    this.#tell("disconnected");
  }

  #tell(status, error = null) {
    if (status === this.#status && !error) return;
    this.#status = status;
    this.#error = error;
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
    for (const channel of this.#places.keys()) query.append("channel", channel);
    for (const [channel, place] of this.#places) if (place) query.append("last_ack_" + channel, place);
    return query;
  }

  async #connect() {
    this.#stop();
    if (!this.#places.size) {
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
      const gap = { ...value, type };
      if (JSON.stringify(gap) === JSON.stringify(this.gap(value.channel))) return; // again, by a new stream
      this.#gaps.set(value.channel, gap);
      this.#options.onGap(gap);
    } else if (value.id) {
      this.#gaps.delete(value.channel);
      this.#places.set(value.channel, value.id);
      this.#options.onMessage(value);
    } else if (value.type === "connected") {
      this.#places.set(value.channel, value.cursor);
      this.#connected.add(value.channel);
      this.#options.onConnected(value);
      if (this.#connected.size >= this.#places.size) {
        this.#failures = 0;
        this.#tell("connected");
      }
    } else if (value.type === "reconnect") {
      this.#schedule(0);
    }
  }
}

/** Whether the same request would be refused again. */
function isFinal(status) {
  return status >= 200 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}
