//! The memory of the desktop app with its window never opened, open, and closed again, and how quickly the window shows
//! its content, with a history of any size.

use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use missedhook_tests::{
    LIMIT,
    desktop::Desktop,
    display::Display,
    program::Running,
    recording::wait_until,
    retm::{deliver, report},
};

use crate::{
    bare,
    figures::{Figures, Times},
    weight::{AT_REST, LOG_EMPTIED, rest, wakeups, weigh},
};

/// The app ends WebKit's network process a minute after its window was closed.
const NETWORK_ENDED: Duration = Duration::from_secs(65);
/// How often the app is started.
const STARTS: usize = 5;
/// How long it may take to its tray icon, in milliseconds.
const TRAY_MS: f64 = 150.0;
/// How often the window is opened.
const OPENED: usize = 7;
/// How many reports are watched for in the open window.
const PAINTED: u64 = 15;
/// How long to watch for each report. Missed ones are not counted, which shows in the number of durations.
const PAINTED_WITHIN: Duration = Duration::from_secs(5);
/// How long WebKit keeps working after it has painted.
pub const LOADING: Duration = Duration::from_secs(15);
/// A window must be unchanged for this long before the reference picture is taken.
const STILL: Duration = Duration::from_secs(2);
/// How long it may take from a click on a notification until its incident is shown, in milliseconds.
const CLICK_MS: f64 = 500.0;
/// How long an open or closed window is observed.
const WATCHED: Duration = Duration::from_secs(10);
/// The memory that the closed window may leave behind, in MiB.
const LEFT: f64 = 10.0;

/// Measures with this history, or with an empty one.
pub fn measure(figures: &mut Figures, history: Option<&Path>) {
    let size = if history.is_some() { "large" } else { "empty" };
    let named = |what: &str| format!("{what}, {size} history");
    starts(figures, &named("start -> tray icon"), history);
    let desktop = desktop_with(history);
    let app = Running::spawn(desktop.app().arg("--hidden"));
    let tray = desktop.tray_item();
    let receiver_url = desktop.receiver_url();
    if history.is_some() {
        fill(&receiver_url);
    }
    let display = desktop.machine.display();
    rest(app.pid());
    let never = weigh(figures, &named("never opened"), app.pid());
    sleep(LOG_EMPTIED);
    let woken = wakeups(figures, &named("never opened"), app.pid(), AT_REST);
    figures.goal(
        &named("never opened: 0.3 wake-ups a second"),
        woken <= 0.3,
        &format!("{woken:.2}"),
    );

    tray.activate();
    display.wait_for_windows(1, LIMIT);
    still(display);
    let open = weigh(figures, &named("window open"), app.pid());
    bare::beside(figures, &named("window open"), bare::OPEN, open);
    sleep(LOADING);
    wakeups(figures, &named("window open"), app.pid(), WATCHED);
    let name = named("tray click -> rows painted");
    let of = (display, app.pid(), history.is_some());
    tray_clicks(figures, &name, of, || tray.activate());
    clicks(
        figures,
        &named("notification's click -> incident painted"),
        &desktop,
        app.pid(),
    );
    // Without a history, the first-run page stays, whatever arrives. After the clicks, since so many endpoints form a storm.
    if history.is_some() {
        tray.activate();
        arrivals(
            figures,
            &named("POST -> row painted"),
            display,
            &receiver_url,
        );
    }
    sleep(NETWORK_ENDED);
    rest(app.pid());
    let closed = weigh(figures, &named("closed again"), app.pid());
    wakeups(figures, &named("closed again"), app.pid(), WATCHED);
    figures.goal(
        &named("closed again within 10 MiB of never opened"),
        closed - never <= LEFT,
        &format!("{:+.1} MiB", closed - never),
    );
    app.stop();
}

/// Closes and opens the window several times: how long until it shows what it showed before. What was new when it was first
/// opened is new no more, so the second time counts as before.
pub fn openings(display: &Display, pid: u32, mut open: impl FnMut()) -> Times {
    display.close_windows();
    display.wait_for_windows(0, LIMIT);
    open();
    display.wait_for_windows(1, LIMIT);
    let painted = still(display);
    let plain = painted[..4].repeat(painted.len() / 4);
    assert!(!alike(&painted, &plain), "an empty page is there at once");
    let times = (0..OPENED).map(|_| {
        display.close_windows();
        display.wait_for_windows(0, LIMIT);
        rest(pid);
        let begun = Instant::now();
        open();
        let same = || alike(&rows(display)?, &painted).then_some(());
        wait_until("same rows as before", LIMIT, same, || {
            display.window_titles()
        });
        begun.elapsed()
    });
    Times::of(times)
}

