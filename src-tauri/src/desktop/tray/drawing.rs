//! Draws the tray's icons: the hook of a missed call as an outline (quiet), filled (something is not well), filled
//! with how many errors nobody has looked at (unseen), or struck through (RETM can't reach it, or nothing can be kept). It turns a sign and a size into pixels and
//! knows no tray; it never reads a file or a theme, and never fails: a size too small to draw in gives clear pixels.
//!
//! A tray's pixels are shown on a panel whose colour nobody tells us (GNOME's is black under a light theme, KDE's
//! follows the theme), so each colour here keeps a contrast of 3:1 (WCAG's measure for a graphic) on the usual light
//! and dark panels at once; a test measures it. A light shape with a dark rim was the other way, and is mud at 22 px.

use tiny_skia::{
    BlendMode, Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke,
    Transform,
};

use super::Sign;

// tiny-skia: anti-aliased paths in plain Rust; the drawing stays a page of code and no C library comes along.

/// The side of the grid that the shapes below are drawn on: the commonest size of a tray icon, so that there their
/// straight edges fall on whole pixels. It is the 24-unit mark of the window without its outermost unit.
const GRID: f32 = 22.0;

/// The hook: as grey as a mid-grey must be to stand out from black and from white.
const INK: [u8; 3] = [0x85, 0x8a, 0x90];
/// What needs the person: the window's accent.
const ACCENT: [u8; 3] = [0xdb, 0x4a, 0x12];
/// Digits, on the accent.
const PAPER: [u8; 3] = [0xff, 0xff, 0xff];

/// A step of a drawing: `M`ove, `L`ine or `C`urve (cubic), as in an SVG path, in units of the grid.
#[derive(Clone, Copy)]
enum PathCommand {
    M(f32, f32),
    L(f32, f32),
    C(f32, f32, f32, f32, f32, f32),
}
use PathCommand::{C, L, M};

/// The centre lines of the hook: from the eye down the shank, round the bowl, up to the point and back along the barb.
const HOOK: &[PathCommand] = &[
    M(17.0, 6.0),
    L(17.0, 13.0),
    C(17.0, 16.866, 13.866, 20.0, 10.0, 20.0),
    C(6.134, 20.0, 3.0, 16.866, 3.0, 13.0),
    L(3.0, 9.0),
    L(7.0, 13.0),
];
/// The same hook with its bowl full to the brim; the notch behind the point stays open.
const FULL: &[PathCommand] = &[
    M(17.0, 6.0),
    L(17.0, 13.0),
    C(17.0, 16.866, 13.866, 20.0, 10.0, 20.0),
    C(6.134, 20.0, 3.0, 16.866, 3.0, 13.0),
    L(3.0, 9.0),
    L(5.2, 11.2),
    L(7.4, 9.0),
    L(17.0, 9.0),
];
const STRIKE: &[PathCommand] = &[M(3.0, 3.0), L(19.0, 19.0)];

/// The digits 1 to 9 as centre lines in a box 4 wide and 8 high.
const DIGITS: [&[PathCommand]; 9] = [
    &[M(-0.2, 2.0), L(2.0, 0.0), L(2.0, 8.0)],
    &[
        M(0.0, 2.0),
        C(0.0, 0.9, 0.9, 0.0, 2.0, 0.0),
        C(3.1, 0.0, 4.0, 0.9, 4.0, 2.0),
        C(4.0, 3.7, 2.4, 5.0, 0.0, 8.0),
        L(4.2, 8.0),
    ],
    &[
        M(0.0, 1.2),
        C(0.4, 0.4, 1.1, 0.0, 2.0, 0.0),
        C(3.1, 0.0, 3.9, 0.8, 3.9, 1.9),
        C(3.9, 3.1, 3.0, 3.8, 1.7, 3.8),
        C(3.1, 3.8, 4.1, 4.6, 4.1, 5.9),
        C(4.1, 7.1, 3.2, 8.0, 2.0, 8.0),
        C(1.1, 8.0, 0.3, 7.6, -0.1, 6.8),
    ],
    &[M(3.0, 8.0), L(3.0, 0.0), L(-0.4, 6.0), L(4.6, 6.0)],
    &[
        M(3.7, 0.0),
        L(0.4, 0.0),
        L(0.1, 3.7),
        C(0.7, 3.2, 1.3, 3.0, 1.9, 3.0),
        C(3.2, 3.0, 4.1, 4.0, 4.1, 5.4),
        C(4.1, 7.0, 3.2, 8.0, 1.8, 8.0),
        C(1.0, 8.0, 0.3, 7.7, -0.1, 7.0),
    ],
    &SIX,
    &[M(-0.1, 0.0), L(4.1, 0.0), L(1.4, 8.0)],
    &[
        M(2.0, 3.8),
        C(0.9, 3.8, 0.1, 3.0, 0.1, 1.9),
        C(0.1, 0.8, 0.9, 0.0, 2.0, 0.0),
        C(3.1, 0.0, 3.9, 0.8, 3.9, 1.9),
        C(3.9, 3.0, 3.1, 3.8, 2.0, 3.8),
        C(0.8, 3.8, -0.1, 4.7, -0.1, 5.9),
        C(-0.1, 7.1, 0.8, 8.0, 2.0, 8.0),
        C(3.2, 8.0, 4.1, 7.1, 4.1, 5.9),
        C(4.1, 4.7, 3.2, 3.8, 2.0, 3.8),
    ],
    &NINE,
];
const SIX: [PathCommand; 6] = [
    M(3.4, 0.0),
    C(1.3, 0.9, 0.0, 3.2, 0.0, 5.8),
    C(0.0, 7.1, 0.9, 8.0, 2.0, 8.0),
    C(3.1, 8.0, 4.0, 7.1, 4.0, 5.8),
    C(4.0, 4.5, 3.1, 3.6, 2.0, 3.6),
    C(0.9, 3.6, 0.0, 4.5, 0.0, 5.8),
];
const NINE: [PathCommand; 6] = [
    M(0.6, 8.0),
    C(2.7, 7.1, 4.0, 4.8, 4.0, 2.2),
    C(4.0, 0.9, 3.1, 0.0, 2.0, 0.0),
    C(0.9, 0.0, 0.0, 0.9, 0.0, 2.2),
    C(0.0, 3.5, 0.9, 4.4, 2.0, 4.4),
    C(3.1, 4.4, 4.0, 3.5, 4.0, 2.2),
];
const PLUS: &[PathCommand] = &[M(0.0, 1.8), L(3.6, 1.8), M(1.8, 0.0), L(1.8, 3.6)];

