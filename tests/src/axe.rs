//! Runs axe-core in the real window for what jsdom can't know, such as colours, sizes and overlaps. Uses the package of
//! the window's own tests and contains no rules itself.

use std::{fmt::Write as _, path::Path};

use serde_json::{Value, json};

use crate::web_driver::WebDriver;

/// WCAG 2.0, 2.1 and 2.2 at A and AA, and axe-core's own best practices.
const TAGS: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

/// The rules whose answer depends on colours.
const COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// The accessibility faults of the current page, one paragraph each: rule, help, and each element with the reason.
/// Empty if there are none.
///
/// # Panics
/// If axe-core is not installed (`npm ci` in `ui/`) or does not run.
pub fn faults(window: &WebDriver) -> String {
    run(window, &json!({"type": "tag", "values": TAGS}))
}

/// Those of its colours alone, for a page that [`faults`] has seen in other colours.
///
/// # Panics
/// As [`faults`].
pub fn faults_of_colours(window: &WebDriver) -> String {
    run(window, &json!({"type": "rule", "values": COLOURS}))
}

fn run(window: &WebDriver, rules: &Value) -> String {
    if window.script("return typeof axe") == "undefined" {
        let package =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(&package);
        let source = source.unwrap_or_else(|e| panic!("{}: {e}", package.display()));
        window.script(&source);
    }
    let options = json!({
        "runOnly": rules,
        // There are no other frames, and the page's policy forbids fetching its own style sheets again.
        "iframes": false,
        "preload": false,
        "resultTypes": ["violations"],
    });
    // Waits for transitions first, because a colour halfway between light and dark is no fault. Only violations are
    // returned: the rest is long, and would go through three processes.
    let violations = window.script_async(&format!(
        "const moving = () => document.getAnimations()\
           .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished);\
         requestAnimationFrame(() => requestAnimationFrame(() => Promise.allSettled(moving())\
           .then(() => axe.run(document, {options}))\
           .then(({{ violations }}) => done(violations), (error) => done(String(error)))))"
    ));
    let violations = violations
        .as_array()
        .unwrap_or_else(|| panic!("axe-core: {violations}"));
    violations.iter().map(in_words).collect()
}

fn in_words(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut words = format!("{}: {}\n", text(&violation["id"]), text(&violation["help"]));
    for node in violation["nodes"].as_array().into_iter().flatten() {
        let (target, why) = (&node["target"], text(&node["failureSummary"]));
        let why = why.replace('\n', " ");
        let _ = writeln!(
            words,
            "    {target}\n        {}\n        {why}",
            text(&node["html"])
        );
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Machine;

    #[test]
    fn what_is_wrong_with_a_page_is_found_and_named() {
        let machine = Machine::with_desktop();
        let window = WebDriver::start_browser(&machine);
        window.script(
            "document.documentElement.lang = 'en'; document.title = 'Page';\
             document.body.innerHTML = '<main><h1>Page</h1><p>fine</p></main>'",
        );
        assert_eq!(faults(&window), "");
        window.script(
            "document.body.innerHTML = '<main><h1>Page</h1><button></button>\
               <p style=\"color: #999; background: #fff\">faint</p></main>'",
        );
        let colours = faults_of_colours(&window);
        assert!(colours.contains("color-contrast: ") && !colours.contains("button-name: "));
        let found = faults(&window);
        for part in ["button-name: ", "color-contrast: ", "2.84", ">faint</p>"] {
            assert!(found.contains(part), "no {part:?} in {found}");
        }
    }

    #[test]
    fn a_colour_that_is_changing_is_judged_when_it_has_changed() {
        let machine = Machine::with_desktop();
        let window = WebDriver::start_browser(&machine);
        window.script(
            "document.documentElement.lang = 'en'; document.title = 'Page';\
             document.body.innerHTML = '<main><h1>Page</h1><p id=\"p\">text</p></main>';\
             p.style.color = '#ddd'; p.offsetWidth; p.style.transition = 'color 1s'; p.style.color = '#000'",
        );
        assert_eq!(faults(&window), "");
    }
}
