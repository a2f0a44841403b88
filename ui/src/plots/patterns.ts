// How endpoints are told apart in a plot, apart from their colour: a small pattern each, drawn by the same lines in
// the chart and in its legend. Never a colour itself; those are tokens.
import { PATTERN_COUNT } from "./plot-sums";

/** A tile's width and height. */
export const TILE = 8;

/** Lines on a tile that fit on to the next one; the first and the last pattern have none. */
export const PATTERNS: readonly string[] = [
  "",
  "M-2 2L2 -2M-2 10L10 -2M6 10L10 6",
  "M0 2H8M0 6H8",
  "M1.5 2H3.5M5.5 6H7.5",
  "M-2 6L2 10M-2 -2L10 10M6 -2L10 2",
  "M2 0V8M6 0V8",
  "M0 4H8M4 0V8",
  "M0 8L4 2L8 8",
  "",
];

export const colourOf = (pattern: number): string => `--plot-${Math.min(pattern, PATTERN_COUNT)}`;

/** What fills a bar of this pattern. */
export function filled(
  pattern: number,
  context: CanvasRenderingContext2D,
  scale: number,
): string | CanvasPattern {
  const style = getComputedStyle(document.documentElement);
  const colour = style.getPropertyValue(colourOf(pattern)).trim();
  const lines = PATTERNS[pattern] ?? "";
  if (lines === "") return colour;
  const tile = document.createElement("canvas");
  tile.width = tile.height = TILE * scale;
  const pen = tile.getContext("2d");
  if (!pen) return colour;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, tile.width, tile.height);
  pen.scale(scale, scale);
  pen.strokeStyle = style.getPropertyValue("--raised").trim();
  pen.lineWidth = 1.5;
  pen.stroke(new Path2D(lines));
  return context.createPattern(tile, "repeat") ?? colour;
}
