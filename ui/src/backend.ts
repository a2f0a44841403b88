// The only link between the window and the app: calls go out and events come in here. Holds no state. A failed call
// always rejects with a Problem.
import { t } from "./words/t";
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Commands, Events, Problem } from "./bindings";
import { FirstAnswers } from "./first-answers";

export type Call = keyof Commands;

export interface Backend {
  /** What the page came with, if it came with any answers. */
  readonly first?: FirstAnswers;
  call<K extends Call>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["returns"]>;
  /** Returns a function that stops listening. */
  listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void>;
}

/** The app if this page runs inside it, otherwise a recorded scenario, `?scenario=NAME`. No release contains one. */
export async function connect(): Promise<Backend> {
  if ("__TAURI_INTERNALS__" in window) return new App();
  if (import.meta.env.MODE !== "production") {
    const { play } = await import("./stand-in/player");
    return play(new URLSearchParams(location.search).get("scenario") ?? "history");
  }
  return nowhere;
}

class App implements Backend {
  readonly first = new FirstAnswers(document);

  async call<K extends Call>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["returns"]> {
    const first = this.first.take(name, args);
    if (first) return first.answer as Commands[K]["returns"];
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
      problem(t("bridge-outside-what"), t("bridge-outside-meaning"), t("bridge-outside-remedy")),
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

/** The reason of a failed call as a Problem. Anything else comes from the bridge itself and is quoted. */
export function asProblem(name: Call, reason: unknown): Problem {
  if (isProblem(reason)) return reason;
  const said = reason instanceof Error ? reason.message : String(reason);
  return problem(
    t("bridge-no-answer-what", { call: name }),
    t("bridge-no-answer-meaning", { reason: said }),
    t("bridge-no-answer-remedy"),
  );
}
