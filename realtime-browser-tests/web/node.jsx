// Follows channels with the unmodified client under Node, whose EventSource is a library's; prints what the hook is told.
import { EventSource } from "eventsource";
import { create } from "react-test-renderer";
import { RealtimeProvider, useRealtime } from "@upstash/realtime/client";

globalThis.EventSource = EventSource;
const [url, channels, count] = process.argv.slice(2);
let told = 0;

function Hook() {
  const { status } = useRealtime({
    channels: channels.split(","),
    onData: (message) => {
      console.log(JSON.stringify(message));
      if (++told === Number(count)) process.exit(0);
    },
  });
  console.error(status);
  return null;
}

create(
  <RealtimeProvider api={{ url, withCredentials: false }}>
    <Hook />
  </RealtimeProvider>,
);
