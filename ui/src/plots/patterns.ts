// The patterns that tell endpoints apart in a plot besides their colour. The chart and the legend draw the same
// lines. Colours are tokens.
import { PATTERN_COUNT } from "./plot-sums";

/** The width and height of a tile. */
export const TILE = 8;

/** The lines of a tile, which continue on the next tile. The first and the last pattern have none. */
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

/** The fill of a bar with this pattern. */
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
