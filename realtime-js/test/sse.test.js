import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvents } from "../src/sse.js";

const text = 'retry: 5\r\nid: 1\ndata: {"a":"ü🎉"}\n\nevent: gap\ndata:x\ndata: y\n\n: comment\n\ndata: z\r\rdata\n\nevent: none\n\ndata: unfinished\n';
const expected = [
  { type: "message", data: '{"a":"ü🎉"}' },
  { type: "gap", data: "x\ny" },
  { type: "message", data: "z" },
  { type: "message", data: "" },
];

const bodyOf = (chunks) => new ReadableStream({ start(c) { chunks.forEach((chunk) => c.enqueue(chunk)); c.close(); } });

test("events are read whatever the chunks", async () => {
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size <= bytes.length; size++) {
    const chunks = [];
    for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.slice(i, i + size));
    const events = [];
    let retry = 0;
    await readEvents(bodyOf(chunks), (event) => events.push(event), (ms) => (retry = ms));
    assert.deepEqual(events, expected, "chunks of " + size);
    assert.equal(retry, 5);
  }
});

/** Pieces of the protocol and of nonsense, put together at random: what is read does not depend on how it is cut. */
test("whatever is sent is read alike however it is cut", async () => {
  const pieces = ["data: ", "data:", "data", "event: gap", "id: 1-1", "retry: 5", "retry: x", ":", "\r", "\n", "\r\n", "\n\n", "ü", "🎉", "\u2028", " ", "{}", "\ufeff", "\0"];
  let seed = 1;
  const random = (bound) => (seed = (seed * 48271) % 2147483647) % bound;
  const read = async (chunks) => {
    const events = [];
    await readEvents(bodyOf(chunks), (event) => events.push(event), (ms) => assert.ok(ms >= 0));
    return events;
  };
  for (let run = 0; run < 3000; run++) {
    const text = Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join("");
    const bytes = new TextEncoder().encode(text);
    const chunks = [];
    for (let i = 0; i < bytes.length; ) {
      const end = i + 1 + random(7);
      chunks.push(bytes.slice(i, end));
      i = end;
    }
    assert.deepEqual(await read(chunks), await read([bytes]), JSON.stringify(text));
  }
});