/// How long the app's window takes, beside the bare one; if incidents are `listed`, beside their page too. Closes it at the end.
fn tray_clicks(
    figures: &mut Figures,
    name: &str,
    (display, pid, listed): (&Display, u32, bool),
    open: impl FnMut(),
) {
    let times = openings(display, pid, open);
    figures.times(name, &times);
    let painted = times.percentile(50);
    bare::beside(figures, name, bare::PAINTED, painted);
    if listed {
        bare::beside_written_out(figures, name, painted);
    }
    display.close_windows();
    display.wait_for_windows(0, LIMIT);
}

/// A desktop with this history. The program does not start on a history without its key.
pub fn desktop_with(history: Option<&Path>) -> Desktop {
    let desktop = Desktop::empty();
    if let Some(history) = history {
        missedhook_tests::data::write_settings(history, None);
        std::os::unix::fs::symlink(history, desktop.machine.data_dir()).unwrap();
    }
    desktop
}

/// How long the app takes to its tray icon, each time on another desktop.
fn starts(figures: &mut Figures, name: &str, history: Option<&Path>) {
    let times = (0..STARTS).map(|_| {
        let desktop = desktop_with(history);
        let begun = Instant::now();
        let app = Running::spawn(desktop.app().arg("--hidden"));
        desktop.tray_item();
        let took = begun.elapsed();
        app.stop();
        took
    });
    let times = Times::of(times);
    figures.times(name, &times);
    let took = times.percentile(50);
    let goal = format!("{name}: {TRAY_MS} ms");
    figures.goal(&goal, took <= TRAY_MS, &format!("{took:.0} ms"));
}

/// Measures the app with this history only, beside the bare window.
pub fn measure_with(figures: &mut Figures, history: &Path, bare: &Path) {
    bare::measure(figures, bare);
    bare::measure_written_out(figures, bare, history);
    let stored = missedhook_tests::data::count(history);
    figures.part(&format!("The desktop app, {stored} stored"));
    measure(figures, Some(history));
}

/// Measures only how long the window takes to open, beside the bare one.
pub fn measure_openings(figures: &mut Figures, history: &Path, bare: &Path) {
    bare::measure(figures, bare);
    bare::measure_written_out(figures, bare, history);
    figures.part("The window opens, nothing stored, and with the history");
    for history in [None, Some(history)] {
        let desktop = desktop_with(history);
        let app = Running::spawn(desktop.app().arg("--hidden"));
        let tray = desktop.tray_item();
        if history.is_some() {
            fill(&desktop.receiver_url());
        }
        let display = desktop.machine.display();
        tray.activate();
        display.wait_for_windows(1, LIMIT);
        still(display);
        sleep(LOADING);
        let size = if history.is_some() { "large" } else { "empty" };
        let name = format!("tray click -> rows painted, {size} history");
        let of = (display, app.pid(), history.is_some());
        tray_clicks(figures, &name, of, || tray.activate());
        app.stop();
    }
}

/// Measures only the clicks, with this history.
pub fn measure_clicks(figures: &mut Figures, history: &Path) {
    let stored = missedhook_tests::data::count(history);
    figures.part(&format!("A notification's click beside {stored} reports"));
    let desktop = desktop_with(Some(history));
    let app = Running::spawn(desktop.app().arg("--hidden"));
    desktop.tray_item();
    let name = "notification's click -> incident painted";
    clicks(figures, name, &desktop, app.pid());
    app.stop();
}

