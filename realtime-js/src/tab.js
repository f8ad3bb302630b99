import { RealtimeError } from "./error.js";
import { live, whenGone } from "./life.js";

const PATIENCE_MS = 5000; // for a worker to start
const HEADERS_MS = 45_000; // as long as a page alone waits for them before it asks again

/**
 * A page's seat in the worker that all tabs share; used like a Connection, which lies in the worker. Where there is no
 * worker, or no longer, it calls onLost() and does nothing more.
 */
export class Tab {
  #options;
  #joined = new Map(); // channel -> [number, place]
  #last = 0;
  #port = null;
  #timer = null;
  #end = () => {};
  #closed = false;

  static isPossible = () => Boolean(globalThis.SharedWorker && globalThis.navigator?.locks);

  /** options: those of a Connection, shared, onLost */
  constructor(options) {
    this.#options = options;
    this.#start().catch(() => this.#lose());
  }

  /** Each time with another number: what the worker has sent before it knew of a leave is not for who has come back. */
  join(channel, place) {
    this.#joined.set(channel, [++this.#last, place]);
    this.#say("join", channel, this.#last, place);
  }

  leave(channel) {
    this.#say("leave", this.#joined.get(channel)[0]);
    this.#joined.delete(channel);
  }

  reconnect() {
    this.#say("reconnect");
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#end(); // which the worker notices
    if (this.#port) this.#port.onmessage = null;
    this.#port = null;
  }

  #lose() {
    if (this.#closed) return;
    this.close();
    this.#options.onLost();
  }

  #say(...words) {
    this.#port?.postMessage(words);
  }

  async #start() {
    const { url, withCredentials, headers, shared } = this.#options;
    // The name changes with what is said over the port, since a worker outlives the pages of before.
    const worker = new SharedWorker(new URL("./worker.js", import.meta.url), { type: "module", name: "realtime-1" });
    worker.onerror = () => this.#lose();
    const { name, end } = await live();
    this.#end = end;
    const key = typeof shared === "string" ? shared : await headers();
    this.#timer = setTimeout(() => this.#lose(), HEADERS_MS);
    if (this.#closed) return end();
    this.#port = worker.port;
    clearTimeout(this.#timer);
    this.#port.onmessage = ({ data: [verb, ...words] }) => this.#hears[verb](...words);
    const address = new URL(url, document.baseURI).href;
    this.#timer = setTimeout(() => this.#lose(), PATIENCE_MS);
    this.#say("hello", name, JSON.stringify([address, withCredentials, key]), address, withCredentials, [...this.#joined]);
  }

  #hears = {
    welcome: (worker) => {
      clearTimeout(this.#timer);
      whenGone(worker, () => this.#lose());
    },
    headers: async () => this.#say("headers", await this.#options.headers().catch(() => null)),
    status: (status, error) => this.#options.onStatus(status, error && new RealtimeError(error.status, error)),
    lost: () => this.#lose(),
    /** What is told of a channel, by the name of the function to call. */
    tell: (number, name, value) => {
      if (this.#joined.get(value.channel)?.[0] === number) this.#options[name](value);
    },
  };
}
