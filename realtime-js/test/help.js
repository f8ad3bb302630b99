import net from "node:net";
import { createRealtime } from "../src/realtime.js";

/** Servers that the build has started: one open to all, one with keys, one whose streams are short. */
export const servers = JSON.parse(process.env.REALTIME_SERVERS ?? "{}");
export const KEY = process.env.REALTIME_KEY;

export const channelName = () => "js-" + Math.random().toString(36).slice(2);

/** Waits for a condition, not for time. */
export async function until(what, condition, patienceMs = 15_000) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error("not within " + patienceMs + " ms: " + what);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A client that is closed with its test. */
export function client(t, options) {
  const made = createRealtime(options);
  t.after(() => made.close());
  return made;
}

/** A line between that can be cut; gives its url and cut(). */
export async function proxy(t, url) {
  const target = new URL(url);
  const sockets = new Set();
  const server = net.createServer((from) => {
    const to = net.connect(Number(target.port), target.hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to);
    to.pipe(from);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    cut: () => sockets.forEach((socket) => socket.destroy()),
  };
}
