//! Pictures of the window, and how to compare two. They are compared in blocks: another version of a font or of its
//! smoothing changes single pixels, but hardly the mean of a block. Anything that moved, is missing or has another
//! colour changes many blocks.

use std::{fs, io::Cursor, path::Path};

/// The side of a block, in pixels of the window.
const BLOCK: usize = 16;
/// From this difference of the means on, out of 255, a block counts as different.
const OTHER: i32 = 24;

/// 24 bits per pixel, row by row.
#[derive(Clone)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    rgb: Vec<u8>,
}

impl Picture {
    /// # Panics
    /// If it is not a PNG of 24 or 32 bits a pixel.
    pub fn read(bytes: &[u8]) -> Self {
        let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let bytes = match info.color_type {
            png::ColorType::Rgb => 3,
            png::ColorType::Rgba => 4,
            other => panic!("a PNG of the colours {other:?}"),
        };
        let pixels = pixels[..info.buffer_size()].chunks_exact(bytes);
        Self {
            width: info.width as usize,
            height: info.height as usize,
            rgb: pixels.flat_map(|pixel| pixel[..3].to_vec()).collect(),
        }
    }

    /// # Panics
    /// If it can't be written.
    pub fn write(&self, file: &Path) {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let file = fs::File::create(file).unwrap();
        let (width, height) = (self.width as u32, self.height as u32);
        let mut encoder = png::Encoder::new(file, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&self.rgb).unwrap();
    }

    /// The picture with this many times fewer pixels in each direction; each is the mean of those it replaces. The
    /// remainder at the right and at the bottom is cut off.
    pub fn reduced(&self, times: usize) -> Self {
        let (width, height) = (self.width / times, self.height / times);
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                for colour in 0..3 {
                    let of_row = |row: usize| {
                        let first = ((y * times + row) * self.width + x * times) * 3 + colour;
                        (0..times).map(move |column| first + column * 3)
                    };
                    let all = (0..times).flat_map(of_row);
                    let sum: usize = all.map(|at| usize::from(self.rgb[at])).sum();
                    rgb.push((sum / (times * times)) as u8);
                }
            }
        }
        Self { width, height, rgb }
    }

    /// A picture of the differences: black where there are none. The same size as this one.
    pub fn differences(&self, other: &Self) -> Self {
        let mut differences = self.clone();
        let others = other.rgb.iter().chain(std::iter::repeat(&0));
        for (one, other) in differences.rgb.iter_mut().zip(others) {
            *one = one.abs_diff(*other);
        }
        differences
    }

    /// The share of blocks that differ, from 0 to 1. 1 if the sizes differ. `scale`: how much both were already
    /// reduced.
    pub fn difference(&self, other: &Self, scale: usize) -> f64 {
        if (self.width, self.height) != (other.width, other.height) {
            return 1.0;
        }
        let (a, b) = (self.reduced(BLOCK / scale), other.reduced(BLOCK / scale));
        let blocks = a.rgb.chunks_exact(3).zip(b.rgb.chunks_exact(3));
        let others = blocks.filter(|(a, b)| {
            let colours = a.iter().zip(*b);
            let most = colours.map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs());
            most.max() > Some(OTHER)
        });
        others.count() as f64 / (a.width * a.height) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of text lines, each two pixels of ink on four of paper, moved by this many pixels.
    fn page(ink: u8, moved: usize, lines: usize) -> Picture {
        let (width, height) = (320, 320);
        let mut rgb = vec![250; width * height * 3];
        for y in (moved..moved + lines).filter(|y| y % 6 < 2) {
            rgb[y * width * 3..(y + 1) * width * 3].fill(ink);
        }
        Picture { width, height, rgb }
    }

    #[test]
    fn smoothing_is_no_difference_and_what_moves_is() {
        let before = page(30, 0, 160);
        assert_eq!(before.difference(&before, 1), 0.0);
        assert_eq!(before.difference(&page(60, 0, 160), 1), 0.0);
        assert!(before.difference(&page(30, 0, 112), 1) > 0.1);
        assert!(before.difference(&page(30, 32, 160), 1) > 0.1);
        assert!(before.differences(&before).rgb.iter().all(|one| *one == 0));
        let half = before.reduced(2);
        assert_eq!((half.width, half.difference(&half, 2)), (160, 0.0));
        assert_eq!(before.difference(&half, 1), 1.0);
    }

    #[test]
    fn a_picture_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("of/page.png");
        let page = page(30, 5, 100);
        page.write(&file);
        let read = Picture::read(&fs::read(&file).unwrap());
        assert_eq!((read.width, read.height, read.rgb), (320, 320, page.rgb));
    }
}
