// A connection to Redis that sends commands without waiting for the answers to those before: as little as one can be.
import net from "node:net";

const [LINE, INTEGER, BULK, LIST] = Buffer.from("+:$*");

// What has been received, and not been read yet.
class Replies {
  #bytes = Buffer.alloc(0);
  #at = 0;

  add(chunk) {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    this.#at = 0;
  }

  // The next reply, or undefined if its end has not come yet.
  next() {
    const start = this.#at;
    const reply = this.#read();
    if (reply === undefined) this.#at = start;
    return reply;
  }

  #read() {
    const end = this.#bytes.indexOf("\r\n", this.#at);
    if (end < 0) return undefined;
    const kind = this.#bytes[this.#at];
    const line = this.#bytes.latin1Slice(this.#at + 1, end);
    this.#at = end + 2;
    if (kind === BULK) return this.#text(Number(line));
    if (kind === LIST) return this.#list(Number(line));
    if (kind === INTEGER) return Number(line);
    if (kind === LINE) return line;
    throw new Error("Redis answers " + line);
  }

  #text(length) {
    if (length < 0) return null;
    const start = this.#at;
    this.#at += length + 2;
    return this.#at <= this.#bytes.length ? this.#bytes.utf8Slice(start, start + length) : undefined;
  }

  #list(length) {
    const list = [];
    while (list.length < length) {
      const one = this.#read();
      if (one === undefined) return undefined;
      list.push(one);
    }
    return list;
  }
}

export class Connection {
  #socket;
  #replies = new Replies();
  #waiting = [];
  #unsent = "";

  // told is given the channel and the text of each message of the channels that are subscribed to.
  constructor(url, told) {
    const { hostname, port } = new URL(url);
    this.#socket = net.connect({ host: hostname, port, noDelay: true });
    this.#socket.on("data", (chunk) => {
      this.#replies.add(chunk);
      for (let reply = this.#replies.next(); reply !== undefined; reply = this.#replies.next()) {
        if (told && reply[0] === "message") told(reply[1], reply[2]);
        else this.#waiting.shift()(reply);
      }
    });
  }

  // Carries out a command, whose parts are texts.
  call(...command) {
    if (!this.#unsent) process.nextTick(() => this.#send()); // one write for all commands of this turn
    this.#unsent += "*" + command.length + "\r\n";
    for (const part of command) this.#unsent += "$" + Buffer.byteLength(part) + "\r\n" + part + "\r\n";
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #send() {
    this.#socket.write(this.#unsent);
    this.#unsent = "";
  }
}
