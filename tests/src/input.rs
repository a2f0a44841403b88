//! The user's hands: real key presses and a real pointer (XTEST), with a selectable keyboard layout. There is no window
//! manager, so moving and focusing a window is done here too.

use std::{thread::sleep, time::Duration};

use x11rb::{
    connection::Connection as _,
    protocol::{
        xproto::{
            BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConfigureWindowAux, ConnectionExt as _,
            InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT,
        },
        xtest::ConnectionExt as _,
    },
};

use crate::display::{Display, Screen};

/// The speed of typing and dragging.
const PAUSE: Duration = Duration::from_millis(30);
/// The number of steps of a drag.
const STEPS: i16 = 8;

/// Keys by position, in Linux's numbering, named after an English keyboard.
pub mod key {
    pub const ESCAPE: u8 = 9;
    pub const R: u8 = 27;
    pub const ENTER: u8 = 36;
    pub const CTRL: u8 = 37;
    pub const A: u8 = 38;
    pub const S: u8 = 39;
    pub const F: u8 = 41;
    pub const G: u8 = 42;
    pub const H: u8 = 43;
    pub const J: u8 = 44;
    pub const K: u8 = 45;
    pub const L: u8 = 46;
    pub const QUOTE: u8 = 48;
    pub const SHIFT: u8 = 50;
    pub const SLASH: u8 = 61;
}

impl Display {
    /// Sets the keyboard layout, such as `ara`.
    ///
    /// # Panics
    /// If `setxkbmap` is missing or fails. `Xvfb` depends on its package.
    pub fn lay_out_keyboard(&self, layout: &str) {
        let mut command = std::process::Command::new("setxkbmap");
        let command = command.args(["-rules", "evdev", "-model", "pc105", "-layout", layout]);
        let status = command.env("DISPLAY", self.name()).status();
        let status = status.expect("setxkbmap starts (Debian package x11-xkb-utils)");
        assert!(status.success(), "setxkbmap: {status}");
    }

    /// Focuses the only window.
    ///
    /// # Panics
    /// If there is none.
    pub fn focus_window(&self) {
        let screen = Screen::of(self);
        let window = screen.only_window();
        let focus = screen
            .x
            .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME);
        focus.unwrap().check().unwrap();
    }

    /// Presses the keys in turn, holds them together, and releases them.
    ///
    /// # Panics
    /// If the screen rejects them.
    pub fn press_keys(&self, keys: &[u8]) {
        let screen = Screen::of(self);
        for key in keys {
            screen.fake(KEY_PRESS_EVENT, *key, (0, 0));
        }
        for key in keys.iter().rev() {
            screen.fake(KEY_RELEASE_EVENT, *key, (0, 0));
        }
    }

    /// Drags with the left button, from one point of the only window to another.
    ///
    /// # Panics
    /// If there is no window.
    pub fn drag(&self, from: (i16, i16), to: (i16, i16)) {
        let screen = Screen::of(self);
        let (left, top) = screen.place_of(screen.only_window());
        let at = |step: i16| {
            let between = |a: i16, b: i16| a + (b - a) * step / STEPS;
            (left + between(from.0, to.0), top + between(from.1, to.1))
        };
        screen.fake(MOTION_NOTIFY_EVENT, 0, at(0));
        screen.fake(BUTTON_PRESS_EVENT, 1, (0, 0));
        for step in 1..=STEPS {
            screen.fake(MOTION_NOTIFY_EVENT, 0, at(step));
        }
        screen.fake(BUTTON_RELEASE_EVENT, 1, (0, 0));
    }

    /// Moves the only window there.
    ///
    /// # Panics
    /// If there is none.
    pub fn move_window(&self, (x, y): (i16, i16)) {
        let screen = Screen::of(self);
        let to = ConfigureWindowAux::new().x(i32::from(x)).y(i32::from(y));
        let moved = screen.x.configure_window(screen.only_window(), &to);
        moved.unwrap().check().unwrap();
    }

    /// The position of the upper left corner of the only window.
    ///
    /// # Panics
    /// If there is none.
    pub fn window_place(&self) -> (i16, i16) {
        let screen = Screen::of(self);
        screen.place_of(screen.only_window())
    }
}

impl Screen {
    fn fake(&self, event: u8, detail: u8, (x, y): (i16, i16)) {
        let faked = self
            .x
            .xtest_fake_input(event, detail, x11rb::CURRENT_TIME, self.root, x, y, 0);
        faked.unwrap().check().unwrap();
        self.x.flush().unwrap();
        sleep(PAUSE);
    }

    fn only_window(&self) -> u32 {
        let windows = self.windows();
        assert_eq!(windows.len(), 1, "one window");
        windows[0]
    }

    fn place_of(&self, window: u32) -> (i16, i16) {
        let place = self.x.translate_coordinates(window, self.root, 0, 0);
        let place = place.unwrap().reply().unwrap();
        (place.dst_x, place.dst_y)
    }
}