/// The icon for `sign`, `size` × `size` pixels as RGBA, row by row, alpha not multiplied in.
pub fn icon(sign: &Sign, size: u32) -> Vec<u8> {
    let Some(mut canvas) = Canvas::new(size) else {
        return vec![0; size as usize * size as usize * 4];
    };
    match sign {
        Sign::Quiet | Sign::Unseen(0) => canvas.outline(INK),
        Sign::Unseen(count) => {
            canvas.filled(ACCENT);
            canvas.count(*count);
        }
        Sign::Attention => canvas.filled(INK),
        Sign::Deaf | Sign::NotKeeping => {
            canvas.outline(INK);
            canvas.stroke(STRIKE, 4.6, None);
            canvas.stroke(STRIKE, 2.0, Some(ACCENT));
        }
    }
    canvas.into_rgba()
}

/// The same pixels as a status notifier item wants them: ARGB, most significant byte first.
#[cfg(any(target_os = "linux", test))]
pub fn to_argb(mut rgba: Vec<u8>) -> Vec<u8> {
    for pixel in rgba.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    rgba
}

struct Canvas {
    pixels: Pixmap,
    to_pixels: Transform,
}

impl Canvas {
    fn new(size: u32) -> Option<Self> {
        let pixels = Pixmap::new(size, size)?;
        let side = size as f32;
        // Only whole and half multiples of the grid, so that edges stay sharp; below it there is no room for that.
        let scale = if side < GRID {
            side / GRID
        } else {
            (side * 2.0 / GRID).round() / 2.0
        };
        let margin = ((side - GRID * scale) / 2.0).round();
        Some(Self {
            pixels,
            to_pixels: Transform::from_row(scale, 0.0, 0.0, scale, margin, margin),
        })
    }

    fn outline(&mut self, colour: [u8; 3]) {
        self.stroke(HOOK, 2.0, Some(colour));
        self.eye(colour);
    }

    fn filled(&mut self, colour: [u8; 3]) {
        if let Some(full) = path(FULL, Transform::identity()) {
            self.pixels.fill_path(
                &full,
                &paint(Some(colour)),
                FillRule::Winding,
                self.to_pixels,
                None,
            );
        }
        self.stroke(FULL, 2.0, Some(colour));
        self.eye(colour);
    }

    fn eye(&mut self, colour: [u8; 3]) {
        if let Some(ring) = PathBuilder::from_circle(17.0, 4.0, 2.0) {
            self.stroke_path(&ring, 2.0, Some(colour));
        }
    }

    fn count(&mut self, count: u64) {
        match usize::try_from(count)
            .ok()
            .and_then(|n| DIGITS.get(n.wrapping_sub(1)))
        {
            Some(digit) => self.stroke_at(digit, Transform::from_translate(8.0, 10.0), 2.0, PAPER),
            None => {
                self.stroke_at(
                    &NINE,
                    Transform::from_row(0.95, 0.0, 0.0, 0.875, 5.2, 10.5),
                    1.8,
                    PAPER,
                );
                self.stroke_at(PLUS, Transform::from_translate(11.0, 12.2), 1.7, PAPER);
            }
        }
    }

