// The project of each merchant, for whatever names one: given once by the window, and read where a merchant is shown.
import { getContext, setContext } from "svelte";
import type { ProjectMark } from "../bindings";

export type Projects = Readonly<Record<string, ProjectMark | undefined>>;

const KEY = Symbol("projects");

export function provideProjects(projects: () => Projects): void {
  setContext(KEY, projects);
}

/** Empty outside of the window. */
export function projectsHere(): () => Projects {
  return getContext<(() => Projects) | undefined>(KEY) ?? (() => ({}));
}
