import { RealtimeError } from "./error.js";
import { live, whenGone } from "./life.js";

const PATIENCE_MS = 5000; // for a worker to start
const HEADERS_MS = 45_000; // as long as a page alone waits for them before it asks again

/**
 * A page's part in the worker that all tabs share, where the connection lies. Where there is no worker, or no longer, it calls
 * onLost() and does nothing more.
 */
export class Tab {
  #options;
  #seats = new Map(); // number -> seat, a follower with its place
  #last = 0;
  #port = null;
  #timer = null;
  #end = () => {};
  #closed = false;

  static isPossible = () => Boolean(globalThis.SharedWorker && globalThis.navigator?.locks);

  /** options: url, headers(), withCredentials, shared, onStatus, onLost */
  constructor(options) {
    this.#options = options;
    this.#start().catch(() => this.#lose());
  }

  /** Each time with another number: what the worker has sent before it knew of a leave is not for who has come back. */
  join(seat) {
    seat.number = ++this.#last;
    this.#seats.set(seat.number, seat);
    this.#say("join", seat.channel, seat.number, seat.place);
  }

  leave({ number }) {
    this.#say("leave", number);
    this.#seats.delete(number);
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
    this.#timer = setTimeout(() => this.#lose(), HEADERS_MS);
    const key = typeof shared === "string" ? shared : await headers();
    if (this.#closed) return end();
    clearTimeout(this.#timer);
    this.#port = worker.port;
    this.#port.onmessage = ({ data: [verb, ...words] }) => this.#hears[verb](...words);
    const address = new URL(url, document.baseURI).href;
    this.#timer = setTimeout(() => this.#lose(), PATIENCE_MS);
    const joined = [...this.#seats.values()].map(({ channel, number, place }) => [channel, [number, place]]);
    this.#say("hello", name, JSON.stringify([address, withCredentials, key]), address, withCredentials, joined);
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
    tell: (number, name, value) => this.#seats.get(number)?.[name](value),
  };
}
