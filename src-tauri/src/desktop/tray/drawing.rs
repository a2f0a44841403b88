//! Draws the tray's icons: a hook (quiet), a filled hook (something is wrong), a full bowl with the number of unseen
//! errors, or a hook struck through (RETM can't reach it, or nothing can be stored). While notifications are paused it
//! is a bowl with two pause bars, or with unseen errors a hollow one with their count. It turns a sign and a size into
//! pixels and never fails: a size too small to draw in gives transparent pixels.
//!
//! The panel's colour is unknown: black, white, blue, red. So each icon has bright shapes with a black rim. On any
//! panel, the shape or its rim has a contrast of 3:1 (WCAG's measure for graphics); a test computes it. Shapes are laid
//! out on a grid of 16 units and moved to whole pixels at each size, so that edges are sharp there, and stay sharp when
//! a panel scales 48 pixels to 16 or 24.

use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

use super::Sign;

// tiny-skia: anti-aliased paths in plain Rust. The drawing stays a page of code without a C library.

/// The side of the grid: the smallest common size of a tray icon.
const GRID: f32 = 16.0;
/// The width of the hook's wire.
const WIRE: f32 = 2.0;
/// The width of a digit's lines.
const DIGIT: f32 = 1.6;
/// The distance of a control point from the end of a quarter circle, in radii.
const ROUND: f32 = 0.552_285;

/// The colour of shapes.
const LIGHT: [u8; 3] = [0xff, 0xff, 0xff];
/// The colour of shapes that need attention: the window's accent on dark, a little brighter.
const ACCENT: [u8; 3] = [0xff, 0x8b, 0x5e];
/// The colour of rims and digits.
const DARK: [u8; 3] = [0x00, 0x00, 0x00];

/// A step of a digit: `M`ove, `L`ine or `C`urve (cubic), as in an SVG path.
#[derive(Clone, Copy)]
enum PathCommand {
    M(f32, f32),
    L(f32, f32),
    C(f32, f32, f32, f32, f32, f32),
}
use PathCommand::{C, L, M};

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
const PLUS: &[PathCommand] = &[M(0.0, 4.0), L(4.0, 4.0), M(2.0, 2.0), L(2.0, 6.0)];

/// The icon for `sign`, `size` × `size` pixels as RGBA, row by row, with straight alpha.
pub fn icon(sign: &Sign, is_paused: bool, size: u32) -> Vec<u8> {
    let Some(mut canvas) = Canvas::new(size) else {
        return vec![0; size as usize * size as usize * 4];
    };
    match (sign, is_paused) {
        // No new errors can arrive, so a pause makes no difference.
        (Sign::CannotReceive | Sign::StoreFailing, _) => {
            canvas.hook(None);
            canvas.strike();
        }
        (Sign::Quiet | Sign::Unseen(0), false) => canvas.hook(None),
        (Sign::Attention, false) => canvas.hook(Some(LIGHT)),
        (Sign::Unseen(count), false) => {
            canvas.bowl(ACCENT);
            canvas.count(*count, false);
        }
        (Sign::Quiet | Sign::Attention | Sign::Unseen(0), true) => {
            canvas.bowl(LIGHT);
            canvas.bars();
        }
        (Sign::Unseen(count), true) => {
            canvas.hollow_bowl(ACCENT);
            canvas.count(*count, true);
        }
    }
    canvas.into_rgba()
}

/// The same pixels in the format of status notifier items: ARGB, most significant byte first.
#[cfg(any(target_os = "linux", test))]
pub fn to_argb(mut rgba: Vec<u8>) -> Vec<u8> {
    for pixel in rgba.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    rgba
}

struct Canvas {
    pixels: Pixmap,
    /// Pixels per unit of the grid.
    scale: f32,
    /// The width of the hook's wire in pixels.
    wire: f32,
    /// The width of the rim in pixels.
    rim: f32,
}

impl Canvas {
    fn new(size: u32) -> Option<Self> {
        let scale = size as f32 / GRID;
        Some(Self {
            pixels: Pixmap::new(size, size)?,
            scale,
            wire: (WIRE * scale).round().max(1.0),
            rim: scale.round().max(1.0),
        })
    }

    /// The position of a line's centre at that unit that puts its edges on whole pixels.
    fn at(&self, unit: f32, width: f32) -> f32 {
        let half = (width / 2.0).fract();
        (unit * self.scale - half).round() + half
    }

    fn hook(&mut self, filling: Option<[u8; 3]>) {
        let at = |unit| self.at(unit, self.wire);
        let mut path = self.bend();
        if filling.is_some() {
            // The notch behind the point stays open.
            path.line_to(at(5.0), at(8.0));
            path.line_to(at(7.0), at(6.0));
            path.line_to(at(13.0), at(6.0));
            path.close();
        } else {
            path.line_to(at(5.5), at(8.5));
        }
        self.rimmed(path, LIGHT, filling);
    }

