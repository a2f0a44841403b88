// Where the window of a start that failed begins. The app has put the problem beside the page before it is loaded;
// nothing is asked of it, for there is none that runs.
import "./language";
import { getCurrentWindow } from "@tauri-apps/api/window";
import { mount } from "svelte";
import type { Problem } from "./bindings";
import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";
import StartProblem from "./shell/StartProblem.svelte";

declare global {
  interface Window {
    startProblem?: Problem;
  }
}

const target = document.getElementById("app");
const problem = window.startProblem;
if (target && problem)
  mount(StartProblem, { target, props: { problem, onquit: () => void getCurrentWindow().close() } });
