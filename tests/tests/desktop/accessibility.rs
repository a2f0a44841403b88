//! Every page of the window must be usable by everybody: axe-core finds no fault in light, in dark and with Arabic
//! text; nothing is cut off at twice the size; nothing moves with reduced motion. Because this visits every page, it
//! also takes the pictures for `make screenshots` and compares ten pages with the pictures from the last `make
//! pictures`.

use std::{fs, net::TcpListener, sync::LazyLock};

use missedhook_tests::{
    data::History,
    desktop::Desktop,
    retm::{deliver, fixture},
    story::{self, ARABIC, LATIN, Language},
    web_driver::WebDriver,
};
use serde_json::json;

use crate::page_walk::PageWalk;

/// The default window size.
const FULL: (u32, u32) = (1100, 720);
/// The same at 200 %: as many pixels for half the room.
const AT_200_PERCENT: (u32, u32) = (550, 420);
/// The narrowest that the window can be made.
const NARROWEST: (u32, u32) = (360, 640);

static LATIN_HISTORY: LazyLock<History> = LazyLock::new(|| history(&LATIN));
static ARABIC_HISTORY: LazyLock<History> = LazyLock::new(|| history(&ARABIC));

/// The story as one language tells it.
fn history(language: &Language) -> History {
    let mut desktop = Desktop::empty();
    desktop.machine.move_to(story::zone());
    let window = WebDriver::start(&desktop.machine);
    window.wait_for("[data-testid=first-run]");
    story::tell(&desktop, &window, language);
    drop(window);
    desktop.end_running_app();
    History::of(&desktop.machine.data_dir())
}

/// A desktop with a history, and a window on it.
fn with_history(history: &History, theme: &str) -> (Desktop, WebDriver) {
    let mut desktop = Desktop::empty();
    desktop.machine.move_to(story::zone());
    history.copy_to(&desktop.machine.data_dir());
    set_theme(&desktop, theme);
    let window = WebDriver::start(&desktop.machine);
    window.wait_for("[data-testid=incident-row]");
    wait_for_theme(&window, theme);
    (desktop, window)
}

pub fn set_theme(desktop: &Desktop, theme: &str) {
    set_in_settings(desktop, "theme", theme);
}

fn set_in_settings(desktop: &Desktop, name: &str, value: &str) {
    let file = desktop.machine.data_dir().join("settings.toml");
    let settings = fs::read_to_string(&file).unwrap();
    let begins = format!("{name} = ");
    let is_it = |line: &&str| line.trim_start_matches("# ").starts_with(&begins);
    let before = settings.lines().find(is_it);
    let before = before.unwrap_or_else(|| panic!("no {name} in {settings}"));
    let after = format!("{begins}{value:?}");
    fs::write(&file, settings.replace(before, &after)).unwrap();
}

pub fn wait_for_theme(window: &WebDriver, theme: &str) {
    let shown = "return document.documentElement.dataset.theme";
    window.wait_for_script(shown, |value| *value == json!(theme));
}

#[test]
fn every_page_is_accessible_in_light_and_in_dark() {
    let (desktop, window) = with_history(&LATIN_HISTORY, "light");
    let mut walk = PageWalk::new(&window, "light").also_in_dark();
    walk.see_every_page(&desktop, &LATIN);
    walk.end();
}

#[test]
fn every_page_is_accessible_with_arabic_in_it() {
    let (desktop, window) = with_history(&ARABIC_HISTORY, "light");
    let mut walk = PageWalk::new(&window, "arabic");
    walk.see_every_page(&desktop, &ARABIC);
    walk.end();
}

fn in_arabic() -> (Desktop, WebDriver) {
    let (desktop, window) = with_history(&ARABIC_HISTORY, "light");
    speak(&desktop, &window, "ar");
    (desktop, window)
}

/// Changes the language of the window, which follows at once.
pub fn speak(desktop: &Desktop, window: &WebDriver, language: &str) {
    set_in_settings(desktop, "language", language);
    let spoken = "return document.documentElement.lang";
    window.wait_for_script(spoken, |value| *value == json!(language));
}

/// The window itself in Arabic, at twice the size.
#[test]
fn every_page_is_accessible_from_right_to_left_twice_as_large() {
    let (desktop, window) = in_arabic();
    window.resize(AT_200_PERCENT.0, AT_200_PERCENT.1);
    let width = "return innerWidth";
    window.wait_for_script(width, |now| *now == json!(AT_200_PERCENT.0));
    let mut walk = PageWalk::new(&window, "right-to-left-at-200-percent");
    walk.see_every_page(&desktop, &ARABIC);
    walk.end();
}

/// The window itself in Arabic: light at its usual size, dark and narrow.
#[test]
fn every_page_is_accessible_from_right_to_left() {
    let (desktop, window) = in_arabic();
    let mut light = PageWalk::new(&window, "right-to-left");
    light.see_every_page(&desktop, &ARABIC);
    set_theme(&desktop, "dark");
    wait_for_theme(&window, "dark");
    window.resize(NARROWEST.0, NARROWEST.1);
    window.wait_for_script("return innerWidth", |now| *now == json!(NARROWEST.0));
    let mut narrow = PageWalk::new(&window, "right-to-left-narrow");
    narrow.see_every_page(&desktop, &ARABIC);
    light.end();
    narrow.end();
}

