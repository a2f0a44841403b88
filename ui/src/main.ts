// The window's entry point: connects to the app and mounts.
import "./words/valid-language";
import { mount } from "svelte";
import { connect } from "./backend";
import { Session } from "./session/session.svelte";
import { loadFor } from "./shell/later.svelte";
import { Pages } from "./shell/pages.svelte";
import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";
import App from "./shell/App.svelte";

const target = document.getElementById("app");
if (target) {
  const pages = new Pages(new Session(await connect()));
  // Its language and direction are those of the first paint.
  await pages.session.appWindow.load();
  await pages.begin();
  await loadFor(pages.shownRoute);
  mount(App, { target, props: { pages } });
}
