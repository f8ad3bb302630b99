// An application on @upstash/realtime that does what it is told, in lines [number, action, ...arguments], and says "+number" when
// that is done, and "=" and the data of each message. What fails ends it. For comparison only.
import { EventEmitter } from "node:events";
import { Realtime } from "@upstash/realtime";
import { Redis } from "./redis.mjs";

const subscribers = new Map(); // one for each channel
const told = (channel, text) => subscribers.get(channel)?.emit("message", { channel, message: JSON.parse(text) });
const commands = new Redis(process.argv[2]);
const subscriptions = new Redis(process.argv[2], told);

// In place of @upstash/redis and its requests over HTTP: the same commands, straight to Redis.
const redis = {
  xadd(key, id, { data, event, channel }, { trim }) {
    const limit = [trim.type, trim.comparison, String(trim.threshold)];
    const text = typeof data === "string" ? data : JSON.stringify(data);
    return commands.call("XADD", key, ...limit, id, "data", text, "event", event, "channel", channel);
  },
  publish(channel, message) {
    return commands.call("PUBLISH", channel, JSON.stringify(message));
  },
  pipeline() {
    const calls = [];
    return { publish: (...call) => calls.push(call), exec: () => Promise.all(calls.map((call) => redis.publish(...call))) };
  },
  subscribe(channel) {
    const subscriber = new EventEmitter();
    subscribers.set(channel, subscriber);
    subscriptions.call("SUBSCRIBE", channel).then(() => subscriber.emit("subscribe"));
    subscriber.unsubscribe = async () => {
      subscribers.delete(channel);
      await subscriptions.call("UNSUBSCRIBE", channel);
      subscriber.emit("unsubscribe");
    };
    return subscriber;
  },
};

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
