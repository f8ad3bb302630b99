"use client";
import { createContext, createElement, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { createRealtime } from "./realtime.js";

const Context = createContext(null);

/** Gives one connection to all hooks below it: `client`, or one that is made of the other properties. */
export function RealtimeProvider({ client, url, headers, withCredentials, shared, children }) {
  const latest = useRef(headers);
  latest.current = headers;
  const made = useMemo(
    () =>
      client ??
      createRealtime({
        url,
        withCredentials,
        shared,
        headers: () => (typeof latest.current === "function" ? latest.current() : latest.current) ?? {},
      }),
    [client, url, withCredentials, shared],
  );
  useEffect(() => (client ? undefined : () => made.close()), [client, made]);
  return createElement(Context.Provider, { value: made }, children);
}

export function useRealtimeClient() {
  const client = useContext(Context);
  if (!client) throw new Error("useRealtime needs a <RealtimeProvider> above it");
  return client;
}

/** The handlers of nested events, by the event's name: {chat: {message: fn}} is "chat.message". */
function flat(events, prefix = "", all = {}) {
  for (const [name, value] of Object.entries(events)) {
    if (typeof value === "function") all[prefix + name] = value;
    else if (value) flat(value, prefix + name + ".", all);
  }
  return all;
}

/** Follows channels while the component is there; see react.d.ts for both forms. */
export function useRealtime({ channel, channels, events, onData, onGap, onReset, enabled = true } = {}) {
  const client = useRealtimeClient();
  const nested = events && !Array.isArray(events);
  const names = (channels ?? [channel ?? "default"]).filter(Boolean);
  const filter = nested ? Object.keys(flat(events)) : (events ?? []);
  const latest = useRef({});
  const key = JSON.stringify([[...new Set(names)], filter]);
  // Not while it renders: until that is shown, or if it never is, messages are for what was shown before.
  useEffect(() => {
    latest.current = { handlers: nested ? flat(events) : null, onData, onGap, onReset };
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const [followed, wanted] = JSON.parse(key);
    const leave = followed.map((name) =>
      client.channel(name).subscribe({
        events: wanted,
        onData: (message) => {
          const { handlers, onData: all } = latest.current;
          handlers?.[message.event]?.(message.data, message);
          all?.(message);
        },
        onGap: (gap) => latest.current.onGap?.(gap),
        onReset: (gap) => (latest.current.onReset ?? latest.current.onGap)?.(gap),
      }),
    );
    return () => leave.forEach((unsubscribe) => unsubscribe());
  }, [client, enabled, key]);
  const status = useSyncExternalStore(client.onStatus, () => client.status, () => "disconnected");
  return { status, error: client.error };
}
