import assert from "node:assert/strict";
import { test } from "node:test";
import { Shared } from "../src/shared.js";
import { KEY, channelName, client, proxy, servers, until } from "./help.js";

const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

/** What tabs share, without a worker; counts the streams that are open. */
function shared(t, { onRequest = () => {}, ...options } = {}) {
  const open = new Set();
  const made = new Shared({
    url: servers.open,
    headers: async () => ({}),
    onStatus: () => {},
    ...options,
    fetch: (url, { signal, ...more }) => {
      onRequest(url);
      open.add(signal);
      signal.addEventListener("abort", () => open.delete(signal));
      return fetch(url, { signal, ...more });
    },
  });
  t.after(() => made.close());
  return { made, streams: () => open.size };
}

/** A follower that keeps what it is told. */
function follower(channel) {
  let stands;
  const ready = new Promise((resolve) => (stands = resolve));
  const told = [];
  return {
    channel,
    told,
    ready,
    onMessage: ({ data }) => told.push(data),
    onGap: ({ type }) => told.push(type),
    onConnected: () => stands(),
  };
}

test("many follow over one stream, and the last one to leave ends it", async (t) => {
  const { made, streams } = shared(t);
  const name = channelName();
  const all = range(0, 10).map(() => follower(name));
  all.forEach((each) => made.join(each));
  await Promise.all(all.map((each) => each.ready));
  assert.equal(streams(), 1);
  const channel = client(t, { url: servers.open }).channel(name);
  for (const i of range(0, 20)) await channel.emit("n", i);
  for (const each of all) {
    await until("all", () => each.told.length >= 20);
    assert.deepEqual(each.told, range(0, 20));
  }
  const last = all.pop();
  all.forEach((each) => made.leave(each));
  await channel.emit("n", 20);
  await until("the last", () => last.told.includes(20));
  all.forEach((each) => assert.equal(each.told.length, 20));
  made.leave(last);
  await until("no stream", () => streams() === 0 && made.status === "disconnected");
});

test("each starts at its own place while others emit without a pause, and all come together", async (t) => {
  const { made, streams } = shared(t);
  const name = channelName();
  const channel = client(t, { url: servers.open }).channel(name);
  const ids = [await channel.emit("n", 0)];
  const first = follower(name);
  made.join(first, ids[0]);
  let stop = false;
  const emitter = (async () => {
    while (!stop) ids.push(await channel.emit("n", ids.length));
  })();
  const others = [];
  for (const i of range(0, 20)) {
    await until("more", () => ids.length > 20 * (i + 1));
    const start = i % 2 ? Math.floor(ids.length / 2) : ids.length - 1;
    const other = follower(name);
    others.push([start, other]);
    made.join(other, ids[start]);
    if (i % 3 === 2) {
      const [from, leaver] = others.splice(i / 3, 1)[0];
      made.leave(leaver);
      assert.deepEqual(leaver.told, range(from + 1, from + 1 + leaver.told.length));
    }
  }
  stop = true;
  await emitter;
  for (const [start, { told }] of [[0, first], ...others]) {
    await until("the last", () => told.at(-1) === ids.length - 1);
    assert.deepEqual(told, range(start + 1, ids.length));
  }
  await until("one stream", () => streams() === 1 && made.status === "connected");
});

test("who starts from now on gets nothing of before, also while the others are away", async (t) => {
  const line = await proxy(t, servers.open);
  const { made, streams } = shared(t, { url: line.url });
  const name = channelName();
  const channel = client(t, { url: servers.open }).channel(name);
  const [early, late] = [follower(name), follower(name)];
  made.join(early);
  await early.ready;
  line.cut();
  await until("away", () => made.status === "disconnected");
  await channel.emit("n", 0);
  made.join(late);
  await late.ready;
  await channel.emit("n", 1);
  await until("both", () => early.told.includes(1) && late.told.includes(1));
  assert.deepEqual([early.told, late.told], [[0, 1], [1]]);
  await until("one stream", () => streams() === 1);
});

test("a gap and a reset are told to whom they concern", async (t) => {
  const { made, streams } = shared(t);
  const name = "few-" + channelName();
  const channel = client(t, { url: servers.open }).channel(name);
  const first = await channel.emit("n", 0);
  const [live, behind, foreign] = [follower(name), follower(name), follower(name)];
  made.join(live);
  await live.ready;
  for (const i of range(1, 31)) {
    await channel.emit("n", i);
    await until("told before it is trimmed", () => live.told.at(-1) === i);
  }
  made.join(behind, first);
  made.join(foreign, "9223372036854775807-0");
  for (const each of [live, behind, foreign]) await until("the last", () => each.told.at(-1) === 30);
  assert.deepEqual(live.told, range(1, 31));
  assert.deepEqual(behind.told, ["gap", ...range(21, 31)]);
  assert.deepEqual(foreign.told, ["reset", ...range(21, 31)]);
  await until("one stream", () => streams() === 1);
});

