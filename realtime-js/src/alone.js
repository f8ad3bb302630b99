import { Shared } from "./shared.js";

/** What one page has for itself, without others to share it with: used like a Connection, over as many as it takes. */
export class Alone extends Shared {
  #options;
  #followers = new Map(); // channel -> follower

  /** options: those of a Connection */
  constructor(options) {
    super(options);
    this.#options = options;
  }

  join(channel, place) {
    const { onMessage, onGap, onConnected } = this.#options;
    const follower = { channel, onMessage, onGap, onConnected };
    this.#followers.set(channel, follower);
    super.join(follower, place);
  }

  leave(channel) {
    super.leave(this.#followers.get(channel));
    this.#followers.delete(channel);
  }
}
