// tag::plain-import[]
import { createRealtime } from "realtime-js";
// end::plain-import[]
// tag::react-import[]
import { RealtimeProvider, useRealtime } from "realtime-js/react";
// end::react-import[]
import { useState } from "react";
import { createRoot } from "react-dom/client";

const { url } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const show = (text) => (document.getElementById("screen").textContent += text + "\n");

// tag::user[]
function Notifications({ userId }) {
  useRealtime({
    channel: `user-${userId}`,
    events: { notification: { alert: (text) => show(text) } },
  });
  return null;
}
// end::user[]

// tag::rooms[]
function Rooms() {
  const [room, setRoom] = useState("lobby");
  useRealtime({
    channel: room,
    events: { chat: { message: ({ text }) => show(`[${room}] ${text}`) } },
  });
  return (
    <div>
      <button onClick={() => setRoom("lobby")}>Join Lobby</button>
      <button onClick={() => setRoom("room-1")}>Join Room 1</button>
    </div>
  );
}
// end::rooms[]

// tag::teams[]
function Teams({ teams }) {
  const { status } = useRealtime({
    channels: teams.map((team) => `team-${team}`),
    events: ["update.project", "user.*"],
    onData: ({ channel, event, data }) => show(`${channel}: ${event} ${data}`),
    onGap: () => show("something was missed: load the page anew"),
  });
  return <p>{status}</p>;
}
// end::teams[]

// tag::history[]
async function chat(name) {
  const realtime = createRealtime({ url });
  const room = realtime.channel(name);
  const page = await room.history({ order: "latest", limit: 50 });
  const write = ({ data }) => show(`${data.sender}: ${data.text}`);
  page.messages.forEach(write);
  const leave = room.subscribe({
    after: page.cursor, // goes on where the history ends, without a seam
    onData: write,
    onGap: () => show("something was missed"),
  });
  await leave.ready; // from here on every message comes, once and in order
  await room.emit("chat.message", { sender: "Ann", text: "Hello everyone!" });
}
// end::history[]
window.chat = chat;

const root = createRoot(document.getElementById("root"));
// tag::provider[]
root.render(
  <RealtimeProvider url={url}>
    <Notifications userId="123" />
    <Rooms />
    <Teams teams={["red", "blue"]} />
  </RealtimeProvider>,
);
// end::provider[]
