import { startTransition, Suspense, use, useState } from "react";
import { createRoot } from "react-dom/client";
import { RealtimeProvider, useRealtime, useRealtimeClient } from "../../realtime-js/src/react.js";

window.told = { nested: [], listed: [], rooms: [] };
window.statuses = [];
const { url, nested, listed, room: first } = JSON.parse(decodeURIComponent(location.hash.slice(1)));

function Nested() {
  const [channel, setChannel] = useState(nested);
  window.setNested = setChannel;
  window.client = useRealtimeClient();
  const { status } = useRealtime({
    channel,
    events: { notification: { alert: (data, { id }) => window.told.nested.push({ data, id }) } },
  });
  if (window.statuses.at(-1) !== status) window.statuses.push(status);
  return <p>{status}</p>;
}

function Listed() {
  const [options, setOptions] = useState(listed);
  window.setListed = setOptions;
  useRealtime({ ...options, onData: (message) => window.told.listed.push(message) });
  return null;
}

const loads = new Map();

/** Whatever a room shows must be loaded first: until then the one before is shown. */
function load(room) {
  if (!loads.has(room)) {
    let loaded;
    const promise = new Promise((resolve) => (loaded = resolve));
    loads.set(room, { promise, loaded });
  }
  return loads.get(room);
}
window.load = (room) => load(room).loaded();
window.rendered = [];

function Room({ room }) {
  window.rendered.push(room);
  useRealtime({
    channel: room,
    events: { chat: { message: (text) => window.told.rooms.push({ data: `[${room}] ${text}` }) } },
  });
  use(load(room).promise);
  return null;
}

function Rooms() {
  const [room, setRoom] = useState(first);
  window.setRoom = (next) => startTransition(() => setRoom(next));
  return (
    <Suspense fallback={null}>
      <Room room={room} />
    </Suspense>
  );
}

createRoot(document.getElementById("root")).render(
  <RealtimeProvider url={url}>
    <Nested />
    <Listed />
    {first && <Rooms />}
  </RealtimeProvider>,
);