    fn bowl(&mut self, colour: [u8; 3]) {
        let mut path = self.bend();
        path.line_to(self.at(13.0, self.wire), self.at(6.0, self.wire));
        path.close();
        self.rimmed(path, colour, Some(colour));
    }

    fn hollow_bowl(&mut self, colour: [u8; 3]) {
        self.rimmed(self.bend(), colour, Some(DARK));
    }

    /// From the eye down the shank, round the bowl and up to the point.
    fn bend(&self) -> PathBuilder {
        let at = |unit| self.at(unit, self.wire);
        let (left, right, bottom) = (at(3.0), at(13.0), at(14.0));
        let (middle, radius) = ((left + right) / 2.0, (right - left) / 2.0);
        let (start, out) = (bottom - radius, ROUND * radius);
        let mut path = PathBuilder::new();
        path.move_to(right, at(6.0));
        path.line_to(right, start);
        path.cubic_to(right, start + out, middle + out, bottom, middle, bottom);
        path.cubic_to(middle - out, bottom, left, start + out, left, start);
        path.line_to(left, at(6.0));
        path
    }

    /// Draws the path as a wire with its eye, filled or not, with a rim around it.
    fn rimmed(&mut self, path: PathBuilder, colour: [u8; 3], filling: Option<[u8; 3]>) {
        let at = |unit| self.at(unit, self.wire);
        let eye = PathBuilder::from_circle(at(13.0), at(3.0), self.wire / 2.0);
        let stalk = line((at(13.0), at(3.0)), (at(13.0), at(6.0)));
        let (Some(path), Some(eye), Some(stalk)) = (path.finish(), eye, stalk) else {
            return;
        };
        let rim = 2.0 * self.rim;
        for (part, width) in [(&stalk, self.wire), (&eye, self.wire), (&path, self.wire)] {
            self.stroke(part, width + rim, DARK);
        }
        if let Some(filling) = filling {
            let whole = Transform::identity();
            self.pixels
                .fill_path(&path, &paint(filling), FillRule::Winding, whole, None);
        }
        for part in [&stalk, &eye, &path] {
            self.stroke(part, self.wire, colour);
        }
    }

    fn strike(&mut self) {
        let at = |unit| self.at(unit, self.wire);
        if let Some(strike) = line((at(2.0), at(2.0)), (at(14.0), at(14.0))) {
            self.stroke(&strike, self.wire + 2.0 * self.rim, DARK);
            self.stroke(&strike, self.wire, ACCENT);
        }
    }

    fn bars(&mut self) {
        let at = |unit| self.at(unit, self.wire);
        let bars = [6.0, 10.0].map(|x| line((at(x), at(8.0)), (at(x), at(11.0))));
        for bar in bars.into_iter().flatten() {
            self.stroke(&bar, self.wire, DARK);
        }
    }

    /// A hollow bowl has room for one character.
    fn count(&mut self, count: u64, is_hollow: bool) {
        let (top, colour) = if is_hollow {
            (5.0, ACCENT)
        } else {
            (7.0, DARK)
        };
        let digit = usize::try_from(count).ok();
        match digit.and_then(|n| DIGITS.get(n.wrapping_sub(1))) {
            Some(digit) => self.sign(digit, (6.0, top), 4.0, colour),
            None if is_hollow => self.sign(PLUS, (6.0, top), 4.0, colour),
            None => {
                self.sign(&NINE, (4.0, top), 3.0, colour);
                self.sign(PLUS, (9.0, top), 3.0, colour);
            }
        }
    }

    /// Draws a digit from a corner on, `wide` units wide and 6 high.
    fn sign(&mut self, steps: &[PathCommand], (x, y): (f32, f32), wide: f32, colour: [u8; 3]) {
        let width = (DIGIT * self.scale).round().max(1.0);
        let (left, top) = (self.at(x, width), self.at(y, width));
        let (right, bottom) = (self.at(x + wide, width), self.at(y + 6.0, width));
        let (x, y) = ((right - left) / 4.0, (bottom - top) / 8.0);
        if let Some(path) = path(steps, Transform::from_row(x, 0.0, 0.0, y, left, top)) {
            if colour != DARK {
                self.stroke(&path, width + 2.0 * self.rim, DARK);
            }
            self.stroke(&path, width, colour);
        }
    }

    fn stroke(&mut self, path: &Path, width: f32, colour: [u8; 3]) {
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        self.pixels
            .stroke_path(path, &paint(colour), &stroke, Transform::identity(), None);
    }

    fn into_rgba(self) -> Vec<u8> {
        let pixels = self.pixels.pixels().iter().map(|pixel| pixel.demultiply());
        pixels
            .flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()])
            .collect()
    }
}

