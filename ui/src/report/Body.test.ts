// Tests how a body with Arabic in it is shown.
import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { play } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import "../testing";
import Body from "./Body.svelte";

const SENT = '{"خطأ":"الحقل مطلوب","date":"2026-11-27","\\u062e":[1.0]}';

it("lays JSON out from left to right, with each Arabic string by itself and escaped letters as letters", async () => {
  const session = new Session(await play("diagnostics"));
  render(Body, { session, detail: { body: SENT, body_base64: null, text: null, read_as: [] } });
  const shown = screen.getByTestId("detail-body");
  expect(shown.getAttribute("dir")).toBe("ltr");
  expect(shown.textContent).toBe(
    '{\n  "خطأ": "الحقل مطلوب",\n  "date": "2026-11-27",\n  "خ": [\n    1.0\n  ]\n}',
  );
  expect([...shown.querySelectorAll("bdi")].map((one) => one.textContent)).toEqual([
    "خطأ",
    "الحقل مطلوب",
    "خ",
  ]);

  await fireEvent.click(screen.getByTestId("body-as-sent"));
  expect(shown.textContent).toBe(SENT);
});

it("leaves text that is no JSON to its own direction", async () => {
  const session = new Session(await play("diagnostics"));
  render(Body, { session, detail: { body: "خطأ 503", body_base64: null, text: null, read_as: [] } });
  const shown = screen.getByTestId("detail-body");
  expect(shown.getAttribute("dir")).not.toBe("ltr");
  expect(shown.querySelector("bdi")).toBeNull();
});
