import { createRealtime } from "/js/realtime.js";

const SHOWN = 100;
const LOOK_MS = 1000;
const byId = (id) => document.getElementById(id);
const realtime = createRealtime({ url: document.documentElement.dataset.base });
const number = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
let watched = null;
let unsubscribe = () => {};
let counted = 0;
let gaps = 0;
let before = null;

realtime.onStatus((status) => {
  byId("status").dataset.status = status;
  byId("status").textContent = status;
});

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

async function watch(name) {
  if (name === watched) return;
  unsubscribe();
  watched = name;
  counted = 0;
  byId("title").textContent = "Channel " + name;
  byId("messages").replaceChildren();
  const channel = realtime.channel(name);
  try {
    const page = await channel.history({ order: "latest", limit: SHOWN });
    if (watched !== name) return;
    page.messages.forEach(show);
    unsubscribe = channel.subscribe({
      after: page.cursor,
      onData: (message) => {
        counted++;
        show(message);
      },
      onGap: (gap) => {
        byId("gaps").textContent = ++gaps;
        line("note", gap.type + ": messages after " + gap.after + " are missing (" + gap.reason.toLowerCase() + ")");
      },
    });
  } catch (error) {
    byId("hint").textContent = error.message;
  }
}

function show({ id, event, data, timestamp }) {
  const text = new Date(timestamp).toLocaleTimeString() + " " + event + " " + id;
  line("", element("small", { textContent: text }), element("code", { textContent: JSON.stringify(data) }));
}

function line(className, ...content) {
  const log = byId("messages");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  log.append(element("li", { className }, ...content));
  while (log.children.length > SHOWN) log.firstChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

async function look() {
  try {
    const { stats, channels } = await (await fetch("/inspector/data", { cache: "no-store" })).json();
    const now = performance.now();
    const seconds = before ? (now - before.now) / 1000 : 1;
    byId("streams").textContent = number.format(stats.openStreams);
    if (before) {
      byId("rate").textContent = number.format((stats.messages - before.stats.messages) / seconds);
      byId("bytes").textContent = number.format((stats.bytes - before.stats.bytes) / seconds);
      byId("channel-rate").textContent = watched ? number.format(counted / seconds) : "–";
    }
    counted = 0;
    before = { stats, now };
    draw(channels);
  } catch {
    byId("streams").textContent = "–";
  }
  setTimeout(look, LOOK_MS);
}

function draw(channels) {
  const focused = document.activeElement?.dataset?.channel;
  byId("channels").replaceChildren(
    ...Object.entries(channels).map(([name, count]) => {
      const streams = element("span", { className: "count", textContent: count, title: count + " streams" });
      const open = element("button", { type: "button", onclick: () => watch(name) }, name, streams);
      open.dataset.channel = name;
      open.setAttribute("aria-current", name === watched);
      return element("li", {}, open);
    }),
  );
  if (focused) [...document.querySelectorAll("[data-channel]")].find((b) => b.dataset.channel === focused)?.focus();
}

byId("watch").addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  const name = byId("channel-name").value;
  if (name) watch(name);
});

byId("emit").addEventListener("submit", async (submitted) => {
  submitted.preventDefault();
  const hint = byId("hint");
  try {
    if (!watched) throw new Error("Choose a channel first");
    const id = await realtime.channel(watched).emit(byId("event").value, JSON.parse(byId("data").value));
    hint.textContent = "stored as " + id;
  } catch (error) {
    hint.textContent = error.message;
  }
});

look();
