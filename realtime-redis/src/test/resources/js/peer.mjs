// An application on @upstash/realtime that does what it is told, a line of JSON at a time, and answers with a line of JSON.
import { createInterface } from "node:readline";
import { Realtime } from "@upstash/realtime";
import { Redis } from "@upstash/redis";
import { z } from "zod";

const redis = new Redis({ url: process.argv[2], token: "none", enableTelemetry: false });
const realtime = new Realtime({ schema: { chat: { msg: z.any() } }, redis });
const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");

const actions = {
  async emit({ channel, data }) {
    await realtime.channel(channel).emit("chat.msg", data);
    say({ done: true });
  },
  async burst({ channel, count }) {
    await Promise.all(Array.from({ length: count }, (_, i) => realtime.channel(channel).emit("chat.msg", i)));
    say({ done: true });
  },
  async history({ channel }) {
    say({ history: await realtime.channel(channel).history() });
  },
  async subscribe({ channel, after }) {
    await realtime.channel(channel).subscribe({
      events: ["chat.msg"],
      ...(after ? { after } : {}),
      onData: (message) => say({ told: message }),
    });
    say({ subscribed: true });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { action, ...rest } = JSON.parse(line);
  try {
    await actions[action](rest);
  } catch (error) {
    say({ error: String(error) });
  }
}
process.exit(0);
