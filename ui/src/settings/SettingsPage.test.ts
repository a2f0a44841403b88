// Tests the settings page as the user sees it.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { play, type Player } from "../stand-in/player";
import { routeHash, SETTINGS_SECTIONS, type SettingsSection } from "../session/route";
import { Session } from "../session/session.svelte";
import { TITLES } from "./sections";
import { isTunnelSetting } from "./tunnel-settings";
import SettingsPage from "./SettingsPage.svelte";
import { callsOf, expectNoFaults, holding, key } from "../testing";

const QUIET = "alerts.quiet_hours";

async function show(section: SettingsSection, scenario = "settings") {
  location.hash = routeHash({ view: "settings", section });
  const backend = await play(scenario);
  const session = new Session(backend);
  await session.start();
  render(SettingsPage, { session });
  await screen.findByTestId(`settings-${section}`);
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
  it("names every choice of a list, an empty one by what it means", async () => {
    await show("notifications");
    const begins = input("summary.week_begins") as unknown as HTMLSelectElement;
    expect([...begins.options].map(({ text }) => text)).toEqual([
      "As the language has it",
      "Sunday",
      "Monday",
    ]);
  });

  it("shows every setting in one of its sections", async () => {
    const { backend, session } = await show("receiver");
    const view = await backend.call("settings", {});
    // The tunnel's settings are on the connection page.
    const settings = view.settings.filter((setting) => !isTunnelSetting(setting));
    expect(settings.length).toBeLessThan(view.settings.length);
    const seen: string[] = [];
    for (const section of SETTINGS_SECTIONS) {
      await fireEvent.click(screen.getByTestId(`section-${section}`));
      expect(session.router.route.section).toBe(section);
      screen.getByRole("heading", { level: 3, name: TITLES[section] });
      for (const field of document.querySelectorAll("[data-testid^='setting-'].setting"))
        seen.push((field as HTMLElement).dataset["testid"]?.replace("setting-", "") ?? "");
      await expectNoFaults();
    }
    expect(seen.sort()).toEqual(settings.map(({ name }) => name).sort());
    screen.getByText(view.file);
  });

  it("finds a setting by its words, in whatever section it is", async () => {
    await show("receiver");
    const search = screen.getByTestId("settings-search");
    await fireEvent.input(search, { target: { value: "quiet hours" } });
    screen.getByTestId(`setting-${QUIET}`);
    expect(screen.queryByTestId("setting-receiver.key")).toBeNull();
    await fireEvent.input(search, { target: { value: "staging" } });
    screen.getByTestId("alert-rules");
    await fireEvent.input(search, { target: { value: "no such thing" } });
    screen.getByText("No setting matches “no such thing”.");
    await expectNoFaults();
    search.focus();
    await key("Escape");
    screen.getByTestId("setting-receiver.key");
  });

  it("says what alerts do, and what notifications look like", async () => {
    const { backend } = await show("notifications");
    const { alert_policy, previews } = await backend.call("settings", {});
    const said = within(screen.getByTestId("alert-policy")).getAllByRole("listitem");
    expect(said.map((one) => one.textContent)).toEqual(alert_policy);
    const shown = screen.getByTestId("notification-preview").textContent;
    for (const { title, body } of previews) {
      expect(shown).toContain(title);
      expect(shown).toContain(body);
    }
  });

  it("saves a number in its unit, on Enter and on leaving the field, once", async () => {
    const { backend } = await show("history");
    const days = "retention.keep_days";
    const unit = (): HTMLSelectElement => inField(days).getByTestId<HTMLSelectElement>("setting-unit");
    expect(unit().selectedOptions[0]?.textContent).toBe("Forever");
    await fireEvent.change(unit(), { target: { value: "days" } });
    await type(days, "30");
    await key("Enter");
    input(days).blur();
    await inField(days).findByText("Saved");
    expect(input(days).value).toBe("30");
    expect(sets(backend)).toEqual([{ name: days, value: "30" }]);
    await expectNoFaults();
  });

  it("keeps what was refused, says why at the field, and forgets it by Esc", async () => {
    await show("history");
    const days = "retention.keep_days";
    await fireEvent.change(inField(days).getByTestId("setting-unit"), { target: { value: "days" } });
    await type(days, "a month");
    await key("Enter");
    const why = await inField(days).findByRole("alert");
    expect(why.textContent).toContain("Must be a whole number");
    const field = input(days);
    expect(field.value).toBe("a month");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(field.getAttribute("aria-describedby")).toContain(why.id);
    await expectNoFaults();
    field.focus();
    await key("Escape");
    expect(inField(days).queryByTestId("setting-input")).toBeNull();
    expect(inField(days).queryByRole("alert")).toBeNull();
  });

  it("goes back to the default", async () => {
    const { backend } = await show("checks", "settings-default");
    expect(inField("probe.every_s").queryByTestId("setting-reset")).toBeNull();
    await type("probe.every_s", "2");
    await key("Enter");
    await inField("probe.every_s").findByText("Default: 1 minute");
    await fireEvent.click(inField("probe.every_s").getByTestId("setting-reset"));
    await waitFor(() => {
      expect(input("probe.every_s").value).toBe("1");
    });
    expect(sets(backend)).toEqual([
      { name: "probe.every_s", value: "120" },
      { name: "probe.every_s", value: "" },
    ]);
  });

  it("has quiet hours as a switch, two times and days", async () => {
    const { backend } = await show("notifications", "settings-quiet");
    await fireEvent.click(screen.getByRole("switch", { name: "Quiet hours" }));
    const from = await screen.findByTestId<HTMLInputElement>("quiet-from");
    expect(from.value).toBe("22:00");
    await fireEvent.click(screen.getByTestId("quiet-fri"));
    await waitFor(() => {
      expect(screen.getByTestId("quiet-fri").getAttribute("aria-pressed")).toBe("false");
    });
    await fireEvent.change(screen.getByTestId("quiet-to"), { target: { value: "06:30" } });
    await waitFor(() => {
      expect(sets(backend)).toEqual([
        { name: QUIET, value: "22:00-07:00" },
        { name: QUIET, value: "sat-thu 22:00-07:00" },
        { name: QUIET, value: "sat-thu 22:00-06:30" },
      ]);
    });
    await expectNoFaults();
  });

  it("builds on a change that is still being saved", async () => {
    const { backend } = await show("notifications", "settings-quiet");
    const release = holding(backend, "set_setting");
    await fireEvent.click(screen.getByRole("switch", { name: "Quiet hours" }));
    await fireEvent.click(screen.getByTestId("quiet-fri"));
    await fireEvent.change(screen.getByTestId("quiet-to"), { target: { value: "06:30" } });
    expect(screen.getByTestId<HTMLInputElement>("quiet-to").value).toBe("06:30");
    release();
    await waitFor(() => {
      expect(sets(backend)).toEqual([
        { name: QUIET, value: "22:00-07:00" },
        { name: QUIET, value: "sat-thu 22:00-07:00" },
        { name: QUIET, value: "sat-thu 22:00-06:30" },
      ]);
    });
    expect(screen.getByTestId<HTMLInputElement>("quiet-to").value).toBe("06:30");
  });

  it("says which address is in use where the settings have another", async () => {
    const { session } = await show("receiver");
    expect(inField("receiver.listen").queryByTestId("setting-note")).toBeNull();
    const { value } = session.status;
    if (!value) throw new Error("no status");
    session.status.value = { ...value, receiver: { state: "listening", address: "127.0.0.1:9000" } };
    const note = await inField("receiver.listen").findByTestId("setting-note");
    expect(note.textContent).toBe(
      `In use now: 127.0.0.1:9000, given at the start. Settings say ${input("receiver.listen").value}.`,
    );
  });

  it("switches and chooses at once", async () => {
    const { backend, session } = await show("notifications", "settings-switches");
    const disturb = screen.getByRole("switch", { name: "Respect Do Not Disturb" });
    expect(disturb.getAttribute("aria-checked")).toBe("true");
    await fireEvent.click(disturb);
    await waitFor(() => {
      expect(disturb.getAttribute("aria-checked")).toBe("false");
    });
    await fireEvent.click(screen.getByTestId("section-appearance"));
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
    const { backend } = await show("notifications");
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
    await show("receiver");
    const name = "receiver.bearer_token";
    expect(inField(name).queryByTestId("setting-show")).toBeNull();
    await type(name, "t0k3n");
    expect(input(name).type).toBe("password");
    await fireEvent.click(inField(name).getByTestId("setting-show"));
    expect(input(name).type).toBe("text");
  });

  it("replace the key only when asked twice, and give the new URL", async () => {
    const { backend } = await show("receiver", "replace-key");
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
    const { backend } = await show("notifications", "settings-problem");
    backend.next();
    const bar = await screen.findByTestId("settings-problem", {}, { timeout: 3_000 });
    expect(bar.textContent).toContain("settings.toml, line 5: quiet_hours");
    expect(bar.textContent).toContain("The last good settings are in force");
    await expectNoFaults();
  });

  it("is read anew when it changes, without touching what is being typed", async () => {
    const { backend } = await show("history", "settings-changed");
    await type("retention.max_size_mb", "20");
    backend.next();
    await waitFor(
      () => {
        expect(input("retention.keep_days").value).toBe("12");
      },
      { timeout: 3_000 },
    );
    expect(input("retention.max_size_mb").value).toBe("20");
  });

  it("that cannot be asked for is asked for again", async () => {
    location.hash = "#/settings";
    const backend = await play("settings");
    backend.failing.set("settings", { what: "No answer.", meaning: "None.", remedy: "Wait." });
    render(SettingsPage, { session: new Session(backend) });
    const failed = await screen.findByTestId("settings-failed");
    backend.failing.clear();
    await fireEvent.click(within(failed).getByRole("button"));
    await screen.findByTestId("settings-receiver");
    expect(screen.queryByTestId("settings-failed")).toBeNull();
  });
});

