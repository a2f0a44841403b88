// Tests the settings page as the user sees it.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { play, type Player } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import { isTunnelSetting } from "./tunnel-settings";
import SettingsPage from "./SettingsPage.svelte";
import { callsOf, expectNoFaults, key } from "../testing";

const QUIET = "alerts.quiet_hours";

async function show(scenario = "settings") {
  const backend = await play(scenario);
  const session = new Session(backend);
  await session.start();
  render(SettingsPage, { session });
  await screen.findByTestId(`setting-${QUIET}`);
  return { backend, session };
}

const inField = (name: string) => within(screen.getByTestId(`setting-${name}`));
const input = (name: string): HTMLInputElement =>
  inField(name).getByTestId<HTMLInputElement>("setting-input");
const sets = (backend: Player) => callsOf(backend, "set_setting").map((call) => call.args);

async function type(name: string, value: string): Promise<void> {
  input(name).focus();
  await fireEvent.input(input(name), { target: { value } });
}

describe("the page of settings", () => {
  it("shows every setting under its heading, the file and what alerts do", async () => {
    const { backend } = await show();
    const view = await backend.call("settings", {});
    const { file, alert_policy } = view;
    // The tunnel's settings are on the connection page.
    const settings = view.settings.filter((setting) => !isTunnelSetting(setting));
    expect(settings.length).toBeLessThan(view.settings.length);
    for (const { name, title } of settings) inField(name).getByText(title);
    expect(screen.getAllByRole("heading", { level: 3 }).map((one) => one.textContent)).toEqual([
      ...new Set(settings.map((one) => one.group)),
      "What alerts do",
      "Test data",
      "Diagnostics",
    ]);
    screen.getByText(file);
    const said = within(screen.getByTestId("alert-policy")).getAllByRole("listitem");
    expect(said.map((one) => one.textContent)).toEqual(alert_policy);
    await expectNoFaults();
  });

  it("saves on Enter and on leaving the field, once, and only what was changed", async () => {
    const { backend } = await show();
    input(QUIET).focus();
    input(QUIET).blur();
    await type(QUIET, "22:00-07:00");
    await key("Enter");
    input(QUIET).blur();
    await inField(QUIET).findByText("Saved");
    expect(input(QUIET).value).toBe("22:00-07:00");
    await type("retention.keep_days", "30");
    input("retention.keep_days").blur();
    await inField("retention.keep_days").findByText("Saved");
    expect(sets(backend)).toEqual([
      { name: QUIET, value: "22:00-07:00" },
      { name: "retention.keep_days", value: "30" },
    ]);
  });

  it("keeps what was refused, says why at the field, and forgets it by Esc", async () => {
    await show();
    await type("retention.keep_days", "a month");
    await key("Enter");
    const why = await inField("retention.keep_days").findByRole("alert");
    expect(why.textContent).toContain("keep_days must be a whole number");
    const field = input("retention.keep_days");
    expect(field.value).toBe("a month");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(field.getAttribute("aria-describedby")).toContain(why.id);
    await expectNoFaults();
    field.focus();
    await key("Escape");
    expect(field.value).toBe("0");
    expect(inField("retention.keep_days").queryByRole("alert")).toBeNull();
  });

  it("goes back to the default", async () => {
    const { backend } = await show("settings-default");
    expect(inField("probe.every_s").queryByTestId("setting-reset")).toBeNull();
    await type("probe.every_s", "120");
    await key("Enter");
    await inField("probe.every_s").findByText("Default: 60 seconds");
    await fireEvent.click(inField("probe.every_s").getByTestId("setting-reset"));
    await waitFor(() => {
      expect(input("probe.every_s").value).toBe("60");
    });
    expect(sets(backend).at(-1)).toEqual({ name: "probe.every_s", value: "" });
  });

  it("switches and chooses at once", async () => {
    const { backend, session } = await show("settings-switches");
    const disturb = screen.getByRole("switch", { name: "Respect Do Not Disturb" });
    expect(disturb.getAttribute("aria-checked")).toBe("true");
    await fireEvent.click(disturb);
    await waitFor(() => {
      expect(disturb.getAttribute("aria-checked")).toBe("false");
    });
    await fireEvent.change(screen.getByLabelText("Theme"), { target: { value: "dark" } });
    await waitFor(() => {
      expect(session.status.value?.theme).toBe("dark");
    });
    expect(sets(backend)).toEqual([
      { name: "alerts.respect_do_not_disturb", value: "false" },
      { name: "window.theme", value: "dark" },
    ]);
  });

  it("leaves a switch as it is in force where it is refused", async () => {
    const { backend } = await show();
    backend.failing.set("set_setting", {
      what: "The disk is full.",
      meaning: "Not saved.",
      remedy: "Free some.",
    });
    const disturb = screen.getByRole("switch", { name: "Respect Do Not Disturb" });
    await fireEvent.click(disturb);
    expect((await inField("alerts.respect_do_not_disturb").findByRole("alert")).textContent).toContain(
      "The disk is full.",
    );
    expect(disturb.getAttribute("aria-checked")).toBe("true");
  });
});

