import assert from "node:assert/strict";
import { test } from "node:test";
import { RealtimeError } from "../src/realtime.js";
import { KEY, channelName, client, proxy, servers, until } from "./help.js";

const values = [null, true, "true", "123", 0, -1.5, "", "line\nbreak \u2028 ünï 🎉", [], {}, { b: 1, a: [1, { c: null }] }];

test("what is emitted after ready is delivered, with id and timestamp", async (t) => {
  const realtime = client(t, { url: servers.open });
  const channel = realtime.channel(channelName());
  const told = [];
  const unsubscribe = channel.subscribe({ onData: (message) => told.push(message) });
  await unsubscribe.ready;
  assert.equal(realtime.status, "connected");
  const ids = [];
  for (const value of values) ids.push(await channel.emit("a.value", value));
  await until("all values", () => told.length === values.length);
  assert.deepEqual(told.map((message) => message.data), values);
  assert.deepEqual(told.map((message) => message.id), ids);
  assert.equal(told[0].channel, channel.name);
  assert.equal(typeof told[0].timestamp, "number");
});

test("a filter lets exactly its events through", async (t) => {
  const channel = client(t, { url: servers.open }).channel(channelName());
  const told = [];
  await channel.subscribe({ events: ["chat.*", "joined"], onData: ({ event }) => told.push(event) }).ready;
  await channel.on("left", ({ event }) => told.push(event)).ready;
  for (const event of ["chat.message", "chatter", "joined", "joined.late", "left", "chat.end"]) await channel.emit(event);
  await until("the last", () => told.includes("chat.end"));
  assert.deepEqual(told, ["chat.message", "joined", "left", "chat.end"]);
});

test("2,000 messages come once and in order", async (t) => {
  const realtime = client(t, { url: servers.open });
  const name = channelName();
  const told = [];
  await realtime.channel(name).subscribe({ onData: ({ data }) => told.push(data) }).ready;
  for (let i = 0; i < 2000; i += 500) {
    const batch = Array.from({ length: 500 }, (_, k) => ({ channel: name, event: "n", data: i + k }));
    assert.equal((await realtime.emitAll(batch)).length, 500);
  }
  await until("2,000", () => told.length >= 2000);
  assert.deepEqual(told, Array.from({ length: 2000 }, (_, i) => i));
});

test("joining and leaving other channels neither repeats nor loses", async (t) => {
  const realtime = client(t, { url: servers.open });
  const kept = realtime.channel(channelName());
  const other = realtime.channel(channelName());
  const told = [];
  await kept.subscribe({ onData: ({ data }) => told.push(data) }).ready;
  let sent = 0;
  let stop = false;
  const emitter = (async () => {
    while (!stop) await kept.emit("n", sent++);
  })();
  for (let i = 0; i < 5; i++) {
    const leave = other.subscribe({});
    await leave.ready;
    leave();
    const before = told.length;
    await until("more", () => told.length > before);
  }
  stop = true;
  await emitter;
  await until("all", () => told.length >= sent);
  assert.deepEqual(told, Array.from({ length: sent }, (_, i) => i));
});

test("who comes back gets what came meanwhile, once", async (t) => {
  const channel = client(t, { url: servers.open }).channel(channelName());
  const told = [];
  const follow = () => channel.subscribe({ onData: ({ data }) => told.push(data) });
  const leave = follow();
  await leave.ready;
  await channel.emit("n", 1);
  await until("the first", () => told.length === 1);
  leave();
  await channel.emit("n", 2);
  await follow().ready;
  await channel.emit("n", 3);
  await until("all", () => told.length >= 3);
  assert.deepEqual(told, [1, 2, 3]);
});

