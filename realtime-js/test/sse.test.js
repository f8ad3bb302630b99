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
