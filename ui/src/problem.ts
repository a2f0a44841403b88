// The entry point of the window that shows a failed start. The app writes the problem into the page before it loads.
// There are no calls: no app is running.
import "./words/valid-language";
import { getCurrentWindow } from "@tauri-apps/api/window";
import { mount } from "svelte";
import type { Locale, Problem } from "./bindings";
import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";
import StartProblem from "./shell/StartProblem.svelte";
import { load } from "./words/bundles";
import { speak } from "./words/locale.svelte";

declare global {
  interface Window {
    startProblem?: Problem;
    startLocale?: Locale;
  }
}

const target = document.getElementById("app");
const problem = window.startProblem;
const locale: Partial<Locale> = window.startLocale ?? {};
await load(locale.language ?? "en");
speak(locale);
if (target && problem)
  mount(StartProblem, { target, props: { problem, onquit: () => void getCurrentWindow().close() } });