describe("alert rules", () => {
  it("are added, and removed", async () => {
    const { backend } = await show("notifications", "alert-rules");
    const rules = within(screen.getByTestId("alert-rules"));
    const add = async (pattern: string): Promise<void> => {
      await fireEvent.input(rules.getByTestId("rule-new"), { target: { value: pattern } });
      await fireEvent.click(rules.getByTestId("rule-add"));
    };
    await add("*");
    expect((await rules.findByRole("alert")).textContent).toContain("would match every endpoint");
    await expectNoFaults();
    await add("staging.example.com");
    const rule = await rules.findByTestId("alert-rule");
    expect(rule.textContent).toContain("Never notified");
    await expectNoFaults();
    await fireEvent.click(within(rule).getByTestId("rule-remove"));
    await waitFor(() => {
      expect(rules.queryByTestId("alert-rule")).toBeNull();
    });
    expect(callsOf(backend, "save_alert_rules")).toHaveLength(3);
  });

  it("the relay's routes are added, changed, moved and removed, and a wrong one is refused at its field", async () => {
    const { backend } = await show("relay", "relay-routes");
    const part = within(await screen.findByTestId("relay-routes"));
    const all = (): (string | undefined)[][] =>
      part
        .queryAllByTestId("relay-route")
        .map((row) => [
          within(row).getByTestId<HTMLInputElement>("route-path").value,
          within(row).getByTestId<HTMLSelectElement>("route-mode").value,
        ]);
    const become = (routes: string[][]): Promise<void> =>
      waitFor(() => {
        expect(all()).toEqual(routes);
      });
    const add = async (path: string, mode: string): Promise<void> => {
      await fireEvent.input(part.getByTestId("route-new"), { target: { value: path } });
      await fireEvent.change(part.getByTestId("route-new-mode"), { target: { value: mode } });
      await fireEvent.click(part.getByTestId("route-add"));
    };
    await add("retm/orders", "catch");
    expect((await part.findByRole("alert")).textContent).toContain("Path must be a path");
    expect(part.getByTestId("route-new").getAttribute("aria-invalid")).toBe("true");
    await expectNoFaults();
    await add("/retm/orders*", "catch");
    await become([["/retm/orders*", "catch"]]);
    await add("/retm/rewards/*", "through");
    await become([
      ["/retm/orders*", "catch"],
      ["/retm/rewards/*", "through"],
    ]);
    await fireEvent.change(part.getAllByTestId("route-mode")[0] as HTMLElement, {
      target: { value: "keep" },
    });
    await become([
      ["/retm/orders*", "keep"],
      ["/retm/rewards/*", "through"],
    ]);
    await fireEvent.click(part.getByTestId("route-up"));
    await become([
      ["/retm/rewards/*", "through"],
      ["/retm/orders*", "keep"],
    ]);
    const first = part.getAllByTestId<HTMLInputElement>("route-path")[0] as HTMLInputElement;
    await fireEvent.change(first, { target: { value: "retm" } });
    const row = within(part.getAllByTestId("relay-route")[0] as HTMLElement);
    expect((await row.findByRole("alert")).textContent).toContain("Path must be a path");
    await fireEvent.keyDown(first, { key: "Escape" });
    expect(first.value).toBe("/retm/rewards/*");
    expect(part.queryByRole("alert")).toBeNull();
    await fireEvent.click(part.getAllByTestId("route-remove")[1] as HTMLElement);
    await become([["/retm/rewards/*", "through"]]);
    expect(callsOf(backend, "save_relay_routes")).toHaveLength(7);
    await expectNoFaults();
  });

  it("a test notification says who showed it, or why it was not shown", async () => {
    const { backend } = await show("notifications", "alert-rules");
    await fireEvent.click(screen.getByTestId("test-notification"));
    await waitFor(() => {
      expect(screen.getByTestId("test-notification-done").textContent).toContain("Shown by dunst 1.9.0.");
    });
    backend.failing.set("test_notification", {
      what: "No notification server answers on this desktop.",
      meaning: "Nothing pops up.",
      remedy: "Start one.",
    });
    await fireEvent.click(screen.getByTestId("test-notification"));
    const preview = within(screen.getByTestId("notification-preview"));
    expect((await preview.findByRole("alert")).textContent).toContain("No notification server answers");
    await expectNoFaults();
  });
});
