//! A picture of a screen, and where two of them differ.

use missedhook_tests::display::Display;

use super::hosts::Area;

const SIZE: (u16, u16) = (1280, 800);

/// A screen at one moment.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(Vec<u8>);

impl Picture {
    pub fn of(display: &Display) -> Option<Self> {
        display.pixels((0, 0), SIZE).map(Self)
    }

    /// Red, green, blue.
    pub fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * usize::from(SIZE.0) + x) * 4;
        [self.0[at + 2], self.0[at + 1], self.0[at]]
    }

    /// How many pixels of an area satisfy `is_so`.
    pub fn count(&self, area: Area, is_so: impl Fn([u8; 3]) -> bool) -> usize {
        points(area)
            .filter(|(x, y)| is_so(self.pixel(*x, *y)))
            .count()
    }

    /// How many pixels of an area differ.
    pub fn differing(&self, other: &Self, area: Area) -> usize {
        let differs = |(x, y): &(usize, usize)| self.pixel(*x, *y) != other.pixel(*x, *y);
        points(area).filter(differs).count()
    }

    /// The smallest area within `within` that contains all differences.
    pub fn changed(&self, other: &Self, within: Area) -> Option<Area> {
        let differs = |(x, y): &(usize, usize)| self.pixel(*x, *y) != other.pixel(*x, *y);
        let mut found: Option<(usize, usize, usize, usize)> = None;
        for (x, y) in points(within).filter(differs) {
            let (left, top, right, bottom) = found.unwrap_or((x, y, x, y));
            found = Some((left.min(x), top.min(y), right.max(x), bottom.max(y)));
        }
        found.map(|(left, top, right, bottom)| (left, top, right - left + 1, bottom - top + 1))
    }
}

fn points((left, top, width, height): Area) -> impl Iterator<Item = (usize, usize)> {
    (top..top + height).flat_map(move |y| (left..left + width).map(move |x| (x, y)))
}

/// The contrast of two colours, as WCAG 2 computes it.
pub fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let linear = |c: u8| match f64::from(c) / 255.0 {
        c if c <= 0.04045 => c / 12.92,
        c => ((c + 0.055) / 1.055).powf(2.4),
    };
    let luminance =
        |[r, g, b]: [u8; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05;
    let (a, b) = (luminance(a), luminance(b));
    a.max(b) / a.min(b)
}