    fn stroke_at(&mut self, steps: &[PathCommand], place: Transform, width: f32, colour: [u8; 3]) {
        if let Some(path) = path(steps, place) {
            self.stroke_path(&path, width, Some(colour));
        }
    }

    fn stroke(&mut self, steps: &[PathCommand], width: f32, colour: Option<[u8; 3]>) {
        if let Some(path) = path(steps, Transform::identity()) {
            self.stroke_path(&path, width, colour);
        }
    }

    fn stroke_path(&mut self, path: &Path, width: f32, colour: Option<[u8; 3]>) {
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        self.pixels
            .stroke_path(path, &paint(colour), &stroke, self.to_pixels, None);
    }

    fn into_rgba(self) -> Vec<u8> {
        let pixels = self.pixels.pixels().iter().map(|pixel| pixel.demultiply());
        pixels
            .flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()])
            .collect()
    }
}

/// With a colour it paints, without one it wipes.
fn paint(colour: Option<[u8; 3]>) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    match colour {
        Some([red, green, blue]) => paint.set_color_rgba8(red, green, blue, 255),
        None => {
            paint.set_color(Color::BLACK);
            paint.blend_mode = BlendMode::DestinationOut;
        }
    }
    paint
}

fn path(steps: &[PathCommand], place: Transform) -> Option<Path> {
    let mut path = PathBuilder::new();
    for step in steps {
        match *step {
            M(x, y) => path.move_to(x, y),
            L(x, y) => path.line_to(x, y),
            C(x1, y1, x2, y2, x, y) => path.cubic_to(x1, y1, x2, y2, x, y),
        }
    }
    path.finish()?.transform(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [u32; 7] = [16, 22, 24, 32, 44, 48, 128];

    #[test]
    fn an_icon_has_its_size_and_shows_something() {
        for size in SIZES {
            for sign in [Sign::Quiet, Sign::Attention, Sign::Unseen(3), Sign::Deaf] {
                let pixels = icon(&sign, size);
                assert_eq!(pixels.len(), (size * size * 4) as usize);
                assert!(
                    pixels.chunks_exact(4).any(|p| p[3] == 255),
                    "{sign:?} at {size}"
                );
            }
        }
        assert!(icon(&Sign::Quiet, 0).is_empty());
    }

    #[test]
    fn nothing_is_cut_off_at_the_edges() {
        for size in SIZES {
            let pixels = icon(&Sign::Unseen(10), size);
            let side = size as usize;
            let alpha = |x: usize, y: usize| pixels[(y * side + x) * 4 + 3];
            for i in 0..side {
                let edges = [
                    alpha(i, 0),
                    alpha(i, side - 1),
                    alpha(0, i),
                    alpha(side - 1, i),
                ];
                assert!(edges.iter().all(|alpha| *alpha < 200), "{size}: {edges:?}");
            }
        }
    }

    #[test]
    fn signs_and_counts_can_be_told_apart() {
        let signs = (1..=10)
            .map(Sign::Unseen)
            .chain([Sign::Quiet, Sign::Attention, Sign::Deaf]);
        let icons: Vec<_> = signs.map(|sign| icon(&sign, 22)).collect();
        for (i, one) in icons.iter().enumerate() {
            for other in &icons[i + 1..] {
                let differing = one
                    .chunks_exact(4)
                    .zip(other.chunks_exact(4))
                    .filter(|(a, b)| a != b)
                    .count();
                assert!(differing >= 8, "only {differing} pixels differ");
            }
        }
        assert_eq!(
            icon(&Sign::Unseen(10), 22),
            icon(&Sign::Unseen(u64::MAX), 22)
        );
        assert_eq!(icon(&Sign::Unseen(0), 22), icon(&Sign::Quiet, 22));
    }

    #[test]
    fn argb_has_the_alpha_in_front() {
        assert_eq!(
            to_argb(vec![1, 2, 3, 4, 5, 6, 7, 8]),
            [4, 1, 2, 3, 8, 5, 6, 7]
        );
    }

    #[test]
    fn colours_stand_out_on_light_and_dark_panels() {
        let light = |[r, g, b]: [u8; 3]| {
            let linear = |c: u8| {
                let c = f64::from(c) / 255.0;
                if c <= 0.04045 {
                    c / 12.92
                } else {
                    ((c + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        };
        let contrast = |a, b| (light(a).max(light(b)) + 0.05) / (light(a).min(light(b)) + 0.05);
        // GNOME's top bar, Breeze dark, Breeze light, white.
        let panels = [
            [0, 0, 0],
            [0x2a, 0x2e, 0x32],
            [0xef, 0xf0, 0xf1],
            [0xff, 0xff, 0xff],
        ];
        for panel in panels {
            for colour in [INK, ACCENT] {
                assert!(
                    contrast(colour, panel) >= 3.0,
                    "{colour:x?} on {panel:x?}: {}",
                    contrast(colour, panel)
                );
            }
        }
        assert!(contrast(PAPER, ACCENT) >= 3.0);
    }
}