/// At 200 % and at the smallest width, where one pane is shown at a time.
#[test]
fn every_page_is_accessible_twice_as_large() {
    let (desktop, window) = with_history(&LATIN_HISTORY, "light");
    for (folder, (width, height)) in [("at-200-percent", AT_200_PERCENT), ("narrow", NARROWEST)] {
        window.resize(width, height);
        window.wait_for_script("return innerWidth", |now| *now == json!(width));
        let mut walk = PageWalk::new(&window, folder);
        walk.see_every_page(&desktop, &LATIN);
        walk.end();
    }
}

/// Where the detail slides over the list.
#[test]
fn every_page_is_accessible_at_720_pixels_in_dark() {
    let (desktop, window) = with_history(&LATIN_HISTORY, "dark");
    window.resize(720, 720);
    window.wait_for_script("return innerWidth", |now| *now == json!(720));
    wait_for_theme(&window, "dark");
    let mut walk = PageWalk::new(&window, "dark-720");
    walk.see_every_page(&desktop, &LATIN);
    walk.end();
}

#[test]
fn the_first_run_is_accessible() {
    for (folder, theme, language) in [
        ("light", "light", "en"),
        ("dark", "dark", "en"),
        ("right-to-left", "light", "ar"),
    ] {
        let (desktop, window) = Desktop::with_driven_app();
        window.wait_for("[data-testid=first-run]");
        set_theme(&desktop, theme);
        wait_for_theme(&window, theme);
        speak(&desktop, &window, language);
        let mut walk = PageWalk::new(&window, folder);
        for (name, (width, height)) in [("first-run", FULL), ("first-run-narrow", NARROWEST)] {
            window.resize(width, height);
            window.wait_for_script("return innerWidth", |now| *now == json!(width));
            walk.look(name);
        }
        window.resize(FULL.0, FULL.1);
        deliver(&desktop.receiver_url(), fixture("documented.json"));
        window.wait_for("[data-testid=row]");
        walk.look("first-run-arrived");
        window.click("[data-testid=open-history]");
        walk.see("empty", "#/acknowledged", "[data-testid=history-empty]");
        walk.end();
    }
}

#[test]
fn problems_are_accessible() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap().to_string();
    for theme in ["light", "dark"] {
        let desktop = Desktop::empty();
        let window = WebDriver::start_listening_on(&desktop.machine, &address);
        window.wait_for("[data-testid=problem-bar][data-problem=receiver]");
        set_theme(&desktop, theme);
        wait_for_theme(&window, theme);
        let mut walk = PageWalk::new(&window, theme);
        walk.look("port-taken");
        let file = desktop.machine.data_dir().join("settings.toml");
        let good = fs::read_to_string(&file).unwrap();
        fs::write(
            &file,
            good.replacen("[window]\n", "[window]\ntheme = 7\n", 1),
        )
        .unwrap();
        window.wait_for("[data-problem=settings]");
        walk.look("settings-wrong");
        walk.end();
    }
}

/// A user with reduced motion on the desktop sees none.
#[test]
fn nothing_moves_where_less_motion_is_asked_for() {
    let desktop = Desktop::empty();
    let gtk = desktop.machine.root().join("home/.config/gtk-3.0");
    fs::create_dir_all(&gtk).unwrap();
    let asked = "[Settings]\ngtk-enable-animations=false\n";
    fs::write(gtk.join("settings.ini"), asked).unwrap();
    let window = WebDriver::start(&desktop.machine);
    window.wait_for("[data-testid=first-run]");
    deliver(&desktop.receiver_url(), fixture("documented.json"));
    window.click("[data-testid=open-history]");
    let moves = "return matchMedia('(prefers-reduced-motion: reduce)').matches &&\
        [...document.querySelectorAll('*')].flatMap((element) => {\
            const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);\
            const still = transitionDuration.split(', ').every((time) => parseFloat(time) === 0) &&\
                (animationName === 'none' || parseFloat(animationDuration) === 0);\
            return still ? [] : [element.outerHTML.slice(0, 160)];\
        })";
    for (address, css) in [
        ("#/open", "[data-testid=incident-row]"),
        ("#/open/incident/1", "[data-testid=incident]"),
        ("#/errors", "[data-testid=history-list] [data-testid=row]"),
        ("#/plots", "[data-testid=plot-chart]"),
        ("#/monitors/monitor/new", "[data-testid=monitor-form]"),
        ("#/settings/notifications", "[data-testid=setting-input]"),
    ] {
        window.script(&format!("location.hash = {address:?}"));
        window.wait_for(css);
        window.wait_for_script(moves, |value| *value == json!([]));
    }
}
