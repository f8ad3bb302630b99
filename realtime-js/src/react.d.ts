import type { ReactElement, ReactNode } from "react";
import type { Events, Gap, Message, Options, Realtime, RealtimeError, Status } from "./realtime.js";

/** `"chat.message"` as `{ chat: { message: handler } }`; of events that no type names, any. */
export type Handlers<E extends Events> = string extends keyof E
  ? AnyHandlers
  : {
      [K in keyof E & string as K extends `${infer Head}.${string}` ? Head : K]?: K extends `${infer Head}.${string}`
        ? Handlers<{ [N in keyof E & string as N extends `${Head}.${infer Rest}` ? Rest : never]: E[N] }>
        : (data: E[K], message: { id: string; event: string; channel: string; data: E[K]; timestamp: number }) => void;
    };

/** Handlers where no type says which events there are, nor what their data is. */
export interface AnyHandlers {
  [name: string]: AnyHandlers | ((data: any, message: Message) => void) | undefined;
}

export interface UseRealtimeOptions<E extends Events = Events> {
  channel?: string;
  /** Several channels; what is empty or false is left out. */
  channels?: (string | false | null | undefined)[];
  /** Handlers, nested by the dots of the event's names; or the names of the events that `onData` is to get. */
  events?: Handlers<E> | (keyof E & string)[] | string[];
  onData?: (message: Message<E>) => void;
  onGap?: (gap: Gap) => void;
  onReset?: (gap: Gap) => void;
  enabled?: boolean;
}

export declare function useRealtime<E extends Events = Events>(
  // Not from what is given: that the handlers are for these events is checked, not guessed.
  options?: UseRealtimeOptions<NoInfer<E>>,
): { status: Status; error: RealtimeError | null };

export declare function useRealtimeClient<E extends Events = Events>(): Realtime<E>;

export declare function RealtimeProvider(
  props: { client?: Realtime<any>; children?: ReactNode } & Omit<Options, "fetch">,
): ReactElement;
