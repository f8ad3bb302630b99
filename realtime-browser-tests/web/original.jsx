import { useState } from "react";
import { createRoot } from "react-dom/client";
// tag::import[]
import { RealtimeProvider, useRealtime } from "@upstash/realtime/client";
// end::import[]

// What the test reads and changes.
window.told = { first: [], second: [] };
window.statuses = [];
const { url, withCredentials, first, second } = JSON.parse(decodeURIComponent(location.hash.slice(1)));

function Hook({ name, initial }) {
  const [options, setOptions] = useState(initial);
  window["set_" + name] = setOptions;
  const { status } = useRealtime({ ...options, onData: (message) => window.told[name].push(message) });
  if (window.statuses.at(-1) !== status) window.statuses.push(status);
  return <p>{name + ": " + status}</p>;
}

// tag::provider[]
const App = ({ children }) => <RealtimeProvider api={{ url, withCredentials }}>{children}</RealtimeProvider>;
// end::provider[]

createRoot(document.getElementById("root")).render(
  <App>
    <Hook name="first" initial={first} />
    {second && <Hook name="second" initial={second} />}
  </App>,
);
