// How counts are written.
import { isRightToLeft, languageTag } from "../words/locale.svelte";
import { writeNumber } from "../words/numbers";
import { t } from "../words/t";

const MILLION = 1_000_000;

/** "1,204". */
export function grouped(n: number, options: Intl.NumberFormatOptions = {}): string {
  return writeNumber(n, languageTag(), options);
}

/** "1.03m" from a million on, where a column is narrow, or "1 مليون"; below that as {@link grouped}. */
export function compact(n: number): string {
  if (n < MILLION) return grouped(n);
  // The word leaves less room for digits.
  if (isRightToLeft()) return grouped(n, { notation: "compact", maximumFractionDigits: 1 });
  const millions = Math.round(n / (MILLION / 100)) / 100;
  // As for `writeNumber`: what ICU loads takes longer than the list's rows.
  if (millions < 1000) return `${millions}m`;
  return grouped(n, { notation: "compact", maximumFractionDigits: 2 });
}

/** "Light" of "light". */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "312 bytes", "4 KiB", "256 KiB". */
export function byteSize(n: number): string {
  if (n < 1024) return t("count-bytes", { count: n });
  const kib = n / 1024;
  const digits = kib < 10 && !Number.isInteger(kib) ? 1 : 0;
  const size = grouped(kib, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
  return t("size-kib", { size });
}
