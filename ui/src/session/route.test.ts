// Tests how the URL hash is read.
import { expect, it } from "vitest";
import { routeHash, parseRoute } from "./route";

const at = (more: object) => ({
  view: "open",
  query: "",
  incident: null,
  error: null,
  monitor: null,
  request: null,
  section: null,
  endpoint: null,
  week: null,
  known: true,
  ...more,
});

it.each([
  ["#/open", {}],
  ["#/resolved", { view: "resolved" }],
  ["#/settings", { view: "settings" }],
  ["#/settings/notifications", { view: "settings", section: "notifications" }],
  ["#/help", { view: "help" }],
  ["#/week", { view: "week" }],
  ["#/week/2026-W48", { view: "week", week: "2026-W48" }],
  ["#/open/incident/4", { incident: 4 }],
  ["#/open/incident/4/error/17", { incident: 4, error: 17 }],
  ["#/errors/error/17", { view: "errors", error: 17 }],
  ["#/monitors", { view: "monitors" }],
  ["#/monitors/monitor/3", { view: "monitors", monitor: 3 }],
  ["#/monitors/monitor/new", { view: "monitors", monitor: "new" }],
  ["#/endpoint/https%3A%2F%2Fa.example%2Fretm%2F%D8%B7%3F%23", { view: "endpoint", endpoint: "https://a.example/retm/ط?#" }],
  ["#/errors?q=code%3A503%20%22a%20b%22", { view: "errors", query: 'code:503 "a b"' }],
  ["#/acknowledged/incident/4?q=%D8%B7%D9%84%D8%A8%20%26%3F%23", { view: "acknowledged", incident: 4, query: "طلب &?#" }],
])("%s", (hash, route) => {
  expect(parseRoute(hash)).toEqual(at(route));
  expect(routeHash(parseRoute(hash))).toBe(hash);
}); // prettier-ignore

it.each([
  ["", {}],
  ["#/", {}],
  ["#/incident/4", { incident: 4 }],
  ["#/incident/4/error/17", { incident: 4, error: 17 }],
  ["#/error/17", { view: "errors", error: 17 }],
  ["#/open/", {}],
  ["#/errors?q=a+b", { view: "errors", query: "a b" }],
  ["#/requests/request/4?q=is%3Awaiting", { view: "requests", request: 4, query: "is:waiting" }],
  ["#/errors?q=%E0%A4%A", { view: "errors", query: "\ufffd%A" }],
])("still knows %s", (hash, route) => {
  expect(parseRoute(hash)).toEqual(at(route));
});

it.each([
  "#/error/x",
  "#/nowhere",
  "#/settings/nowhere",
  "#/error/17;drop",
  "#/error/-1",
  "#/openincident/4",
  "#/errors/incident/4",
  "#/endpoints/error/4",
  "#/open/monitor/4",
  "#/monitors/incident/4",
  "#/open/request/4",
  "#/week/48",
  "#/week/2026-W48/incident/4",
  "#/week/incident/4",
  "#/endpoint",
  "#/endpoint/",
  "#/endpoint/%E0%A4%A",
  "#/endpoint/a/b",
  "#/endpoint/incident/4",
])("does not know %s", (hash) => {
  expect(parseRoute(hash)).toEqual(at({ known: false }));
});
