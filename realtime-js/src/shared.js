import { Connection } from "./connection.js";

const MOST = 100; // channels on a stream, by default of the server
const WORST_FIRST = ["denied", "disconnected", "connecting", "connected"];

/** A connection and who follows its channels. */
class Line extends Connection {
  #followers = new Map(); // channel -> set of followers

  of(channel) {
    return [...(this.#followers.get(channel) ?? [])];
  }

  /** A gap that the others were told at this place is told, too, unless it was `told`. */
  add(follower, place, told) {
    const { channel } = follower;
    if (!this.follows(channel)) {
      this.#followers.set(channel, new Set());
      this.join(channel, place);
    }
    this.#followers.get(channel).add(follower);
    if (this.isConnected(channel)) follower.onConnected({ channel, cursor: this.place(channel) });
    if (this.gap(channel) && !told) follower.onGap(this.gap(channel));
  }

  remove(follower) {
    const { channel } = follower;
    const followers = this.#followers.get(channel);
    if (!followers?.delete(follower) || followers.size) return;
    this.#followers.delete(channel);
    this.leave(channel);
  }
}

/**
 * Followers in many tabs, or in one alone, over as few connections as can be: one. Who starts at another place of a channel than the others
 * have come to has a second one for a while, and so exactly what it would have alone. Each passes every message, so the two
 * come to the same place, and from there on they are one.
 */
export class Shared {
  #options;
  #lines = []; // the first is for all; in a later one is what does not fit into those before
  #status = "disconnected";
  #error = null;

  /** options: url, headers(), withCredentials, fetch, onStatus */
  constructor(options) {
    this.#options = options;
  }

  get status() {
    return this.#status;
  }

  get error() {
    return this.#error;
  }

  /** A follower (channel, place, onMessage, onGap, onConnected) gets what comes after a place or, without one, from now on. */
  join(follower, place = follower.place) {
    (this.#find(follower.channel, place) ?? this.#open()).add(follower, place);
    if (this.#status === "denied") this.reconnect(); // who comes new may have signed in
  }

  leave(follower) {
    this.#lines.forEach((line) => line.remove(follower));
    this.#meet(follower.channel);
  }

  reconnect() {
    this.#lines.forEach((line) => line.reconnect());
  }

  close() {
    this.#lines.forEach((line) => line.close());
  }

  #find(channel, place, lines = this.#lines) {
    return lines.find((line) =>
      line.follows(channel) ? line.place(channel) === place : line.size < MOST && line.hasRoomFor(channel),
    );
  }

  #open() {
    const tell = (name) => (value) => {
      line.of(value.channel).forEach((follower) => follower[name](value));
      this.#meet(value.channel);
    };
    const line = new Line({
      ...this.#options,
      onMessage: tell("onMessage"),
      onGap: tell("onGap"),
      onConnected: tell("onConnected"),
      onStatus: () => this.#tellStatus(),
    });
    this.#lines.push(line);
    return line;
  }

  /** Lets later lines that have come to the place of an earlier one go over to it. */
  #meet(channel) {
    if (this.#lines.length < 2) return;
    this.#lines.forEach((line, i) => {
      if (!line.follows(channel)) return;
      const place = line.place(channel);
      const earlier = this.#find(channel, place, this.#lines.slice(0, i));
      if (!earlier || !line.gap(channel) !== !earlier.gap(channel)) return; // one is yet to be told it
      for (const follower of line.of(channel)) {
        line.remove(follower);
        earlier.add(follower, place, true);
      }
    });
    const idle = this.#lines.filter((line) => !line.size);
    if (idle.length === this.#lines.length) idle.shift();
    this.#lines = this.#lines.filter((line) => !idle.includes(line));
    idle.forEach((line) => line.close());
    this.#tellStatus();
  }

  #tellStatus() {
    const status = WORST_FIRST.find((each) => this.#lines.some((line) => line.status === each));
    const error = this.#lines.find((line) => line.error)?.error ?? null;
    if (status === this.#status && error === this.#error) return;
    this.#status = status;
    this.#error = error;
    this.#options.onStatus(status, error);
  }
}
