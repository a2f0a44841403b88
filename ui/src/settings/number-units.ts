// The units in which a number is entered: seconds also as minutes or hours. The settings keep the number in their own.
import { t } from "../words/t";
import type { Setting } from "../bindings";

export type Unit = { name: string; size: number };

const SECONDS: readonly Unit[] = [
  { name: "seconds", size: 1 },
  { name: "minutes", size: 60 },
  { name: "hours", size: 3_600 },
];

export function unitsOf({ unit }: Pick<Setting, "unit">): readonly Unit[] {
  if (unit === "seconds") return SECONDS;
  return unit === null ? [] : [{ name: unit, size: 1 }];
}

/** The largest unit in which the value is a whole number. */
export function unitFor(units: readonly Unit[], value: string): Unit | null {
  const number = Number(value);
  const fits = (unit: Unit): boolean => number >= unit.size && number % unit.size === 0;
  return units.findLast(fits) ?? units[0] ?? null;
}

/** The value in this unit. Text that is not a number stays as typed. */
export function inUnit(value: string, size: number): string {
  return /^\d+$/.test(value) ? String(Number(value) / size) : value;
}

export function fromUnit(typed: string, size: number): string {
  const text = typed.trim();
  return /^\d{1,9}$/.test(text) ? String(Number(text) * size) : text;
}

/** With the number before it. */
const COUNTED: Readonly<Record<string, string>> = {
  seconds: "number-of-seconds",
  minutes: "number-of-minutes",
  hours: "number-of-hours",
  days: "number-of-days",
};
const NAMES: Readonly<Record<string, string>> = {
  seconds: "unit-seconds",
  minutes: "unit-minutes",
  hours: "unit-hours",
  days: "unit-days",
  ms: "unit-ms",
  MB: "unit-mb",
};

/** The unit by itself, as it is shown. */
export function unitName(unit: string): string {
  const id = NAMES[unit];
  return id === undefined ? unit : t(id);
}

/** "5 minutes", "1 day". */
export function inWords(setting: Pick<Setting, "unit">, value: string): string {
  const unit = unitFor(unitsOf(setting), value);
  if (!unit) return value;
  const count = inUnit(value, unit.size);
  const id = COUNTED[unit.name];
  if (id !== undefined) return t(id, { count: Number(count), number: count });
  return t("number-and-unit", { number: count, unit: unitName(unit.name) });
}

/** "10 seconds to 24 hours". Empty if there are no limits worth mentioning. */
export function limitWords(setting: Pick<Setting, "unit" | "least" | "most">): string {
  const { least, most } = setting;
  if (least === null || (least === 0 && most === null)) return "";
  const from = inWords(setting, String(least));
  if (most === null) return t("limit-least", { least: from });
  const to = inWords(setting, String(most));
  return least === 0 ? t("limit-most", { most: to }) : t("limits", { least: from, most: to });
}
