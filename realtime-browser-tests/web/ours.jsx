import { useState } from "react";
import { createRoot } from "react-dom/client";
import { RealtimeProvider, useRealtime, useRealtimeClient } from "../../realtime-js/src/react.js";

window.told = { nested: [], listed: [] };
window.statuses = [];
const { url, nested, listed } = JSON.parse(decodeURIComponent(location.hash.slice(1)));

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

createRoot(document.getElementById("root")).render(
  <RealtimeProvider url={url}>
    <Nested />
    <Listed />
  </RealtimeProvider>,
);
