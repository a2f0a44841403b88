// Tests that escaped letters in JSON are decoded, and that only its strings run from right to left.
import { expect, it } from "vitest";
import pieceExamples from "./json-pieces.json";
import examples from "./json-text.json";
import { directionOf, isolates, withLetters } from "./json-text";

it.each(examples)("shows %j as %j", (json = "", shown) => {
  expect(withLetters(json)).toBe(shown);
});

it.each(pieceExamples)("isolates the strings of %j", (json, strings) => {
  const pieces = isolates(String(json));
  expect(pieces.map((piece) => piece.text).join("")).toBe(json);
  expect(pieces.filter((piece) => piece.isolated).map((piece) => piece.text)).toEqual(strings);
});

it.each([
  ['{"خطأ":1}', "ltr"],
  ['[{"a":1}]', "ltr"],
  ["{}", "ltr"],
  ["خطأ {503}", "auto"],
  ["[خطأ] connection", "auto"],
])("%j runs %s", (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});
