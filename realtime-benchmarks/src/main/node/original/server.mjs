// The handler of @upstash/realtime, as an application mounts it. Its Redis is an object of this process that stores nothing
// and tells each subscriber at once, so that only what the handler itself does is measured. For comparison only.
import { EventEmitter } from "node:events";
import http from "node:http";
import { Readable } from "node:stream";
import { handle, Realtime } from "@upstash/realtime";

const subscribers = new Map();
let count = 0;

const redis = {
  subscribe(channels) {
    const subscriber = new EventEmitter();
    for (const channel of channels) {
      if (!subscribers.has(channel)) subscribers.set(channel, new Set());
      subscribers.get(channel).add(subscriber);
      setImmediate(() => subscriber.emit("subscribe"));
    }
    subscriber.unsubscribe = async () => channels.forEach((channel) => subscribers.get(channel).delete(subscriber));
    return subscriber;
  },
  async xrange() {
    return {};
  },
  async xadd() {
    return Date.now() + "-" + count++;
  },
  async publish(channel, payload) {
    const message = JSON.stringify(payload);
    for (const subscriber of subscribers.get(channel) ?? []) subscriber.emit("message", { channel, message });
  },
  pipeline() {
    const calls = [];
    return { publish: (...call) => calls.push(call), exec: () => Promise.all(calls.map((call) => redis.publish(...call))) };
  },
};

const realtime = new Realtime({ redis });
const follow = handle({ realtime });

const server = http.createServer(async (request, response) => {
  if (request.method === "GET") {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const url = "http://" + request.headers.host + request.url;
    const answer = await follow(new Request(url, { signal: gone.signal }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    Readable.fromWeb(answer.body).on("error", () => {}).pipe(response);
    return;
  }
  const parts = [];
  for await (const part of request) parts.push(part);
  for (const { channel, event, data } of JSON.parse(Buffer.concat(parts))) await realtime.channel(channel).emit(event, data);
  response.writeHead(201, { "Content-Type": "application/json" });
  response.end("[]");
});
server.keepAliveTimeout = 0; // a publisher may be silent for long beside slow streams
server.listen(0, "127.0.0.1", () => console.error("listening: http://127.0.0.1:" + server.address().port + "/api/realtime"));
