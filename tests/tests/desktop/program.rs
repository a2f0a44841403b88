//! The window as a desktop program: its menus, keys, zoom and position, links into it, and the notification when it is
//! closed.

use std::{
    fs,
    process::{Command, Stdio},
};

use missedhook_tests::{
    LIMIT,
    desktop::Desktop,
    input::key,
    machine::Machine,
    notification_server::NotificationServer,
    program::Running,
    recording::wait_until,
    retm::{deliver, fixture, report},
    web_driver::WebDriver,
};
use serde_json::{Value, json};

const ROW: &str = "[data-testid=incident-row]";
const MENU: &str = "[data-testid=context-menu]";
const DETAIL: &str = "[data-testid=incident]";

/// A window on its list, with one incident per path.
fn with_incidents(paths: &[&str]) -> (Desktop, WebDriver) {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    let url = desktop.receiver_url();
    for path in paths {
        deliver(&url, report(path, "Connection refused"));
    }
    window.click("[data-testid=open-history]");
    let rows = format!("return document.querySelectorAll('{ROW}').length");
    window.wait_for_script(&rows, |count| *count == json!(paths.len()));
    (desktop, window)
}

fn words_of(window: &WebDriver, menu: &str) -> Vec<String> {
    window.wait_for(menu);
    let words = window.script(&format!(
        "return [...document.querySelectorAll('{menu} .words')].map((one) => one.textContent)"
    ));
    serde_json::from_value(words).unwrap()
}

fn choose(window: &WebDriver, words: &str) {
    window.wait_for(MENU);
    let found = window.script(&format!(
        "const item = [...document.querySelectorAll('{MENU} button')]\
           .find((one) => one.querySelector('.words').textContent === {words:?});\
         item?.click(); return Boolean(item)"
    ));
    assert_eq!(found, true, "{words} in {:?}", words_of(window, MENU));
}

