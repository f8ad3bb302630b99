import { createRealtime } from "/js/realtime.js";

const SHOWN = 50;
const EVENTS = ["chat.message", "job.*"];
const TYPING_MS = 3000;
const byId = (id) => document.getElementById(id);
const realtime = createRealtime({ url: document.documentElement.dataset.base });
const rooms = new Map(); // name -> {items, unread, unsubscribe}
let current = null;
let emitting = Promise.resolve();
let typingTold = 0;
let typingTimer;

const me = byId("user");
me.value = localStorage.getItem("user") ?? "guest-" + Math.floor(Math.random() * 1000);
me.addEventListener("change", () => localStorage.setItem("user", me.value));

realtime.onStatus((status) => {
  byId("status").dataset.status = status;
  byId("status").textContent = status === "denied" ? "denied: " + realtime.error.message : status;
});

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

async function join(name) {
  if (!rooms.has(name)) {
    const room = { items: [], unread: 0, unsubscribe: () => {} };
    rooms.set(name, room);
    show(name);
    const channel = realtime.channel("chat:" + name);
    let after;
    try {
      const page = await channel.history({ order: "latest", limit: SHOWN, events: EVENTS });
      page.messages.forEach((message) => take(name, message));
      after = page.cursor;
    } catch (error) {
      note(name, "The history cannot be loaded: " + error.message);
    }
    if (!rooms.has(name)) return; // left meanwhile
    room.unsubscribe = channel.subscribe({
      after,
      onData: (message) => take(name, message),
      onGap: () => note(name, "Some messages are no longer kept and are missing here."),
      onReset: () => note(name, "The server has started anew. What was said before is no longer kept."),
    });
    remember();
  }
  show(name);
}

function leave(name) {
  rooms.get(name)?.unsubscribe();
  rooms.delete(name);
  remember();
  show(rooms.keys().next().value ?? null);
}

const remember = () => localStorage.setItem("rooms", JSON.stringify([...rooms.keys()]));

function take(name, message) {
  const room = rooms.get(name);
  if (!room) return;
  const { event, data } = message;
  if (event === "chat.typing") {
    if (name === current && data.user !== me.value) tellTyping(data.user);
    return;
  }
  if (event.startsWith("job.")) {
    const job = room.items.find((item) => item.job === data.job);
    if (job) {
      job.progress = data.progress;
      if (name === current) drawJob(job);
      return;
    }
    room.items.push({ job: data.job, user: data.user, progress: data.progress });
  } else {
    if (name === current) byId("typing").textContent = "";
    room.items.push({ user: data.user, text: data.text, time: message.timestamp });
  }
  added(name, room);
}

function note(name, text) {
  const room = rooms.get(name);
  if (!room) return;
  room.items.push({ note: text });
  added(name, room);
}

function added(name, room) {
  if (name !== current) room.unread++;
  else draw(room.items.at(-1));
  drawRooms();
}

function show(name) {
  current = name;
  byId("messages").replaceChildren();
  byId("typing").textContent = "";
  if (name) {
    rooms.get(name).unread = 0;
    rooms.get(name).items.forEach(draw);
  }
  drawRooms();
  byId("text").disabled = !name;
}

function draw(item) {
  const log = byId("messages");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  let line;
  if (item.note) {
    line = element("li", { className: "note", textContent: item.note });
  } else if (item.job) {
    line = element("li", {}, element("small", { textContent: item.user }), element("span"), element("progress", { max: 100 }));
    item.line = line;
    drawJob(item);
  } else {
    const time = new Date(item.time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    line = element("li", { className: item.user === me.value ? "mine" : "" }, element("small", { textContent: item.user + " " + time }), item.text);
  }
  log.append(line);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function drawJob({ line, progress }) {
  const [, label, bar] = line.children;
  label.textContent = progress >= 100 ? "job done" : "job at " + progress + " %";
  bar.value = progress;
  bar.setAttribute("aria-label", "progress of a job");
}

function drawRooms() {
  byId("rooms").replaceChildren(
    ...[...rooms].map(([name, { unread }]) => {
      const open = element("button", { type: "button", onclick: () => show(name) }, name);
      if (unread) open.append(element("span", { className: "count", textContent: unread }));
      open.setAttribute("aria-current", name === current);
      const close = element("button", { type: "button", textContent: "×", onclick: () => leave(name) });
      close.setAttribute("aria-label", "Leave " + name);
      return element("li", {}, open, close);
    }),
  );
}

function tellTyping(user) {
  byId("typing").textContent = user + " is typing…";
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => (byId("typing").textContent = ""), TYPING_MS);
}

// One after the other: of two requests at the same time the second may come first, and nobody types what was said already.
const emit = (room, event, data) => {
  const message = { user: me.value, ...data };
  emitting = emitting
    .then(() => realtime.channel("chat:" + room).emit(event, message))
    .catch((error) => note(room, "Not sent: " + error.message));
  return emitting;
};

byId("join").addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  const name = byId("room-name").value.trim();
  if (name) join(name);
  byId("room-name").value = "";
});

byId("say").addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  const text = byId("text").value.trim();
  if (text && current) emit(current, "chat.message", { text });
  byId("text").value = "";
  byId("text").focus();
});

byId("text").addEventListener("input", () => {
  if (current && Date.now() - typingTold > TYPING_MS / 2) {
    typingTold = Date.now();
    emit(current, "chat.typing", {});
  }
});

byId("job").addEventListener("click", async () => {
  const room = current;
  const job = crypto.randomUUID?.() ?? String(Math.random());
  for (let progress = 0; room && progress <= 100; progress += 10) {
    await emit(room, "job.progress", { job, progress });
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
});

const remembered = JSON.parse(localStorage.getItem("rooms") ?? '["lobby"]');
for (const name of remembered) await join(name);
if (remembered.length) show(remembered[0]);
