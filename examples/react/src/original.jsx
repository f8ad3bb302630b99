import { RealtimeProvider, useRealtime } from "@upstash/realtime/client";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function Chat() {
  const [lines, setLines] = useState([]);
  const { status } = useRealtime({
    channels: ["chat:lobby"],
    events: ["chat.message"],
    onData: ({ data }) => setLines((lines) => [...lines, `${data.user}: ${data.text}`]),
  });
  return <pre>{[status, ...lines].join("\n")}</pre>;
}

createRoot(document.getElementById("original")).render(
  <RealtimeProvider api={{ url: "http://localhost:8080/api/realtime" }}>
    <Chat />
  </RealtimeProvider>,
);
