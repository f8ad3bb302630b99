/** The events of an application by name: `{ "chat.message": { text: string } }`. */
export type Events = Record<string, unknown>;

/** A message as it was emitted; `data` has the type of its event. */
export type Message<E extends Events = Events> = {
  [K in keyof E & string]: { id: string; event: K; channel: string; data: E[K]; timestamp: number };
}[keyof E & string];

/** Messages of a channel that can no longer be had: those after `after`; it goes on with `next`. */
export interface Gap {
  type: "gap" | "reset";
  channel: string;
  after: string;
  next: string;
  reason: "TRIMMED" | "UNKNOWN" | "RESET";
}

/** `denied`: the server does not let this page in; it tries again only when told to. */
export type Status = "disconnected" | "connecting" | "connected" | "denied";

export interface SubscribeOptions<E extends Events = Events> {
  /** Exact names or, with a trailing `.*`, all below a name; none: all. */
  events?: string[];
  onData?: (message: Message<E>) => void;
  /** Something was missed: load the current state anew. */
  onGap?: (gap: Gap) => void;
  /** The log is another one; `onGap` where this is not given. */
  onReset?: (gap: Gap) => void;
  /** Go on after this id, such as the last one of the history just shown. What else follows the channel, in this page or another
   *  tab, and from where, makes no difference. */
  after?: string;
}

/** Ends a subscription. `ready` resolves when the channel is followed. */
export interface Unsubscribe {
  (): void;
  ready: Promise<void>;
}

export interface HistoryOptions {
  limit?: number;
  start?: number | Date;
  end?: number | Date;
  /** `next` of the page before. */
  after?: string;
  /** Oldest first, which is the default, newest first, or the newest ones from old to new. */
  order?: "oldest" | "newest" | "latest";
  events?: string[];
}

export interface HistoryPage<E extends Events = Events> {
  messages: Message<E>[];
  next: string | null;
  /** How far was read; after the latest: where to go on with `subscribe({ after })` without a seam. */
  cursor: string;
  gap?: Omit<Gap, "type">;
}

export interface Channel<E extends Events = Events> {
  readonly name: string;
  subscribe(options: SubscribeOptions<E>): Unsubscribe;
  on<K extends keyof E & string>(
    event: K,
    handler: (message: Extract<Message<E>, { event: K }>) => void,
  ): Unsubscribe;
  /**
   * Resolves to the id of the stored message. With a key the same emit may be repeated and is stored once. Of two emits at the
   * same time either may be stored first: await the first where the order matters.
   */
  emit<K extends keyof E & string>(event: K, data: E[K], options?: { key?: string }): Promise<string>;
  history(options?: HistoryOptions): Promise<HistoryPage<E>>;
}

export interface Emission {
  channel?: string;
  event: string;
  data: unknown;
  key?: string;
}

/** What the server says is wrong; `stored` says what is known of a message whose emit failed. */
export declare class RealtimeError extends Error {
  readonly status: number;
  readonly code: string;
  readonly stored?: "no" | "unknown";
}

export interface Realtime<E extends Events = Events> {
  channel(name?: string): Channel<E>;
  emitAll(
    messages: Emission[],
  ): Promise<({ id: string } | { error: { code: string; message: string; stored?: "no" | "unknown" } })[]>;
  readonly status: Status;
  /** Why the status is `denied`. */
  readonly error: RealtimeError | null;
  onStatus(listener: (status: Status) => void): () => void;
  /** Connects at once, also after a denial. */
  reconnect(): void;
  close(): void;
}

export interface Options {
  /** Where the server's HTTP face is; `/api/realtime` by default. */
  url?: string;
  /** Sent with each request; a function is asked each time, so that a token may be renewed. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** Sends cookies to another origin, too. */
  withCredentials?: boolean;
  /** Used instead of the global one; the page then has a connection of its own. */
  fetch?: typeof fetch;
  /**
   * Whether tabs have one connection, which is held by a worker: those that give the same `url`, `withCredentials` and headers.
   * A text, such as the id of a user, stands for the headers where these differ from tab to tab though they are as good.
   * `true` by default; a browser that cannot, or does not find the worker, has a connection for each page.
   */
  shared?: boolean | string;
}

/** Live channels over one connection for the page and, where it can, all its tabs, from the first subscription on. */
export declare function createRealtime<E extends Events = Events>(options?: Options): Realtime<E>;
