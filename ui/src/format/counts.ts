// How counts are written.

const GROUPED = new Intl.NumberFormat("en-GB");

/** "1,204". */
export function grouped(n: number): string {
  return GROUPED.format(n);
}

/** "1 report", "412 reports". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** "Light" of "light". */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "312 bytes", "4 KiB", "256 KiB". */
export function byteSize(n: number): string {
  if (n < 1024) return counted(n, "byte");
  const kib = n / 1024;
  return `${kib < 10 && !Number.isInteger(kib) ? kib.toFixed(1) : Math.round(kib)} KiB`;
}