test("a page that follows already may follow once more from an older place", async (t) => {
  const channel = client(t, { url: servers.open }).channel(channelName());
  const told = [[], []];
  await channel.subscribe({ onData: ({ data }) => told[0].push(data) }).ready;
  await channel.emit("n", 0);
  const page = await channel.history({ order: "latest" });
  await channel.emit("n", 1);
  await until("both live", () => told[0].length === 2);
  await channel.subscribe({ after: page.cursor, onData: ({ data }) => told[1].push(data) }).ready;
  await channel.emit("n", 2);
  await until("the last", () => told.every((each) => each.includes(2)));
  assert.deepEqual(told, [[0, 1, 2], [1, 2]]);
});

test("what was read is not told again by a line that lags behind", async (t) => {
  const line = await proxy(t, servers.open);
  const channel = client(t, { url: line.url }).channel(channelName());
  const direct = client(t, { url: servers.open }).channel(channel.name);
  const told = [[], []];
  await channel.subscribe({ onData: ({ data }) => told[0].push(data) }).ready;
  line.cut();
  await direct.emit("n", 0);
  const page = await direct.history({ order: "latest" });
  await channel.subscribe({ after: page.cursor, onData: ({ data }) => told[1].push(data) }).ready;
  await direct.emit("n", 1);
  await until("the last", () => told.every((each) => each.includes(1)));
  assert.deepEqual(told, [[0, 1], [1]]);
});

test("a gap is not told again to who comes back to where it was told", async (t) => {
  const channel = client(t, { url: servers.open }).channel("brief-" + channelName());
  const first = await channel.emit("n", 0);
  await channel.emit("n", 1);
  await until("all has expired", async () => !(await channel.history()).messages.length);
  const told = [];
  const follow = (after) =>
    channel.subscribe({ after, onData: ({ data }) => told.push(data), onGap: ({ type }) => told.push(type) });
  const leave = follow(first);
  await until("the gap", () => told.length);
  leave();
  await follow().ready;
  await channel.emit("n", 2);
  await until("the message", () => told.includes(2));
  assert.deepEqual(told, ["gap", 2]);
});

test("cuts lose and repeat nothing", async (t) => {
  const line = await proxy(t, servers.open);
  const through = client(t, { url: line.url });
  const direct = client(t, { url: servers.open });
  const [a, b] = [channelName(), channelName()];
  const told = { [a]: [], [b]: [] };
  for (const name of [a, b]) await through.channel(name).subscribe({ onData: ({ channel, data }) => told[channel].push(data) }).ready;
  const sent = { [a]: 0, [b]: 0 };
  for (let cut = 0; cut < 4; cut++) {
    for (let i = 0; i < 25; i++) for (const name of [a, b]) await direct.channel(name).emit("n", sent[name]++);
    line.cut();
    await until("noticed", () => through.status !== "connected");
    for (const name of [a, b]) await direct.channel(name).emit("n", sent[name]++);
    await until("connected again", () => through.status === "connected");
  }
  for (const name of [a, b]) {
    await until("all", () => told[name].length >= sent[name]);
    assert.deepEqual(told[name], Array.from({ length: sent[name] }, (_, i) => i));
  }
});

test("streams that end by themselves go on without a loss", async (t) => {
  const realtime = client(t, { url: servers.short });
  const channel = realtime.channel(channelName());
  const told = [];
  let connects = 0;
  realtime.onStatus((status) => (connects += status === "connected"));
  await channel.subscribe({ onData: ({ data }) => told.push(data) }).ready;
  let sent = 0;
  while (connects < 3) await channel.emit("n", sent++);
  await until("all", () => told.length >= sent);
  assert.deepEqual(told, Array.from({ length: sent }, (_, i) => i));
});

test("a denied connection stops and says so, and can be tried again", async (t) => {
  let key = "wrong";
  let asked = 0;
  const realtime = client(t, {
    url: servers.guarded,
    headers: () => ({ Authorization: "Bearer " + key }),
    fetch: (...args) => (asked++, fetch(...args)),
  });
  const statuses = [];
  realtime.onStatus((status) => statuses.push(status));
  const subscription = realtime.channel("room").subscribe({});
  await until("denied", () => realtime.status === "denied");
  assert.equal(realtime.error.status, 401);
  assert.equal(asked, 1);
  await assert.rejects(realtime.channel("room").emit("a", 1), (e) => e instanceof RealtimeError && e.code === "unauthorized");
  key = KEY;
  realtime.reconnect();
  await subscription.ready;
  assert.deepEqual(statuses, ["connecting", "denied", "connecting", "connected"]);
});

