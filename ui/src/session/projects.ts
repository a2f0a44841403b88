// The projects of merchants and keys: given once by the window, and read where reports and requests are shown.
import { getContext, setContext } from "svelte";
import type { KeyProjects, ProjectMark } from "../bindings";

export type Projects = {
  merchants: Readonly<Record<string, ProjectMark | undefined>>;
  keys: KeyProjects;
};

const NONE: Projects = { merchants: {}, keys: { receiver: null, relay: null } };

const KEY = Symbol("projects");

export function provideProjects(projects: () => Projects): void {
  setContext(KEY, projects);
}

/** Empty outside of the window. */
export function projectsHere(): () => Projects {
  return getContext<(() => Projects) | undefined>(KEY) ?? (() => NONE);
}

/** The project of what came with the token of that merchant: the merchant's, or if it has none, that of the key. */
export function projectOf(
  { merchants, keys }: Projects,
  merchant: string | null,
  key: keyof KeyProjects,
): ProjectMark | null {
  const own = merchant !== null && Object.hasOwn(merchants, merchant) ? merchants[merchant] : null;
  return own ?? keys[key];
}
