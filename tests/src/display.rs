//! A screen for a test: `Xvfb` on a free display. There is no window manager. Its tasks (listing windows, closing one,
//! pasting) are done here over X11.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use x11rb::{
    connection::Connection as _,
    protocol::Event,
    protocol::xproto::{
        Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask,
        ImageFormat, MapState, Window, WindowClass,
    },
    rust_connection::RustConnection,
};

use crate::{LIMIT, recording::wait_until};

/// A running screen; it ends when dropped.
#[derive(Debug)]
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Starts a screen of 1280 × 800.
    ///
    /// # Panics
    /// If `Xvfb` is not installed or does not start.
    pub fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                "-noreset",
                // A compositor that draws on it belongs to another user.
                "-ac",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts (Debian package xvfb)");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("its output is piped");
        BufReader::new(stdout).read_line(&mut number).unwrap();
        let number = number.trim();
        assert!(!number.is_empty(), "Xvfb found no free display");
        let name = format!(":{number}");
        Self { server, name }
    }

    /// The value of `DISPLAY` for this screen.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The titles of the visible windows.
    pub fn window_titles(&self) -> Vec<String> {
        let screen = Screen::of(self);
        let windows = screen.windows().into_iter();
        windows.map(|window| screen.title(window)).collect()
    }

    /// The names of the visible windows' programs, by which a desktop finds their entries in the menu (ICCCM 2.0,
    /// 4.1.2.5, `WM_CLASS`: instance and class).
    pub fn window_classes(&self) -> Vec<String> {
        let screen = Screen::of(self);
        let windows = screen.windows().into_iter();
        windows.map(|window| screen.class(window)).collect()
    }

    /// Waits until `n` windows are visible.
    ///
    /// # Panics
    /// If `limit` is over; shows their titles.
    pub fn wait_for_windows(&self, n: usize, limit: Duration) {
        let look = || (self.window_titles().len() == n).then_some(());
        wait_until(&format!("{n} windows"), limit, look, || {
            self.window_titles()
        });
    }

    /// Waits until the clipboard contains this text.
    ///
    /// # Panics
    /// If `limit` is over; shows what it holds.
    pub fn wait_for_clipboard(&self, text: &str, limit: Duration) {
        let what = format!("{text:?} in the clipboard");
        self.wait_for_clipboard_like(&what, limit, |found| found == text);
    }

    /// Waits until the clipboard contains such a text, and returns it.
    ///
    /// # Panics
    /// If `limit` is over; shows what it holds.
    pub fn wait_for_clipboard_like(
        &self,
        what: &str,
        limit: Duration,
        like: impl Fn(&str) -> bool,
    ) -> String {
        let screen = Screen::of(self);
        let look = || screen.clipboard().filter(|found| like(found));
        wait_until(what, limit, look, || screen.clipboard())
    }

    /// The pixels of a rectangle of the screen, from its corner and size; four bytes per pixel. `None` if the screen
    /// can't provide them at the moment.
    pub fn pixels(&self, corner: (i16, i16), size: (u16, u16)) -> Option<Vec<u8>> {
        let screen = Screen::of(self);
        let asked = screen.x.get_image(
            ImageFormat::Z_PIXMAP,
            screen.root,
            corner.0,
            corner.1,
            size.0,
            size.1,
            u32::MAX,
        );
        Some(asked.ok()?.reply().ok()?.data)
    }

    /// The whole screen as a portable pixmap. `None` if it can't provide it at the moment.
    pub fn picture(&self) -> Option<Vec<u8>> {
        let (width, height) = {
            let screen = Screen::of(self);
            let whole = screen.x.get_geometry(screen.root).ok()?.reply().ok()?;
            (whole.width, whole.height)
        };
        let mut picture = format!("P6\n{width} {height}\n255\n").into_bytes();
        for pixel in self.pixels((0, 0), (width, height))?.chunks_exact(4) {
            picture.extend([pixel[2], pixel[1], pixel[0]]);
        }
        Some(picture)
    }

    /// The visible override-redirect windows, such as notifications: corner and size of each.
    pub fn popups(&self) -> Vec<(i16, i16, u16, u16)> {
        let screen = Screen::of(self);
        let tree = screen.x.query_tree(screen.root).unwrap().reply().unwrap();
        let viewable = tree.children.into_iter();
        let viewable = viewable.filter(|window| screen.is_viewable(*window));
        viewable
            .filter_map(|window| {
                let place = screen.x.get_geometry(window).ok()?.reply().ok()?;
                let is_seen = place.width > 16 && place.height > 16;
                is_seen.then_some((place.x, place.y, place.width, place.height))
            })
            .collect()
    }

    /// Presses the close button of every window.
    ///
    /// # Panics
    /// If there is no window.
    pub fn close_windows(&self) {
        let screen = Screen::of(self);
        let windows = screen.windows();
        assert!(!windows.is_empty(), "there is no window to close");
        for window in windows {
            screen.close(window);
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A short-lived connection to the screen.
pub(crate) struct Screen {
    pub(crate) x: RustConnection,
    pub(crate) root: Window,
}

impl Screen {
    pub(crate) fn of(display: &Display) -> Self {
        let (x, number) =
            x11rb::connect(Some(&display.name)).expect("the screen takes a connection");
        let root = x.setup().roots[number].root;
        Self { x, root }
    }

    /// Mapped top-level windows that support closing; helper windows don't.
    pub(crate) fn windows(&self) -> Vec<Window> {
        let tree = self.x.query_tree(self.root).unwrap().reply().unwrap();
        let mut windows = tree.children;
        windows.retain(|window| self.is_viewable(*window) && self.can_close(*window));
        windows
    }

    fn is_viewable(&self, window: Window) -> bool {
        let attributes = self.x.get_window_attributes(window).unwrap().reply();
        // It may have closed since it was listed.
        attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE)
    }

    fn can_close(&self, window: Window) -> bool {
        let protocols = self.atom("WM_PROTOCOLS");
        let asked = self
            .x
            .get_property(false, window, protocols, AtomEnum::ATOM, 0, 32);
        let delete = self.atom("WM_DELETE_WINDOW");
        asked.unwrap().reply().is_ok_and(|property| {
            property
                .value32()
                .is_some_and(|mut atoms| atoms.any(|atom| atom == delete))
        })
    }

    fn title(&self, window: Window) -> String {
        let (name, text) = (self.atom("_NET_WM_NAME"), self.atom("UTF8_STRING"));
        let asked = self.x.get_property(false, window, name, text, 0, 1024);
        let title = asked.unwrap().reply().map(|property| property.value);
        String::from_utf8_lossy(&title.unwrap_or_default()).into_owned()
    }

    fn class(&self, window: Window) -> String {
        let (name, text) = (self.atom("WM_CLASS"), self.atom("STRING"));
        let asked = self.x.get_property(false, window, name, text, 0, 1024);
        let class = asked.unwrap().reply().map(|property| property.value);
        // Two words, each with a zero byte at its end.
        let class = String::from_utf8_lossy(&class.unwrap_or_default()).into_owned();
        class.trim_end_matches('\0').replace('\0', " ")
    }

    fn close(&self, window: Window) {
        let (protocols, delete) = (self.atom("WM_PROTOCOLS"), self.atom("WM_DELETE_WINDOW"));
        let event = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        self.x
            .send_event(false, window, EventMask::NO_EVENT, event)
            .unwrap()
            .check()
            .unwrap();
        self.x.flush().unwrap();
    }

    /// Requests the text of the clipboard as pasting would. `None` if there is no owner or no text.
    fn clipboard(&self) -> Option<String> {
        let window = self.x.generate_id().unwrap();
        let create = self.x.create_window(
            x11rb::COPY_DEPTH_FROM_PARENT,
            window,
            self.root,
            0,
            0,
            1,
            1,
            0,
            WindowClass::COPY_FROM_PARENT,
            x11rb::COPY_FROM_PARENT,
            &CreateWindowAux::new(),
        );
        create.unwrap().check().unwrap();
        let (clipboard, text) = (self.atom("CLIPBOARD"), self.atom("UTF8_STRING"));
        let place = self.atom("PASTED");
        let asked = self
            .x
            .convert_selection(window, clipboard, text, place, x11rb::CURRENT_TIME);
        asked.unwrap().check().unwrap();
        let answered = || match self.x.poll_for_event().unwrap() {
            Some(Event::SelectionNotify(answer)) => Some(answer.property),
            _ => None,
        };
        let answer = wait_until("answer from the clipboard's owner", LIMIT, answered, || ());
        let read = (answer == place).then(|| {
            self.x
                .get_property(true, window, place, text, 0, 4096)
                .unwrap()
                .reply()
        });
        self.x.destroy_window(window).unwrap().check().unwrap();
        String::from_utf8(read?.ok()?.value).ok()
    }

    fn atom(&self, name: &str) -> Atom {
        let reply = self.x.intern_atom(false, name.as_bytes()).unwrap().reply();
        reply.unwrap().atom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_screens_start_side_by_side_and_are_empty() {
        let (one, other) = (Display::start(), Display::start());
        assert_ne!(one.name(), other.name());
        assert!(one.window_titles().is_empty());
        assert_eq!(Screen::of(&one).clipboard(), None);
        other.wait_for_windows(0, crate::LIMIT);
    }
}