test("a server that is away is waited for", async (t) => {
  let away = true;
  const realtime = client(t, {
    url: servers.open,
    fetch: (...args) => (away ? Promise.reject(new TypeError("away")) : fetch(...args)),
  });
  const subscription = realtime.channel(channelName()).subscribe({});
  await until("a failure", () => realtime.status === "disconnected");
  away = false;
  await subscription.ready;
});

test("a page follows more channels than a stream holds", async (t) => {
  const realtime = client(t, { url: servers.open });
  const names = Array.from({ length: 101 }, channelName);
  const told = [];
  const all = names.map((name) => realtime.channel(name).subscribe({ onData: ({ channel }) => told.push(channel) }));
  await Promise.all(all.map((each) => each.ready));
  assert.equal(realtime.status, "connected");
  await realtime.emitAll([names[0], names[100]].map((channel) => ({ channel, event: "n", data: 1 })));
  await until("both", () => told.length === 2);
  assert.deepEqual(told.sort(), [names[0], names[100]].sort());
});

test("a gap is told in its place", async (t) => {
  const realtime = client(t, { url: servers.open });
  const channel = realtime.channel("few-" + channelName());
  const first = await channel.emit("n", 0);
  for (let i = 1; i <= 30; i++) await channel.emit("n", i);
  const told = [];
  channel.subscribe({ after: first, onData: ({ data }) => told.push(data), onGap: (gap) => told.push(gap) });
  await until("the last", () => told.includes(30));
  assert.equal(told[0].type, "gap");
  assert.equal(told[0].after, first);
  assert.deepEqual(told.slice(1), Array.from({ length: 10 }, (_, i) => 21 + i));
});

test("another log is told as a reset", async (t) => {
  const channel = client(t, { url: servers.open }).channel(channelName());
  await channel.emit("n", 0);
  const told = [];
  channel.subscribe({ after: "9223372036854775807-0", onData: ({ data }) => told.push(data), onReset: ({ type }) => told.push(type) });
  await until("the message", () => told.includes(0));
  assert.deepEqual(told, ["reset", 0]);
});

test("history is read in both directions and by event", async (t) => {
  const channel = client(t, { url: servers.open }).channel(channelName());
  for (let i = 0; i < 5; i++) await channel.emit(i % 2 ? "odd" : "even", i);
  const data = async (options) => (await channel.history(options)).messages.map((message) => message.data);
  assert.deepEqual(await data(), [0, 1, 2, 3, 4]);
  assert.deepEqual(await data({ order: "newest", limit: 2 }), [4, 3]);
  assert.deepEqual(await data({ events: ["odd"] }), [1, 3]);
  const page = await channel.history({ limit: 3 });
  assert.deepEqual(await data({ after: page.next }), [3, 4]);
  assert.deepEqual(await data({ end: new Date(1000) }), []);
});

test("a handler that throws stops nobody", async (t) => {
  const channel = client(t, { url: servers.open }).channel(channelName());
  const told = [];
  const errors = t.mock.method(console, "error", () => {});
  await channel.subscribe({ onData: () => { throw new Error("mine"); } }).ready;
  await channel.subscribe({ onData: ({ data }) => told.push(data) }).ready;
  await channel.emit("n", 1);
  await channel.emit("n", 2);
  await until("both", () => told.length === 2);
  assert.equal(errors.mock.callCount(), 2);
});

test("the same key is stored once", async (t) => {
  const channel = client(t, { url: servers.open }).channel(channelName());
  const id = await channel.emit("a", 1, { key: "k" });
  assert.equal(await channel.emit("a", 1, { key: "k" }), id);
  await assert.rejects(channel.emit("not a name", 1), (e) => e.status === 400 && /event name/.test(e.message));
});
