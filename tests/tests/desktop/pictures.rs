//! Compares ten pages with the pictures from the last `make pictures`.

use std::path::Path;

use missedhook_tests::{picture::Picture, web_driver::WebDriver};

/// The pages that are compared with `tests/pictures`, in light.
pub const PAGES: [&str; 10] = [
    "open",
    "incident-timeline",
    "incident-report",
    "test-report",
    "endpoint",
    "endpoints",
    "monitor-new",
    "settings-notifications",
    "help",
    "palette",
];
/// The factor by which the pictures in `tests/pictures` are reduced.
const REDUCED: usize = 2;
/// The share of a picture's blocks that may differ: times of day, and other fonts on another machine.
const TOLERANCE: f64 = 0.004;

/// Hides what is visible only briefly, such as confirmations and scroll bars, and the times of day and the port.
fn still_picture(window: &WebDriver) -> Picture {
    window.script(
        "const still = new CSSStyleSheet();\
         still.replaceSync('[data-testid=flash], [data-testid=undo-line], [data-testid=status] .address, time\
           { visibility: hidden !important } ::-webkit-scrollbar { display: none }');\
         document.adoptedStyleSheets = [still]",
    );
    let picture = Picture::read(&window.picture());
    window.script("document.adoptedStyleSheets = []");
    picture
}

/// Compares the page with its picture, or renews the picture for `make pictures`.
pub fn compare(window: &WebDriver, page: &str) -> String {
    let now = still_picture(window).reduced(REDUCED);
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures");
    let file = pictures.join(format!("{page}.png"));
    if std::env::var_os("MISSEDHOOK_PICTURES").is_some() {
        now.write(&file);
        return String::new();
    }
    let stored = std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let stored = Picture::read(&stored);
    let difference = now.difference(&stored, REDUCED);
    if difference <= TOLERANCE {
        return String::new();
    }
    let shown = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pictures");
    let shown = shown.join(format!("{page}.png"));
    now.write(&shown);
    let differences = shown.with_file_name(format!("{page}-difference.png"));
    now.differences(&stored).write(&differences);
    format!(
        "## {page}\n{:.1} % of it look otherwise than in {}. How it looks now: {}, and where it differs: {}. \
         Where that is meant, `make pictures` keeps it.\n",
        100.0 * difference,
        file.display(),
        shown.display(),
        differences.display()
    )
}
