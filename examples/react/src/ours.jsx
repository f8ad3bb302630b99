import { useState } from "react";
import { createRoot } from "react-dom/client";
import { RealtimeProvider, useRealtime } from "realtime-js/react";

function Chat() {
  const [lines, setLines] = useState([]);
  const { status } = useRealtime({
    channel: "chat:lobby",
    events: { chat: { message: ({ user, text }) => setLines((lines) => [...lines, `${user}: ${text}`]) } },
  });
  return <pre>{[status, ...lines].join("\n")}</pre>;
}

createRoot(document.getElementById("ours")).render(
  <RealtimeProvider url="http://localhost:8080/api/realtime">
    <Chat />
  </RealtimeProvider>,
);
