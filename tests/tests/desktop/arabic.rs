//! The window in Arabic: from right to left, in its words, through the main flows.

use missedhook_tests::{
    desktop::Desktop,
    input::key,
    program::set_in_file,
    retm::{ORDERS, deliver, report},
    web_driver::WebDriver,
};
use serde_json::{Value, json};

fn is_arabic(text: &str) -> bool {
    text.chars()
        .any(|letter| ('\u{0600}'..='\u{06ff}').contains(&letter))
}

/// Whether the first element is to the right of the second one.
fn is_right_of(window: &WebDriver, first: &str, second: &str) -> bool {
    let left = |css: &str| {
        let read = format!("return document.querySelector('{css}').getBoundingClientRect().left");
        window.script(&read).as_f64().unwrap()
    };
    left(first) > left(second)
}

/// A window in Arabic.
fn opened(desktop: &Desktop) -> WebDriver {
    set_in_file(
        &desktop.machine,
        "# language = \"system\"",
        "language = \"ar\"",
    );
    let window = WebDriver::start(&desktop.machine);
    window.wait_for_text("[data-testid=first-run] h2", is_arabic);
    window
}

#[test]
fn the_window_runs_from_right_to_left_in_its_words_through_the_main_flows() {
    let desktop = Desktop::empty();
    let window = opened(&desktop);
    let url = desktop.receiver_url();
    window.screenshot("arabic-first-run");
    let about = "return document.documentElement.dir + ' ' + document.documentElement.lang";
    window.wait_for_script(about, |value| *value == json!("rtl ar"));

    let incident = deliver(&url, report(ORDERS, "m")).incident;
    window.script(&format!("location.hash = '#/open/incident/{incident}'"));
    window.wait_for("[data-testid=why-sentence]");
    window.screenshot("arabic-incident");
    for part in ["nav-open", "nav-settings", "acknowledge"] {
        window.wait_for_text(&format!("[data-testid={part}]"), is_arabic);
    }
    let (sidebar, list, detail) = (
        "[data-testid=nav-open]",
        "[data-testid=incident-row]",
        "[data-testid=incident]",
    );
    assert!(is_right_of(&window, sidebar, list));
    assert!(is_right_of(&window, list, detail));
    // What comes from RETM stays as it is.
    window.wait_for_text("[data-testid=incident-row]", |text| {
        text.contains("/retm/orders")
    });

    window.click("[data-testid=acknowledge]");
    window.wait_for_text("[data-testid=nav-acknowledged]", |text| text.contains('1'));
    for page in [
        "settings", "tunnel", "monitors", "plots", "help", "requests",
    ] {
        window.script(&format!("location.hash = '#/{page}'"));
        window.wait_for_text("main h1, main h2, main h3", is_arabic);
        window.screenshot(&format!("arabic-{page}"));
    }
}

/// From the first report to the resolved incident, the search and the palette, with the keys of an Arabic keyboard alone.
#[test]
fn the_main_flows_go_by_an_arabic_keyboard() {
    let desktop = Desktop::empty();
    let window = opened(&desktop);
    let url = desktop.receiver_url();
    for endpoint in ["https://pos.example/فواتير", "https://pos.example/طلبات"] {
        deliver(&url, report(endpoint, "تعذّر الاتصال"));
    }
    window.script("location.hash = '#/open'");
    let rows = |count: usize| {
        let rows = "return document.querySelectorAll('[data-testid=incident-row]').length";
        window.wait_for_script(rows, |now| *now == json!(count));
    };
    rows(2);
    let display = desktop.machine.display();
    display.lay_out_keyboard("ara");
    display.focus_window();
    // The search is typed as it is read: طلبات.
    display.press_keys(&[key::SLASH]);
    for letter in [key::QUOTE, key::G, key::F, key::H, key::J] {
        display.press_keys(&[letter]);
    }
    let typed = "return document.querySelector('[data-testid=search]').value";
    window.wait_for_script(typed, |text| *text == json!("طلبات"));
    rows(1);
    // The first closes what is offered, the second goes on to the list.
    display.press_keys(&[key::ESCAPE]);
    display.press_keys(&[key::ESCAPE]);

    display.press_keys(&[key::J]);
    window.wait_for_text("[data-testid=why-sentence]", is_arabic);
    display.press_keys(&[key::A]);
    window.wait_for_text("[data-testid=undo-line]", |text| text.contains("أُكّد استلام"));
    display.press_keys(&[key::G]);
    display.press_keys(&[key::A]);
    window.wait_for_script("return location.hash", |hash| *hash == "#/acknowledged");
    rows(1);
    display.press_keys(&[key::J]);
    display.press_keys(&[key::R]);
    window.wait_for_text("[data-testid=undo-line]", |text| text.contains("حُلّت"));
    window.wait_for_text("[data-testid=nav-resolved]", |text| text.contains('1'));

    // The palette finds a page by its Arabic name: المسا… is المساعدة.
    display.press_keys(&[key::CTRL, key::K]);
    window.wait_for("[data-testid=palette-input]");
    for letter in [key::H, key::G, key::L, key::S, key::H] {
        display.press_keys(&[letter]);
    }
    let first = "[data-testid=palette-entry][aria-selected=true]";
    window.wait_for_text(first, |text| text.contains("المساعدة"));
    display.press_keys(&[key::ENTER]);
    window.wait_for_script("return location.hash", |hash| *hash == "#/help");
}

/// A screen reader goes by the order of the page: from the views to the list and the open incident, which is the order in
/// which they are read from right to left. What it says is Arabic, or RETM's own.
#[test]
fn a_screen_reader_hears_it_in_order_and_in_arabic() {
    let desktop = Desktop::empty();
    let window = opened(&desktop);
    let incident = deliver(&desktop.receiver_url(), report(ORDERS, "تعذّر الاتصال")).incident;
    window.script(&format!("location.hash = '#/open/incident/{incident}'"));
    window.wait_for("[data-testid=why-sentence]");
    window.wait_for("[data-testid=incident-row]");
    let parts = "[data-testid=nav-open], [data-testid=incident-row], [data-testid=incident]";
    let places = format!(
        "return [...document.querySelectorAll({parts:?})].map((part) => part.getBoundingClientRect().right)"
    );
    let places = window.script(&places);
    let rights: Vec<f64> = places
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    assert_eq!(rights.len(), 3, "{rights:?}");
    assert!(rights.is_sorted_by(|one, next| one >= next), "{rights:?}");

    let controls = "nav a, nav button, header button, main button, main input, [role=tab], h2, h3";
    let mut heard = Vec::new();
    for control in window.find_all(controls) {
        let (role, name) = window.heard(&control);
        assert!(!role.is_empty(), "{name} has no role");
        let said = name.split(['\u{2066}', '\u{2068}', '\u{2069}']);
        let words = said
            .flat_map(str::split_whitespace)
            .filter(|word| word.len() > 3 && word.chars().all(|c| c.is_ascii_lowercase()));
        let english: Vec<_> = words.collect();
        assert!(english.is_empty(), "{role}: {name}");
        heard.push(name);
    }
    assert!(
        heard.iter().filter(|name| is_arabic(name)).count() > 20,
        "{heard:?}"
    );
    assert!(heard.iter().all(|name| !name.is_empty()), "{heard:?}");
}
