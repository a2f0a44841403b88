// Tests that the search matches in a message are highlighted in its original letters.
import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import "../testing";
import { KEY } from "./needles";
import MessageText from "./MessageText.svelte";

function show(text: string, ...needles: string[]): HTMLElement {
  const { container } = render(MessageText, { props: { text }, context: new Map([[KEY, () => needles]]) });
  return container;
}

it("marks the letters as they were sent", () => {
  const shown = show("تعذّر الإتصال", "تعذر", "الاتصال", "اتصال");
  expect(shown.textContent.trim()).toBe("تعذّر الإتصال");
  expect([...shown.querySelectorAll("mark")].map((one) => one.textContent)).toEqual(["تعذّر", "الإتصال"]);
  expect(shown.querySelector("bdi")).toBeNull();
});

it("isolates the strings of JSON, and shows markup as text", () => {
  const shown = show('{"خطأ":"<b>503</b>"}', "خطا", "503");
  expect(shown.textContent.trim()).toBe('{"خطأ":"<b>503</b>"}');
  expect(shown.querySelector("b")).toBeNull();
  expect(shown.querySelector("bdi")?.querySelector("mark")?.textContent).toBe("خطأ");
  expect(screen.getByText("503").tagName).toBe("MARK");
});
