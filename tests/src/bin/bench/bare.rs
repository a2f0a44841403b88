//! What any window costs on this WebKit: a bare Tauri window with a static page, and with the app's own page written out,
//! which needs no program.

use std::{
    io::Write as _,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    thread::sleep,
};

use missedhook_tests::{LIMIT, desktop::receiver_url, machine::Machine, web_driver::WebDriver};

use crate::{
    figures::Figures,
    weight::{rest, weigh},
    window::{LOADING, desktop_with, fill, openings, still},
};

/// The figures of the bare window.
pub const OPEN: &str = "bare window, open: PSS";
pub const PAINTED: &str = "bare window, opened -> painted";
/// The figure of the bare window with the app's page.
const WRITTEN_OUT: &str = "bare window, the app's list written out, opened -> painted";

/// The style and the fonts of the app's page.
const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist");

/// Returns the page as it is first painted: without scripts and their data, and without what is loaded and drawn later, the
/// rows below the window and the styles of other pages. Its fallback fonts are left out: the app's own fonts are loaded before
/// its rows are drawn, while here WebKit would search for each fallback in the meantime.
const WRITTEN: &str = "
  const isBelow = (row) => row.getBoundingClientRect().top >= innerHeight;
  [...document.querySelectorAll('[data-testid=incident-row]')].filter(isBelow).forEach((row) => row.remove());
  [...document.querySelectorAll('link[rel=stylesheet]')].slice(1).forEach((later) => later.remove());
  document.querySelectorAll('script, link[rel=modulepreload]').forEach((part) => part.remove());
  const page = document.documentElement;
  for (const name of ['--sans', '--mono']) {
    page.style.setProperty(name, getComputedStyle(page).getPropertyValue(name).split(',')[0]);
  }
  return '<!doctype html>' + page.outerHTML;
";

/// A bare window that can be opened. Ends when dropped.
struct Bare {
    program: Child,
    orders: ChildStdin,
}

impl Bare {
    fn start(command: &mut Command) -> Self {
        let mut program = command.stdin(Stdio::piped()).spawn().unwrap();
        let orders = program.stdin.take().unwrap();
        Self { program, orders }
    }

    fn open(&mut self) {
        writeln!(self.orders, "open").unwrap();
    }

    fn pid(&self) -> u32 {
        self.program.id()
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// A window of the same size on the same WebKit with a static page.
pub fn measure(figures: &mut Figures, program: &Path) {
    figures.part("A bare Tauri window");
    let machine = Machine::with_desktop();
    let display = machine.display();
    let mut bare = Bare::start(&mut machine.command(program));
    let pid = bare.pid();
    rest(pid);
    let never = weigh(figures, "bare window, never opened", pid);
    bare.open();
    display.wait_for_windows(1, LIMIT);
    still(display);
    weigh(figures, "bare window, open", pid);
    sleep(LOADING);
    figures.times(PAINTED, &openings(display, pid, || bare.open()));
    display.close_windows();
    display.wait_for_windows(0, LIMIT);
    rest(pid);
    let closed = weigh(figures, "bare window, closed again", pid);
    figures.value("bare window, left behind", closed - never, "MiB");
}

/// How soon a window that is drawn as the app's shows what the app lists of this history: no program can be sooner.
pub fn measure_written_out(figures: &mut Figures, program: &Path, history: &Path) {
    let machine = Machine::with_desktop();
    let page = machine.root().join("page.html");
    std::fs::write(&page, page_of(history)).unwrap();
    let display = machine.display();
    let command = &mut machine.command(program);
    let mut bare = Bare::start(
        command
            // As the app does: WebKit composites nothing then.
            .env("GDK_GL", "disable")
            .env("MISSEDHOOK_BARE_PAGE", &page)
            .env("MISSEDHOOK_BARE_FILES", FILES),
    );
    rest(bare.pid());
    bare.open();
    display.wait_for_windows(1, LIMIT);
    still(display);
    sleep(LOADING);
    figures.times(WRITTEN_OUT, &openings(display, bare.pid(), || bare.open()));
}

/// The app's page with this history, once all its rows are there.
fn page_of(history: &Path) -> String {
    let desktop = desktop_with(Some(history));
    let window = WebDriver::start(&desktop.machine);
    fill(&receiver_url(&desktop.machine));
    window.wait_for("[data-testid=incident-row]");
    still(desktop.machine.display());
    let page = window.script(WRITTEN);
    page.as_str().expect("a page").to_owned()
}

/// How soon the app shows that list, beside its page written out.
pub fn beside_written_out(figures: &mut Figures, name: &str, painted: f64) {
    if let Some(floor) = figures.number(WRITTEN_OUT) {
        figures.value(
            &format!("{name}: beside its page written out"),
            painted / floor,
            "x",
        );
    }
}

/// A figure beside that of the bare window of this run.
pub fn beside(figures: &mut Figures, name: &str, bare: &str, value: f64) {
    if let Some(bare) = figures.number(bare) {
        let ratio = value / bare;
        let goal = format!("{name}: 1.15 x the bare window");
        figures.goal(&goal, ratio <= 1.15, &format!("{ratio:.2} x"));
    }
}
