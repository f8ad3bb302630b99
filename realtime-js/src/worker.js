import { live, whenGone } from "./life.js";
import { Shared } from "./shared.js";

const PATIENCE_MS = 5000; // for a tab to give its headers

const groups = new Map(); // key -> group
const me = live();

/** Tabs that would send the same requests, and what they share. */
class Group {
  #tabs = []; // each a function that says something to a tab
  #waiting = []; // for headers
  #timer = null;
  shared;

  constructor(url, withCredentials) {
    const headers = () =>
      new Promise((resolve, reject) => {
        this.#waiting.push((given) => (given ? resolve(given) : reject()));
        this.#ask();
      });
    const onStatus = (...words) => this.#tabs.forEach((say) => this.tellStatus(say, ...words));
    this.shared = new Shared({ url, withCredentials, headers, onStatus, fetch: fetch.bind(globalThis) });
  }

  add(say) {
    this.#tabs.push(say);
    this.#ask();
  }

  /** Says whether somebody is left. */
  remove(say) {
    this.#tabs = this.#tabs.filter((each) => each !== say);
    this.#ask();
    return this.#tabs.length;
  }

  tellStatus(say, status = this.shared.status, error = this.shared.error) {
    say("status", status, error && { ...error, message: error.message });
  }

  /** The newest tab; if it is busy, another. */
  #ask() {
    clearTimeout(this.#timer);
    if (!this.#waiting.length || !this.#tabs.length) return;
    const say = this.#tabs.pop();
    this.#tabs.unshift(say);
    say("headers");
    this.#timer = setTimeout(() => this.#ask(), PATIENCE_MS);
  }

  answer(headers) {
    clearTimeout(this.#timer);
    this.#waiting.splice(0).forEach((take) => take(headers));
  }
}

globalThis.onconnect = ({ ports: [port] }) => {
  const followers = new Map(); // number -> follower
  const say = (...words) => port.postMessage(words);
  let group;

  const hears = {
    async hello(tab, key, url, withCredentials, joined) {
      if (!groups.has(key)) groups.set(key, new Group(url, withCredentials));
      group = groups.get(key);
      group.add(say);
      joined.forEach(([channel, following]) => hears.join(channel, ...following));
      group.tellStatus(say);
      whenGone(tab, () => {
        port.onmessage = null;
        say("lost"); // should it live
        followers.forEach((follower) => group.shared.leave(follower));
        if (group.remove(say)) return;
        group.shared.close();
        groups.delete(key);
      });
      say("welcome", (await me).name);
    },
    join(channel, number, place) {
      const tell = (name) => (value) => say("tell", number, name, value);
      const follower = { channel, onMessage: tell("onMessage"), onGap: tell("onGap"), onConnected: tell("onConnected") };
      followers.set(number, follower);
      group.shared.join(follower, place);
    },
    leave(number) {
      group.shared.leave(followers.get(number));
      followers.delete(number);
    },
    reconnect: () => group.shared.reconnect(),
    headers: (given) => group.answer(given),
  };
  port.onmessage = ({ data: [verb, ...words] }) => hears[verb](...words);
};