fn kept(machine: &Machine) -> Value {
    let file = machine.data_dir().join("window.json");
    let text = fs::read_to_string(file).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn wait_until_kept(machine: &Machine, like: impl Fn(&Value) -> bool) -> Value {
    let look = || Some(kept(machine)).filter(|state| like(state));
    wait_until("state of the window", LIMIT, look, || kept(machine))
}

#[test]
fn a_row_has_a_menu_by_right_click_and_by_key_and_webkits_own_never_appears() {
    let (desktop, window) = with_incidents(&["/retm/orders", "/retm/menu"]);
    let display = desktop.machine.display();
    let popups = display.popups().len();
    window.right_click(ROW);
    let words = words_of(&window, MENU);
    for word in [
        "Acknowledge",
        "Mute…",
        "Copy URL",
        "Copy as curl",
        "Copy link",
        "Open endpoint",
    ] {
        assert!(words.iter().any(|one| one == word), "{word} in {words:?}");
    }
    let webkits = |words: &str| words.contains("Reload") || words.contains("Back");
    assert!(!webkits(&window.page_text()));
    assert_eq!(display.popups().len(), popups, "a menu of WebKit's");
    window.screenshot("context-menu");
    choose(&window, "Copy URL");
    let clipboard = |text: &str| text.ends_with("/retm/menu");
    display.wait_for_clipboard_like("URL in the clipboard", LIMIT, clipboard);

    window.press(&json!({"key": "ContextMenu"}));
    assert_eq!(words_of(&window, MENU), words);
    window.press(&json!({"key": "Escape"}));
    window.press(&json!({"key": "F10", "shiftKey": true}));
    choose(&window, "Acknowledge");
    window.wait_for("[data-testid=undo]");
    window.right_click("h1");
    window.right_click("[data-testid=search]");
    assert!(window.find(MENU).is_none(), "a text field has the system's");
}

#[test]
fn the_palette_opens_a_page_and_an_endpoint() {
    let (_desktop, window) = with_incidents(&["/retm/orders"]);
    window.press(&json!({"key": "k", "ctrlKey": true}));
    window.type_into("[data-testid=palette-input]", "conn");
    let first = "[data-testid=palette-entry][aria-selected=true]";
    window.wait_for_text(first, |text| text.starts_with("Connection"));
    window.screenshot("palette");
    window.press(&json!({"key": "Enter"}));
    window.wait_for_script("return location.hash", |hash| *hash == "#/tunnel");

    window.press(&json!({"key": "k", "ctrlKey": true}));
    window.type_into("[data-testid=palette-input]", "quiet");
    window.wait_for_text(first, |text| text.contains("Setting"));
    window.press(&json!({"key": "Enter"}));
    let setting =
        "return document.activeElement.closest('[data-testid^=\"setting-alerts\"]') !== null";
    window.wait_for_script(setting, |is| *is == true);

    window.press(&json!({"key": "Escape"}));
    window.press(&json!({"key": "k", "ctrlKey": true}));
    window.type_into("[data-testid=palette-input]", "orders");
    window.wait_for_text(first, |text| text.contains("/retm/orders"));
    window.press(&json!({"key": "Enter"}));
    window.wait_for_script("return location.hash", |hash| {
        hash.as_str().is_some_and(|hash| hash.contains("retm"))
    });
}

#[test]
fn keys_go_by_position_on_an_arabic_layout() {
    let (_desktop, window) = with_incidents(&["/retm/orders", "/retm/menu"]);
    window.press(&json!({"key": "ت", "code": "KeyJ"}));
    window.wait_for(DETAIL);
    window.press(&json!({"key": "ش", "code": "KeyA"}));
    window.wait_for("[data-testid=undo]");
    window.press(&json!({"key": "ل", "code": "KeyG"}));
    window.press(&json!({"key": "ش", "code": "KeyA"}));
    window.wait_for_script("return location.hash", |hash| *hash == "#/acknowledged");
    window.press(&json!({"key": "؟", "code": "Slash", "shiftKey": true}));
    window.wait_for("[data-testid=keys]");
    window.script("document.querySelector('[data-testid=keys]').close()");
    window.press(&json!({"key": "ن", "code": "KeyK", "ctrlKey": true}));
    window.wait_for("[data-testid=palette]");
}

#[test]
fn the_keys_of_an_arabic_keyboard_go_by_position() {
    let (desktop, window) = with_incidents(&["/retm/orders", "/retm/menu"]);
    let display = desktop.machine.display();
    display.lay_out_keyboard("ara");
    display.focus_window();
    window.script(
        "window.heard = []; addEventListener('keydown', (event) => window.heard.push(event.key), true)",
    );
    display.press_keys(&[key::J]);
    window.wait_for(DETAIL);
    assert_eq!(window.script("return window.heard"), json!(["ت"]));
    display.press_keys(&[key::A]);
    window.wait_for("[data-testid=undo]");
    display.press_keys(&[key::G]);
    display.press_keys(&[key::A]);
    window.wait_for_script("return location.hash", |hash| *hash == "#/acknowledged");
    display.press_keys(&[key::SHIFT, key::SLASH]);
    window.wait_for("[data-testid=keys]");
    window.script("document.querySelector('[data-testid=keys]').close()");
    display.press_keys(&[key::CTRL, key::K]);
    window.wait_for("[data-testid=palette]");
    // In a text field they type their letters.
    display.press_keys(&[key::J]);
    let written = "return document.querySelector('[data-testid=palette-input]').value";
    window.wait_for_script(written, |text| *text == "ت");
}

#[test]
fn a_divider_is_dragged_and_the_windows_place_is_kept_over_a_restart() {
    let (desktop, window) = with_incidents(&["/retm/orders"]);
    let display = desktop.machine.display();
    let middle = "const box = document.querySelector('[data-testid=divider-sidebar]').getBoundingClientRect();\
                  return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)]";
    let middle = window.script(middle);
    let of = |at: usize| i16::try_from(middle[at].as_i64().unwrap()).unwrap();
    let from = (of(0), of(1));
    display.drag(from, (from.0 + 80, from.1 + 10));
    let sidebar = "return document.querySelector('nav').getBoundingClientRect().width";
    let wide = |width: &Value| {
        width
            .as_f64()
            .is_some_and(|width| (width - 256.0).abs() < 3.0)
    };
    window.wait_for_script(sidebar, wide);
    wait_until_kept(&desktop.machine, |state| wide(&state["sidebar"]));

    display.move_window((90, 40));
    window.resize(1000, 640);
    window.wait_for_script("return innerWidth", |now| *now == 1000);
    let before = display.window_place();
    window.press_last(&json!({"key": "w", "ctrlKey": true}));
    let kept = wait_until_kept(&desktop.machine, |state| state["frame"].is_object());
    let place = [&kept["frame"]["x"], &kept["frame"]["y"]].map(|at| at.as_f64().unwrap());
    assert_eq!(place, [f64::from(before.0), f64::from(before.1)], "{kept}");

    let window = desktop.start_driven_app_anew(window);
    window.wait_for(ROW);
    window.wait_for_script(sidebar, wide);
    window.wait_for_script("return innerWidth", |now| *now == 1000);
    assert_eq!(display.window_place(), before);
}

#[test]
fn zoom_panes_and_size_are_kept_over_a_restart() {
    let (desktop, window) = with_incidents(&["/retm/orders"]);
    let width = || window.script("return innerWidth").as_f64().unwrap();
    let before = width();
    window.press(&json!({"key": "+", "ctrlKey": true}));
    window.wait_for_text("[data-testid=flash]", |text| text == "Zoom 110 %");
    window.wait_for_script("return innerWidth", |now| now.as_f64() < Some(before));
    window.press(&json!({"key": "=", "code": "Equal", "ctrlKey": true}));
    wait_until_kept(&desktop.machine, |state| state["zoom"] == 125);
    window.script("document.querySelector('[data-testid=divider-sidebar]').focus()");
    window.press(&json!({"key": "End"}));
    wait_until_kept(&desktop.machine, |state| state["sidebar"] == 320);
    window.resize(1000, 640);
    // In CSS pixels: zoomed by 125 %.
    window.wait_for_script("return innerWidth", |now| *now == 800);
    window.press_last(&json!({"key": "w", "ctrlKey": true}));
    let frame = wait_until_kept(&desktop.machine, |state| state["frame"].is_object());
    assert_eq!(frame["frame"]["width"], 1000.0, "{frame}");

    let window = desktop.start_driven_app_anew(window);
    window.wait_for(ROW);
    window.wait_for_script("return [innerWidth, innerHeight]", |now| {
        *now == json!([800, 512])
    });
    let sidebar = "return document.querySelector('nav').getBoundingClientRect().width";
    window.wait_for_script(sidebar, |width| *width == 320);
    window.press(&json!({"key": "0", "ctrlKey": true}));
    window.wait_for_script("return innerWidth", |now| *now == 1000);
}

#[test]
fn a_link_opens_its_incident_in_the_running_app_and_nothing_else() {
    let (desktop, window) = with_incidents(&["/retm/orders", "/retm/menu"]);
    let start = |link: &str| {
        let mut second = desktop.app();
        let second = second.arg(link).output().unwrap();
        assert!(second.status.success(), "{link}: {second:?}");
    };
    start("missedhook://incident/1");
    window.wait_for_script("return location.hash", |hash| *hash == "#/incident/1");
    window.wait_for(DETAIL);
    window.press(&json!({"key": "l", "ctrlKey": true}));
    let display = desktop.machine.display();
    display.wait_for_clipboard("missedhook://incident/1", LIMIT);

    start("missedhook://incident/1/resolve");
    let bar = "[data-testid=problem-bar]";
    window.wait_for_text(bar, |text| text.contains("Nothing was opened"));
    start("missedhook://settings/<b>1</b>");
    window.wait_for_text(bar, |text| text.contains("<b>1</b>"));
    let hash = window.script("return location.hash");
    assert_eq!(hash, "#/incident/1");
    start("missedhook://incident/99");
    window.wait_for("[data-testid=detail-missing]");
}

/// A second start that begins to draw would fail, and would end in the middle of what it began.
#[test]
fn a_second_start_hands_over_its_link_before_it_needs_a_screen() {
    let (desktop, window) = with_incidents(&["/retm/orders", "/retm/menu"]);
    let mut second = desktop.app();
    let second = second
        .arg("missedhook://incident/2")
        .env("DISPLAY", ":no-screen");
    let ended = second.output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    window.wait_for_script("return location.hash", |hash| *hash == "#/incident/2");
}

#[test]
fn without_a_screen_that_can_be_opened_it_says_so() {
    let desktop = Desktop::empty();
    let without = |change: &dyn Fn(&mut Command)| {
        let mut app = desktop.app();
        change(&mut app);
        let ended = app.output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        String::from_utf8_lossy(&ended.stderr).into_owned()
    };
    let said = without(&|app| _ = app.env("DISPLAY", ":no-screen"));
    assert!(said.contains("The display can't be opened."), "{said}");
    let said = without(&|app| _ = app.env_remove("DISPLAY"));
    assert!(said.contains("There is no display here."), "{said}");
}

#[test]
fn the_desktop_opens_links_with_the_app() {
    let (desktop, window) = with_incidents(&["/retm/orders", "/retm/menu"]);
    let entry = desktop
        .machine
        .root()
        .join("home/.local/share/applications/missedhook-links.desktop");
    let written = || fs::read_to_string(&entry).ok();
    let text = wait_until("entry for links", LIMIT, written, || ());
    assert!(
        text.contains("MimeType=x-scheme-handler/missedhook;"),
        "{text}"
    );
    let scheme = "x-scheme-handler/missedhook";
    let known = || {
        let mut ask = desktop.machine.command("gio");
        let asked = ask.args(["mime", scheme]).output().unwrap();
        let asked = String::from_utf8_lossy(&asked.stdout).into_owned();
        asked.contains("missedhook-links.desktop").then_some(())
    };
    wait_until("handler of links", LIMIT, known, || text.clone());
    let mut open = desktop.machine.command("gio");
    let open = open.args(["open", "missedhook://incident/2"]);
    let open = open.stdout(Stdio::null()).stderr(Stdio::null());
    assert!(open.status().unwrap().success());
    window.wait_for_script("return location.hash", |hash| *hash == "#/incident/2");
}

#[test]
fn a_link_starts_the_app_and_a_bad_one_is_only_refused() {
    let desktop = Desktop::empty();
    let mut bad = desktop.app();
    let app = Running::spawn(bad.arg("missedhook://nowhere/1"));
    desktop.machine.display().wait_for_windows(1, LIMIT);
    app.stop();
    // Other text is not a link, but a mistyped subcommand.
    let mut typo = desktop.app();
    let typo = typo.arg("lst").output().unwrap();
    assert_eq!(typo.status.code(), Some(2));
    let said = String::from_utf8_lossy(&typo.stderr).into_owned();
    assert!(said.contains("similar subcommand"), "{said}");
}

#[test]
fn the_first_close_says_once_where_it_goes_on() {
    let (desktop, app) = Desktop::with_app();
    let display = desktop.machine.display();
    display.wait_for_windows(1, LIMIT);
    desktop.tray_item();
    display.close_windows();
    let said = desktop.notifications.wait_for("keeps running", LIMIT);
    assert!(said.says("in the tray"), "{said:?}");
    wait_until_kept(&desktop.machine, |state| state["told_of_closing"] == true);

    desktop.start_app().wait();
    display.wait_for_windows(1, LIMIT);
    display.close_windows();
    display.wait_for_windows(0, LIMIT);
    // Later reports are announced. That the app keeps running is not announced again.
    deliver(&desktop.receiver_url(), fixture("documented.json"));
    desktop.notifications.wait_for("/retm/orders", LIMIT);
    let again = |one: &missedhook_tests::notification_server::Notified| one.says("keeps running");
    assert_eq!(
        desktop
            .notifications
            .notified()
            .all()
            .iter()
            .filter(|one| again(one))
            .count(),
        1
    );
    app.stop();
}

#[test]
fn where_there_is_no_tray_the_first_close_says_how_to_come_back() {
    let machine = Machine::with_desktop();
    let notifications = NotificationServer::start(machine.bus());
    let window = WebDriver::start(&machine);
    window.wait_for("[data-testid=first-run]");
    window.press_last(&json!({"key": "w", "ctrlKey": true}));
    let said = notifications.wait_for("keeps running", LIMIT);
    assert!(said.says("no tray icon") && said.says("Ctrl Q"), "{said:?}");
}

#[test]
fn the_windows_menu_has_quit_on_the_first_run_too() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    window.click("[data-testid=window-menu]");
    window.screenshot("window-menu");
    window.click("[data-testid=quit]");
    let ended = || desktop.running().is_none().then_some(());
    wait_until("end of the app", LIMIT, ended, || desktop.running());
    desktop.machine.display().wait_for_windows(0, LIMIT);
}

#[test]
fn help_explains_codes_and_leads_nowhere_outside() {
    let (_desktop, window) = with_incidents(&["/retm/orders"]);
    window.press(&json!({"key": "g"}));
    window.press(&json!({"key": "h"}));
    window.wait_for_text("[data-testid=help-codes]", |text| text.contains("503"));
    window.type_into("[data-testid=help-code]", "503");
    let rows = "return document.querySelectorAll('[data-testid=help-codes] tbody tr').length";
    window.wait_for_script(rows, |count| *count == 1);
    let outside = "return document.querySelectorAll('a[href]:not([href^=\"#\"])').length";
    assert_eq!(window.script(outside), 0);
    window.wait_for_text("[data-testid=help-changes]", |text| !text.is_empty());
}