fn paint([red, green, blue]: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn line(from: (f32, f32), to: (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.line_to(to.0, to.1);
    path.finish()
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

    const SIZES: [u32; 8] = [16, 22, 24, 32, 44, 48, 64, 128];

    fn every_look() -> Vec<(Sign, bool)> {
        let signs = [Sign::Quiet, Sign::Attention, Sign::CannotReceive];
        let signs = signs.into_iter().chain((1..=10).map(Sign::Unseen));
        signs
            .flat_map(|sign| [(sign, false), (sign, true)])
            .collect()
    }

    #[test]
    fn an_icon_has_its_size_and_shows_something() {
        for size in SIZES {
            for (sign, is_paused) in every_look() {
                let pixels = icon(&sign, is_paused, size);
                assert_eq!(pixels.len(), (size * size * 4) as usize);
                let is_drawn = pixels.chunks_exact(4).any(|p| p[3] == 255);
                assert!(is_drawn, "{sign:?} at {size}");
            }
        }
        assert!(icon(&Sign::Quiet, false, 0).is_empty());
    }

    #[test]
    fn nothing_is_cut_off_at_the_edges() {
        for size in SIZES {
            let bare = Canvas::new(size + 2 * size).unwrap();
            assert!(bare.rim >= 1.0);
            for (sign, is_paused) in every_look() {
                let pixels = icon(&sign, is_paused, size);
                let side = size as usize;
                let is_bright = |x: usize, y: usize| {
                    let at = (y * side + x) * 4;
                    pixels[at] > 128 && pixels[at + 3] > 128
                };
                for i in 0..side {
                    let edges = [(i, 0), (i, side - 1), (0, i), (side - 1, i)];
                    let is_cut = edges.iter().any(|(x, y)| is_bright(*x, *y));
                    assert!(!is_cut, "{sign:?} at {size}: a shape without its rim");
                }
            }
        }
    }

    #[test]
    fn looks_are_distinguishable_without_their_colours() {
        let grey = |(sign, is_paused): &(Sign, bool)| -> Vec<(bool, bool)> {
            let pixels = icon(sign, *is_paused, 16);
            let pixels = pixels.chunks_exact(4);
            pixels.map(|p| (p[3] > 128, p[0] > 128)).collect()
        };
        let looks: Vec<_> = every_look()
            .into_iter()
            .filter(|look| !matches!(look, (Sign::CannotReceive | Sign::Attention, true)))
            .collect();
        for (i, one) in looks.iter().enumerate() {
            for other in &looks[i + 1..] {
                let (a, b) = (grey(one), grey(other));
                let differing = a.iter().zip(&b).filter(|(a, b)| a != b).count();
                assert!(differing >= 4, "{one:?} {other:?}: {differing}");
            }
        }
        let many = |count| icon(&Sign::Unseen(count), false, 22);
        assert_eq!(many(10), many(u64::MAX));
        assert_eq!(many(0), icon(&Sign::Quiet, false, 22));
    }

    #[test]
    fn argb_has_the_alpha_in_front() {
        let argb = to_argb(vec![1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(argb, [4, 1, 2, 3, 8, 5, 6, 7]);
    }

    /// Relative luminance, as WCAG 2 computes it.
    fn luminance([r, g, b]: [u8; 3]) -> f64 {
        let linear = |c: u8| match f64::from(c) / 255.0 {
            c if c <= 0.04045 => c / 12.92,
            c => ((c + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    /// The colour of a pixel on this panel.
    fn over(pixel: &[u8], panel: [u8; 3]) -> [u8; 3] {
        let alpha = u32::from(pixel[3]);
        std::array::from_fn(|i| {
            let mixed = u32::from(pixel[i]) * alpha + u32::from(panel[i]) * (255 - alpha);
            u8::try_from(mixed / 255).unwrap()
        })
    }

    /// Either the outline is visible, or the shape inside it; and the content stands out from the shape.
    #[test]
    fn whatever_the_panel_shapes_stand_out_from_it() {
        let named = [
            [0x29, 0x80, 0xb9], // waybar's tray
            [0xeb, 0x4d, 0x4b], // waybar's, where attention is needed
            [0x2b, 0x30, 0x3b], // waybar's bar
            [0xef, 0xf0, 0xf1], // Breeze, light
            [0x2a, 0x2e, 0x32], // Breeze, dark
        ];
        let greys = (0..=255).map(|grey| [grey; 3]);
        let icons = every_look().into_iter().map(|(sign, is_paused)| {
            let pixels = icon(&sign, is_paused, 16);
            (sign, pixels)
        });
        let icons: Vec<_> = icons.collect();
        for panel in greys.chain(named) {
            for colour in [LIGHT, ACCENT] {
                let best = contrast(colour, panel).max(contrast(DARK, panel));
                assert!(best >= 3.0, "{colour:x?} on {panel:x?}: {best}");
                assert!(contrast(colour, DARK) >= 3.0);
            }
            for (sign, pixels) in &icons {
                let stands_out = |pixel: &&[u8]| contrast(over(pixel, panel), panel) >= 3.0;
                let clear = pixels.chunks_exact(4).filter(stands_out).count();
                assert!(clear >= 20, "{sign:?} on {panel:x?}: {clear} pixels");
            }
        }
    }
}
