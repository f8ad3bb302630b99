// Checked by the TypeScript compiler, never run: what the declarations allow and what they refuse.
import { createRealtime, type Gap, type RealtimeError } from "realtime-js";
import { RealtimeProvider, useRealtime, useRealtimeClient } from "realtime-js/react";

type Events = {
  "chat.message": { sender: string; text: string };
  "notification.alert": string;
  saved: number;
};

const realtime = createRealtime<Events>({ url: "/api/realtime", headers: async () => ({ Authorization: "Bearer x" }) });
const room = realtime.channel("room-1");

export async function plain() {
  const id: string = await room.emit("chat.message", { sender: "Ann", text: "Hi" }, { key: "k" });
  // @ts-expect-error: the data of this event is another one
  await room.emit("chat.message", "Hi");
  // @ts-expect-error: there is no such event
  await room.emit("chat.mesage", { sender: "Ann", text: "Hi" });
  const leave = room.on("notification.alert", ({ data }) => data.toUpperCase());
  await leave.ready;
  room.subscribe({
    onData: (message) => {
      if (message.event === "saved") message.data.toFixed();
      else if (message.event === "chat.message") message.data.text.toUpperCase();
    },
    onGap: (gap: Gap) => gap.after,
  });
  const page = await room.history({ order: "latest", limit: 50, start: new Date() });
  room.subscribe({ after: page.cursor });
  const error: RealtimeError | null = realtime.error;
  return [id, error?.stored];
}

export function Page() {
  useRealtime<Events>({
    channel: "user-1",
    events: {
      notification: { alert: (text) => text.toUpperCase() },
      chat: { message: ({ text }, { id }) => text + id },
      saved: (count) => count.toFixed(),
    },
  });
  useRealtime<Events>({
    events: {
      // @ts-expect-error: the data is a text
      notification: { alert: (text) => text.toFixed() },
    },
  });
  const { status } = useRealtime<Events>({
    channels: ["a", false && "b", undefined],
    events: ["chat.message", "notification.*"],
    onData: ({ channel, data }) => [channel, data],
    enabled: true,
  });
  useRealtime<Events>({
    events: {
      // @ts-expect-error: there is no such event
      notification: { alrt: () => {} },
    },
  });
  useRealtime<Events>({
    // @ts-expect-error: there is no such event
    events: { chatt: { message: () => {} } },
  });
  // @ts-expect-error: no such status
  if (status === "error") return null;
  return (
    <RealtimeProvider url="/api/realtime" withCredentials>
      {status}
    </RealtimeProvider>
  );
}

/** A client that was made before, with types or without, may be given to all hooks, and be had back. */
export function Given() {
  useRealtimeClient<Events>().channel("room-1").emit("saved", 1);
  useRealtimeClient().channel().emit("any.name", { any: "data" });
  return (
    <RealtimeProvider client={realtime}>
      <RealtimeProvider client={createRealtime()} />
    </RealtimeProvider>
  );
}

/** Without types of the events: any name, any data, as in the documents. */
export function Untyped({ userId, show }: { userId: string; show: (text: string) => void }) {
  const { status } = useRealtime({
    channel: `user-${userId}`,
    events: {
      notification: { alert: (text) => show(text) },
      chat: { message: ({ sender, text }, { id, channel }) => show(`${id} ${channel} ${sender}: ${text}`) },
      saved: (count: number) => show(count.toFixed()),
      deep: { deeper: { deepest: () => {} } },
      off: undefined,
    },
  });
  useRealtime({
    channels: [userId],
    events: ["update.project", "user.*"],
    onData: ({ channel, event, data }) => show(`${channel}: ${event} ${data}`),
    onGap: () => show("load the page anew"),
  });
  useRealtime({
    // @ts-expect-error: a handler is a function
    events: { notification: { alert: "show" } },
  });
  useRealtime();
  return <p>{status}</p>;
}
