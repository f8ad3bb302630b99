// An application on @upstash/realtime that does what it is told, in lines [number, action, ...arguments], and says "+number" when
// that is done, and "=" and the data of each message. What fails ends it. For comparison only.
import { Realtime } from "@upstash/realtime";
import { Redis } from "@upstash/redis";
import { Connection } from "./connection.mjs";

const listeners = new Map(); // one for each channel
const told = (channel, text) => listeners.get(channel)?.("message," + channel + "," + text);
const commands = new Connection(process.argv[2]);
const subscriptions = new Connection(process.argv[2], told);

const text = (part) => (typeof part === "string" ? part : JSON.stringify(part));

async function answer(command) {
  return { result: await commands.call(...command.map(text)) };
}

async function follow(channel, onMessage, signal) {
  listeners.set(channel, onMessage);
  await subscriptions.call("SUBSCRIBE", channel);
  onMessage("subscribe," + channel + ",1");
  await new Promise((ended) => signal.addEventListener("abort", ended));
  listeners.delete(channel);
  await subscriptions.call("UNSUBSCRIBE", channel);
  return { result: "OK" };
}

// In place of requests over HTTP to a service that asks Redis: straight to Redis.
const requester = {
  request({ path: [kind, ...rest] = [], body, onMessage, signal }) {
    if (kind === "subscribe") return follow(rest[0], onMessage, signal);
    return kind === "pipeline" ? Promise.all(body.map(answer)) : answer(body);
  },
};

const redis = new Redis(requester);
const realtime = new Realtime({ redis, history: { maxLength: 1000 } }); // as many as Realtime keeps

let unsaid = "";
function say(line) {
  if (!unsaid) {
    // One write for all lines of this turn.
    process.nextTick(() => {
      process.stdout.write(unsaid);
      unsaid = "";
    });
  }
  unsaid += line + "\n";
}

const onData = ({ data }) => say("=" + JSON.stringify(data));
let ends = [];
const actions = {
  emit: (channel, data) => realtime.channel(channel).emit("e", data),
  async follow(...channels) {
    ends = await Promise.all(channels.map((channel) => realtime.channel(channel).subscribe({ events: ["e"], onData })));
  },
  unfollow: () => Promise.all(ends.map((end) => end())),
};

async function act([number, action, ...rest]) {
  await actions[action](...rest);
  if (number) say("+" + number);
}

let begun = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
  const lines = (begun + text).split("\n");
  begun = lines.pop();
  for (const line of lines) act(JSON.parse(line));
});
process.stdin.on("end", () => process.exit());
