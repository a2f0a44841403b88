//! The state of the window: position, size, zoom, widths of its panes. The receiver does not need it: if the file is
//! missing or damaged, the window opens as it did the first time.

use std::{fs::File, io, io::Read as _};

use serde::{Deserialize, Serialize};

use super::{data_dir::DataDir, files::open_to_read, private_file::replace_unsynced_file};

/// The smallest and the largest zoom, in per cent.
pub const ZOOM: (u32, u32) = (50, 200);
/// The minimum and maximum width of the sidebar, in CSS pixels.
pub const SIDEBAR: (u32, u32) = (140, 320);
/// The minimum and maximum share of the list in the space beside the sidebar, in per cent.
pub const LIST: (u32, u32) = (25, 75);

/// No window is larger.
const LARGEST: f64 = 16_384.0;
/// No such file is larger.
const MAX_LENGTH: u64 = 64 * 1024;

/// The state of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowState {
    /// In per cent.
    pub zoom: u32,
    /// `None`: the default width.
    pub sidebar: Option<u32>,
    /// `None`: the default share.
    pub list: Option<u32>,
    /// `None`: where the desktop puts it, in the default size.
    pub frame: Option<Frame>,
    /// Whether the user was told once where the app continues when the window is closed.
    pub told_of_closing: bool,
}

/// Position and size on the screen, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Of its left edge.
    pub x: f64,
    /// Of its upper edge.
    pub y: f64,
    /// Without the desktop's frame.
    pub width: f64,
    /// Without the desktop's frame.
    pub height: f64,
    /// Whether it fills the screen; the other values are those from before.
    pub maximized: bool,
}

impl Default for WindowState {
    fn default() -> Self {
        Self {
            zoom: 100,
            sidebar: None,
            list: None,
            frame: None,
            told_of_closing: false,
        }
    }
}

impl WindowState {
    /// Loads the saved state.
    pub fn load(dir: &DataDir) -> Self {
        let mut text = String::new();
        let read = open_to_read(&dir.window())
            .and_then(|file: File| file.take(MAX_LENGTH).read_to_string(&mut text));
        let state: Self = read
            .ok()
            .and_then(|_| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        state.within_bounds()
    }

    /// Saves the state. May block.
    ///
    /// # Errors
    /// The system's error.
    pub fn keep(&self, dir: &DataDir) -> io::Result<()> {
        replace_unsynced_file(&dir.window(), &serde_json::to_vec_pretty(self)?)
    }

    /// Clamps every number to its limits.
    #[must_use]
    pub fn within_bounds(mut self) -> Self {
        self.zoom = self.zoom.clamp(ZOOM.0, ZOOM.1);
        self.sidebar = self.sidebar.map(|at| at.clamp(SIDEBAR.0, SIDEBAR.1));
        self.list = self.list.map(|at| at.clamp(LIST.0, LIST.1));
        self.frame = self.frame.filter(|frame| {
            let sizes = [frame.width, frame.height];
            let places = [frame.x, frame.y];
            sizes.iter().all(|size| (1.0..=LARGEST).contains(size))
                && places.iter().all(|place| place.abs() <= 4.0 * LARGEST)
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_and_what_cannot_be_is_left_out() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        assert_eq!(WindowState::load(&dir), WindowState::default());
        let state = WindowState {
            zoom: 125,
            sidebar: Some(200),
            frame: Some(Frame {
                x: -1200.0,
                y: 20.0,
                width: 900.0,
                height: 600.0,
                maximized: true,
            }),
            ..WindowState::default()
        };
        state.keep(&dir).unwrap();
        assert_eq!(WindowState::load(&dir), state);

        let file = dir.window();
        std::fs::write(&file, r#"{"zoom": 9000, "sidebar": 1, "list": 99, "frame": {"x": 0, "y": 0, "width": 1e9, "height": 1, "maximized": false}}"#).unwrap();
        let read = WindowState::load(&dir);
        assert_eq!(
            (read.zoom, read.sidebar, read.list),
            (200, Some(140), Some(75))
        );
        assert_eq!(read.frame, None);
        for broken in ["", "{", "[]", r#"{"zoom": -1}"#, "\u{0}"] {
            std::fs::write(&file, broken).unwrap();
            assert_eq!(WindowState::load(&dir), WindowState::default(), "{broken}");
        }
    }
}
