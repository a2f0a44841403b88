// Tests what addresses mean.
import { expect, it } from "vitest";
import { addressOf, placeOf } from "./address";

it.each([
  ["", null, null],
  ["#/", null, null],
  ["#/error/17", null, 17],
  ["#/incident/4", 4, null],
  ["#/incident/4/error/17", 4, 17],
])("%s", (hash, incident, error) => {
  expect(placeOf(hash)).toEqual({ incident, error, known: true });
  if (hash !== "") expect(addressOf(incident, error)).toBe(hash);
});

it.each(["#/error/x", "#/nowhere", "#/error/17;drop", "#/error/-1"])("does not know %s", (hash) => {
  expect(placeOf(hash)).toEqual({ incident: null, error: null, known: false });
});