describe("secrets", () => {
  it("are hidden until they are to be seen", async () => {
    await show();
    const name = "receiver.bearer_token";
    expect(input(name).type).toBe("password");
    await fireEvent.click(inField(name).getByTestId("setting-show"));
    expect(input(name).type).toBe("text");
  });

  it("replace the key only when asked twice, and give the new URL", async () => {
    const { backend } = await show("replace-key");
    const before = input("receiver.key").value;
    screen.getByTestId("replace-key").focus();
    await fireEvent.click(screen.getByTestId("replace-key"));
    expect(document.activeElement).toBe(screen.getByTestId("replace-key-keep"));
    expect(screen.getByRole("alertdialog").textContent).toContain("RETM");
    await expectNoFaults();
    await key("Escape");
    expect(callsOf(backend, "replace_key")).toEqual([]);
    await fireEvent.click(screen.getByTestId("replace-key"));
    await fireEvent.click(screen.getByTestId("replace-key-confirm"));
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByTestId("replace-key"));
    });
    await fireEvent.click(await screen.findByTestId("replace-key-copy"));
    expect(input("receiver.key").value).not.toBe(before);
    await waitFor(() => {
      expect(backend.copied).toEqual([backend.status().receiver_url]);
    });
    expect(backend.copied[0]).toContain(input("receiver.key").value);
  });
});

describe("the file", () => {
  it("says what is wrong with it, and that the last good settings are in force", async () => {
    const { backend } = await show("settings-problem");
    backend.next();
    const bar = await screen.findByTestId("settings-problem", {}, { timeout: 3_000 });
    expect(bar.textContent).toContain("settings.toml, line 5: quiet_hours");
    expect(bar.textContent).toContain("The last good settings are in force");
    await expectNoFaults();
  });

  it("is read anew when it changes, without touching what is being typed", async () => {
    const { backend } = await show("settings-changed");
    await type(QUIET, "23:00-");
    backend.next();
    await waitFor(
      () => {
        expect(input("retention.keep_days").value).toBe("12");
      },
      { timeout: 3_000 },
    );
    expect(input(QUIET).value).toBe("23:00-");
  });

  it("that cannot be asked for is asked for again", async () => {
    const backend = await play("settings");
    backend.failing.set("settings", { what: "No answer.", meaning: "None.", remedy: "Wait." });
    render(SettingsPage, { session: new Session(backend) });
    const failed = await screen.findByTestId("settings-failed");
    backend.failing.clear();
    await fireEvent.click(within(failed).getByRole("button"));
    await screen.findByTestId(`setting-${QUIET}`);
    expect(screen.queryByTestId("settings-failed")).toBeNull();
  });
});