/// Clicks a notification while the window is closed, and waits until its incident is shown.
fn clicks(figures: &mut Figures, name: &str, desktop: &Desktop, pid: u32) {
    // A clicked notification disappears, so each belongs to another endpoint. More endpoints would form a storm with a
    // single notification.
    const ENDPOINTS: [&str; 4] = ["one", "two", "six", "ten"];
    let run = run();
    let display = desktop.machine.display();
    let mut painted = Vec::new();
    let mut times = Vec::new();
    // The first one provides the reference picture.
    for (turn, endpoint) in ENDPOINTS.into_iter().enumerate() {
        let endpoint = format!("/bench/{run}/{endpoint}");
        deliver(&desktop.receiver_url(), report(&endpoint, "slow"));
        let told = desktop.notifications.wait_for(&endpoint, LIMIT).id;
        rest(pid);
        let begun = Instant::now();
        desktop.notifications.invoke_action(told, "default");
        display.wait_for_windows(1, LIMIT);
        if turn == 0 {
            still(display);
            painted = incident(display).unwrap_or_default();
        } else {
            let same = || alike(&incident(display)?, &painted).then_some(());
            wait_until("the incident as before", LIMIT, same, || {
                display.window_titles()
            });
            times.push(begun.elapsed());
        }
        display.close_windows();
        display.wait_for_windows(0, LIMIT);
    }
    let times = Times::of(times);
    figures.times(name, &times);
    let worst = times.percentile(100);
    figures.goal(
        &format!("{name} within {CLICK_MS} ms"),
        worst <= CLICK_MS,
        &format!("{worst:.0} ms at worst"),
    );
}

/// Fills the list of open incidents, which a history alone need not do. A storm, but over before a notification is waited for.
pub fn fill(receiver_url: &str) {
    let run = run();
    for number in 0..PAINTED {
        let body = report(&format!("/list/{run}/{}", letters(number)), "slow");
        deliver(receiver_url, body);
    }
}

/// Sends reports for different endpoints one by one, and watches for each on the screen. Closes the window, which opens.
fn arrivals(figures: &mut Figures, name: &str, display: &Display, receiver_url: &str) {
    display.wait_for_windows(1, LIMIT);
    let mut times = Vec::new();
    let run = run();
    for number in 0..PAINTED {
        let before = still(display);
        let body = report(&format!("/bench/{run}/{}", letters(number)), "slow");
        let begun = Instant::now();
        deliver(receiver_url, body);
        let deadline = begun + PAINTED_WITHIN;
        let mut painted = false;
        while !painted && Instant::now() < deadline {
            painted = rows(display).is_some_and(|now| different(&now, &before) * 1000 > now.len());
        }
        if painted {
            times.push(begun.elapsed());
        }
    }
    display.close_windows();
    display.wait_for_windows(0, LIMIT);
    figures.times(name, &Times::of(times));
}

/// A name of this run: the history has the endpoints of those before, and their incidents may still be open.
fn run() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    letters(now.unwrap_or_default().as_secs() % 1_000_000)
}

/// A number in letters: digits in a path are taken for an id, and endpoints that differ in it alone for the same one.
fn letters(number: u64) -> String {
    let letter = |digit: u8| char::from(b'k' + digit - b'0');
    format!("{number:06}").bytes().map(letter).collect()
}

/// The area of the screen with the rows, without their scroll bar, which disappears after some seconds.
fn rows(display: &Display) -> Option<Vec<u8>> {
    display.pixels((240, 120), (380, 560))
}

/// The area of the screen with the incident.
fn incident(display: &Display) -> Option<Vec<u8>> {
    display.pixels((700, 120), (380, 480))
}

/// The rows once they have been unchanged for a while.
pub fn still(display: &Display) -> Vec<u8> {
    let mut before = Vec::new();
    let mut since = Instant::now();
    let look = || {
        let now = rows(display)?;
        if !alike(&now, &before) {
            (before, since) = (now.clone(), Instant::now());
        }
        (since.elapsed() > STILL).then_some(now)
    };
    wait_until("rows that stand still", LIMIT, look, || {
        display.window_titles()
    })
}

/// Whether two pictures show the same rows, apart from a few letters such as those of "2 min ago".
fn alike(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && different(one, other) * 200 < one.len()
}

/// How many bytes differ visibly. WebKit blends the same letters with differences of one from paint to paint.
fn different(one: &[u8], other: &[u8]) -> usize {
    const BLENDING: u8 = 4;
    let pairs = one.iter().zip(other);
    pairs
        .filter(|(one, other)| one.abs_diff(**other) > BLENDING)
        .count()
}