/** A channel of which nothing is left; gives its name and the place of its first message. */
async function emptied(t) {
  const channel = client(t, { url: servers.open }).channel("brief-" + channelName());
  const first = await channel.emit("n", 0);
  await channel.emit("n", 1);
  await until("all has expired", async () => !(await channel.history()).messages.length);
  return [channel, first];
}

test("who joins where a gap was told is told it, too", async (t) => {
  const { made, streams } = shared(t);
  const [channel, first] = await emptied(t);
  const all = range(0, 3).map(() => follower(channel.name));
  for (const each of all) {
    made.join(each, first);
    await each.ready;
    await until("the gap", () => each.told.length);
  }
  assert.equal(streams(), 1);
  await channel.emit("n", 2);
  for (const each of all) {
    await until("the message", () => each.told.includes(2));
    assert.deepEqual(each.told, ["gap", 2]);
  }
});

test("a gap is told once, however often the stream is made anew", async (t) => {
  const { made } = shared(t);
  const [channel, first] = await emptied(t);
  const at = follower(channel.name);
  made.join(at, first);
  await until("the gap", () => at.told.length);
  for (const other of range(0, 3).map(() => follower(channelName()))) {
    made.join(other);
    await other.ready;
  }
  await channel.emit("n", 2);
  await until("the message", () => at.told.includes(2));
  assert.deepEqual(at.told, ["gap", 2]);
});

test("who leaves what another one catches up with leaves it the connection", async (t) => {
  const { made, streams } = shared(t);
  const name = channelName();
  const channel = client(t, { url: servers.open }).channel(name);
  const first = await channel.emit("n", 0);
  for (const i of range(1, 10)) await channel.emit("n", i);
  const [live, behind] = [follower(name), follower(name)];
  made.join(live);
  await live.ready;
  made.join(behind, first);
  made.leave(live);
  await until("all", () => behind.told.length >= 9);
  await channel.emit("n", 10);
  await until("the next", () => behind.told.includes(10));
  assert.deepEqual(behind.told, range(1, 11));
  assert.equal(streams(), 1);
});

test("more channels than a stream holds take a second one", async (t) => {
  const { made, streams } = shared(t);
  const all = range(0, 130).map(() => follower(channelName()));
  all.forEach((each) => made.join(each));
  await Promise.all(all.map((each) => each.ready));
  await until("connected", () => made.status === "connected");
  assert.equal(streams(), 2);
  all.slice(0, 100).forEach((each) => made.leave(each));
  await until("one stream", () => streams() === 1 && made.status === "connected");
  await client(t, { url: servers.open }).channel(all[129].channel).emit("n", 0);
  await until("told", () => all[129].told.length === 1);
});

test("channels of long names take as many streams as they can connect again by", async (t) => {
  const asked = [];
  const { made, streams } = shared(t, { onRequest: (url) => asked.push(url) });
  const all = range(0, 60).map((i) => follower(`${"é".repeat(30)}-${channelName()}-${i}`));
  all.forEach((each) => made.join(each));
  await Promise.all(all.map((each) => each.ready));
  made.reconnect();
  await until("all have connected again", () => asked.length === 2 * streams() && made.status === "connected");
  assert.ok(streams() > 1 && streams() < 10, streams() + " streams");
  assert.deepEqual(asked.filter((url) => url.length > 7500), []);
});

test("a denial is told, and who comes new has it tried again", async (t) => {
  let key = "wrong";
  const statuses = [];
  const { made, streams } = shared(t, {
    url: servers.guarded,
    headers: async () => ({ Authorization: "Bearer " + key }),
    onStatus: (status, error) => statuses.push(error ? status + " " + error.status : status),
  });
  const [before, after] = [follower("room"), follower("room")];
  made.join(before);
  await until("denied", () => made.status === "denied");
  assert.equal(made.error.status, 401);
  assert.equal(streams(), 0);
  key = KEY;
  made.join(after);
  await Promise.all([before.ready, after.ready]);
  assert.deepEqual(statuses, ["connecting", "denied 401", "connecting", "connected"]);
  assert.equal(streams(), 1);
});
