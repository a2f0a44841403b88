// The one door between the window and the app: every call goes out and every event comes in here. Never
// holds state, and never lets anything but a Problem out of a call that failed.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Commands, Events, Problem } from "./bindings";

export type Call = keyof Commands;

export interface Backend {
  call<K extends Call>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["returns"]>;
  /** Answers with what ends the listening. */
  listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void>;
}

/** The app itself, where this page is inside it; otherwise a stand-in in memory, which no release contains. */
export async function connect(): Promise<Backend> {
  if ("__TAURI_INTERNALS__" in window) return new App();
  if (import.meta.env.MODE !== "production") {
    const { memoryBackend } = await import("./stand-in/backend");
    return memoryBackend(new URLSearchParams(location.search).get("scenario") ?? "history");
  }
  return nowhere;
}

class App implements Backend {
  async call<K extends Call>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["returns"]> {
    try {
      return await invoke<Commands[K]["returns"]>(name, args);
    } catch (reason) {
      throw asProblem(name, reason);
    }
  }

  async listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void> {
    return listen<Events[E]>(event, (told) => {
      handler(told.payload);
    });
  }
}

const nowhere: Backend = {
  call: () =>
    Promise.reject(
      problem(
        "This page is open outside Missedhook.",
        "It has no app to ask.",
        "Open the window from Missedhook's tray icon.",
      ),
    ),
  listen: () => Promise.resolve(() => {}),
};

function problem(what: string, meaning: string, remedy: string): Problem & Error {
  return Object.assign(new Error(what), { what, meaning, remedy });
}

export function isProblem(reason: unknown): reason is Problem {
  if (typeof reason !== "object" || reason === null) return false;
  return ["what", "meaning", "remedy"].every(
    (key) => typeof (reason as Record<string, unknown>)[key] === "string",
  );
}

/** What a call rejected with, as a Problem. Anything else is the bridge itself speaking, and is quoted. */
export function asProblem(name: Call, reason: unknown): Problem {
  if (isProblem(reason)) return reason;
  const said = reason instanceof Error ? reason.message : String(reason);
  return problem(
    `Missedhook did not answer “${name}”.`,
    `The window and the app did not understand each other: ${said}`,
    "Close the window and open it from the tray again.",
  );
}
