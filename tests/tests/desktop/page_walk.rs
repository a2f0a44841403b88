//! Visits every page of the window, and finds what is wrong with each: axe-core's faults, what is cut off, pictures that
//! differ.

use std::fmt::Write as _;

use missedhook_tests::{
    axe, data::open_database, desktop::Desktop, story::Language, web_driver::WebDriver,
};
use serde_json::json;

use crate::{page_faults, pictures};

/// Visits and checks pages, and collects all faults for the end.
pub struct PageWalk<'a> {
    window: &'a WebDriver,
    /// The folder for the pictures.
    folder: &'a str,
    also_in_dark: bool,
    found: String,
}

impl<'a> PageWalk<'a> {
    pub fn new(window: &'a WebDriver, folder: &'a str) -> Self {
        Self {
            window,
            folder,
            also_in_dark: false,
            found: String::new(),
        }
    }

    /// Sees each page in dark as well, before it goes on. Only the colours differ then: what else is wrong with a page
    /// has been found in light.
    pub fn also_in_dark(self) -> Self {
        Self {
            also_in_dark: true,
            ..self
        }
    }

    /// Goes to a route and waits for an element of its page.
    fn go(&self, address: &str, css: &str) {
        self.window.script(&format!("location.hash = {address:?}"));
        self.window.wait_for(css);
    }

    /// Checks the current page.
    pub fn look(&mut self, page: &str) {
        let window = self.window;
        self.wait_for_stillness();
        window.screenshot(&format!("{}/{page}", self.folder));
        if self.folder == "light" && pictures::PAGES.contains(&page) {
            self.found.push_str(&pictures::compare(window, page));
        }
        self.note(page, &axe::faults(window));
        if self.also_in_dark {
            self.look_in_dark(page);
        }
        for what in page_faults::cut_off(window) {
            let _ = writeln!(self.found, "## {page}\ncut off: {what}\n");
        }
        if self.folder.starts_with("right-to-left") {
            for what in page_faults::english(window) {
                let _ = writeln!(self.found, "## {page}\nEnglish: {what}\n");
            }
        }
    }

    /// A colour in transition is neither the old nor the new one.
    fn wait_for_stillness(&self) {
        let moving =
            "return document.getAnimations().filter((one) => one.playState === 'running').length";
        self.window.wait_for_script(moving, |count| *count == 0);
    }

    fn note(&mut self, page: &str, faults: &str) {
        if !faults.is_empty() {
            let _ = writeln!(self.found, "## {page}\n{faults}");
        }
    }

    /// Checks the current page's colours in dark. That the setting leads here is tested with the first run.
    fn look_in_dark(&mut self, page: &str) {
        self.window
            .script("document.documentElement.dataset.theme = 'dark'");
        self.wait_for_stillness();
        self.window.screenshot(&format!("dark/{page}"));
        let faults = axe::faults_of_colours(self.window);
        self.note(&format!("{page}, dark"), &faults);
        self.window
            .script("document.documentElement.dataset.theme = 'light'");
        self.wait_for_stillness();
    }

    pub fn see(&mut self, page: &str, address: &str, css: &str) {
        self.go(address, css);
        self.look(page);
    }

    fn press(&self, key: &str) {
        self.window.script(&format!(
            "(document.activeElement ?? document.body).dispatchEvent(\
               new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true, cancelable: true }}))"
        ));
    }

    /// Visits every page that a history has.
    pub fn see_every_page(&mut self, desktop: &Desktop, language: &Language) {
        const INCIDENT: &str = "[data-testid=incident]";
        const ROW: &str = "[data-testid=incident-row]";
        const ERROR: &str = "[data-testid=detail-body]";
        let incident = |state: &str, wanted: &str| -> i64 {
            let sql = format!(
                "SELECT id FROM incidents WHERE state = '{state}' AND {wanted} ORDER BY id DESC LIMIT 1"
            );
            open_database(&desktop.machine.data_dir())
                .query_row(&sql, [], |row| row.get(0))
                .unwrap_or_else(|e| panic!("{sql}: {e}"))
        };
        let orders = incident("open", "error_count > 100");
        self.see("open", "#/open", ROW);
        self.go(&format!("#/open/incident/{orders}"), INCIDENT);
        self.window.click("[data-testid=tab-reports]");
        self.window
            .wait_for("[data-testid=reports-list] [data-testid=row]");
        self.look("incident");
        self.window.click("[data-testid=tab-timeline]");
        self.window.wait_for("[data-testid=timeline] li");
        self.look("incident-timeline");
        self.window.click("[data-testid=tab-former]");
        self.look("incident-earlier");
        self.why();
        self.window.click("[data-testid=tab-timeline]");
        let muted = incident("open", "muted_until IS NOT NULL");
        self.see(
            "muted",
            &format!("#/open/incident/{muted}"),
            "[data-testid=muted]",
        );
        self.window.click("[data-testid=copy]");
        self.look("copy-menu");
        self.press("Escape");
        self.window.click("[data-testid=probe-more]");
        self.look("probe-menu");
        self.press("Escape");
        self.window.click("[data-testid=mute]");
        self.look("mute-menu");
        self.press("Escape");
        for state in ["acknowledged", "resolved"] {
            let one = incident(state, "1");
            self.see(state, &format!("#/{state}/incident/{one}"), INCIDENT);
        }
        let test = incident("resolved", "last_source = 'test'");
        let address = format!("#/resolved/incident/{test}");
        self.see("test-report", &address, "[data-testid=test-report]");
        let report: i64 = open_database(&desktop.machine.data_dir())
            .query_row(
                "SELECT max(id) FROM delivery_errors WHERE endpoint = ?1",
                [language.orders],
                |row| row.get(0),
            )
            .unwrap();
        let address = format!("#/open/incident/{orders}/error/{report}");
        self.see("incident-report", &address, ERROR);
        self.see("error-pretty", &format!("#/errors/error/{report}"), ERROR);
        self.window.click("[data-testid=report-compare-before]");
        self.window.wait_for("[data-testid=compare-summary]");
        self.look("error-compared");
        self.window.click("[data-testid=report-compare]");
        self.window.click("[data-testid=body-as-sent]");
        self.look("error-as-sent");
        self.window.click("[data-testid=body-pretty]");
        let unreadable: i64 = open_database(&desktop.machine.data_dir())
            .query_row(
                "SELECT max(id) FROM delivery_errors WHERE unreadable_reason IS NOT NULL",
                [],
                |row| row.get(0),
            )
            .unwrap();
        let address = format!("#/errors/error/{unreadable}");
        self.see("unreadable", &address, "[data-testid=unreadable-reason]");
        self.see(
            "endpoints",
            "#/endpoints",
            "[data-testid=endpoint-list] [data-id]",
        );
        self.endpoint(language);
        self.monitors();
        self.see("plots", "#/plots", "[data-testid=plot-chart] canvas");
        self.plot_by_keys();
        self.see(
            "week",
            "#/week",
            "[data-testid=week-figures], [data-testid=week-empty]",
        );
        self.window.click("[data-testid=week-after]");
        self.window.wait_for("[data-testid=week-so-far]");
        self.look("week-so-far");
        for section in [
            "receiver",
            "connection",
            "notifications",
            "targets",
            "checks",
            "relay",
            "team",
            "history",
            "appearance",
            "startup",
            "diagnostics",
        ] {
            let page = format!("settings-{section}");
            let shown = format!("[data-testid=settings-{section}]");
            self.see(&page, &format!("#/settings/{section}"), &shown);
        }
        self.targets();
        self.see("help", "#/help", "[data-testid=help-codes] tbody tr");
        self.window
            .script("document.querySelector('#help-keys').scrollIntoView()");
        self.look("help-keys");
        self.search();
        self.menus();
        self.desktop();
        self.monitor_with_a_check();
    }

    /// The menus and the palette, as in a desktop program.
    fn desktop(&mut self) {
        self.go("#/open", "[data-testid=incident-row]");
        self.window.click("[data-testid=window-menu]");
        self.look("window-menu");
        self.press("Escape");
        self.press("j");
        self.press("ContextMenu");
        self.window.wait_for("[data-testid=context-menu]");
        self.look("context-menu");
        self.press("Escape");
        self.go("#/endpoints", "[data-testid=endpoint-row]");
        self.press("j");
        self.press("ContextMenu");
        self.window.wait_for("[data-testid=context-menu]");
        self.look("context-menu-endpoint");
        self.press("Escape");
        self.go("#/open", "[data-testid=incident-row]");
        self.press("j");
        let palette = json!({"key": "k", "ctrlKey": true});
        self.window.press(&palette);
        self.window.wait_for("[data-testid=palette-entry]");
        self.look("palette");
        self.window.type_into("[data-testid=palette-input]", "re");
        self.look("palette-typed");
        self.press("Escape");
        self.window
            .script("document.querySelector('[data-testid=palette]')?.close()");
    }

    /// From an incident: what was missed, and its probe. No network requests.
    fn why(&mut self) {
        self.window.click("[data-testid=tab-missed]");
        self.window.wait_for("[data-testid=missed]");
        self.look("incident-missed");
        self.window.click("[data-testid=tab-probe]");
        self.window.wait_for("[data-testid=probe-panel]");
        self.look("incident-probe");
    }

    /// The page of an endpoint, with a note, and with a mute pattern being entered.
    fn endpoint(&mut self, language: &Language) {
        let address = format!(
            "location.hash = '#/endpoint/' + encodeURIComponent({:?})",
            language.orders
        );
        self.window.script(&address);
        self.window.wait_for("[data-testid=endpoint-incidents]");
        self.look("endpoint");
        self.window.script(
            "const box = document.querySelector('[data-testid=endpoint-note]'); \
             box.value = 'Ask Amal before nine.'; \
             box.dispatchEvent(new InputEvent('input', { bubbles: true }))",
        );
        self.window.wait_for("[data-testid=save-note]");
        self.window.click("[data-testid=endpoint-mute-pattern]");
        self.window.wait_for("[data-testid=mute-pattern]");
        self.look("endpoint-mute");
        self.press("Escape");
        self.window.click("[data-testid=endpoint-mute]");
        self.window.wait_for("[data-testid=endpoint-mutes]");
        self.look("endpoint-muted");
        self.window.click("[data-testid=endpoint-unmute]");
        self.window.wait_for("[data-testid=endpoint-not-muted]");
    }

    /// The monitors page and the form for a new one. Nothing is saved, because that would cause network requests.
    fn monitors(&mut self) {
        self.see("monitors", "#/monitors", "[data-testid=monitor-page] h2");
        let form = "[data-testid=monitor-form]";
        self.see("monitor-new", "#/monitors/monitor/new", form);
        self.window
            .script("document.querySelector('[data-testid=monitor-form] summary').click()");
        self.look("monitor-new-more");
    }

    /// A monitor of a port of this machine at which nothing listens, from its first check to its end.
    fn monitor_with_a_check(&mut self) {
        self.go("#/monitors/monitor/new", "[data-testid=monitor-form]");
        self.window.type_into(
            "[data-testid=monitor-url]",
            "http://127.0.0.1:1/retm/orders",
        );
        self.window.click("[data-testid=monitor-save]");
        self.window.wait_for("[data-testid=latest-checks] li");
        self.look("monitor-failing");
        self.window.click("[data-testid=monitor-remove]");
        self.look("monitor-remove");
        self.window.click("[data-testid=monitor-remove-confirm]");
        // It is removed in the settings' file then, which the caller may write next.
        let removed = "return document.querySelector('[data-testid=monitor-remove]') === null";
        self.window.wait_for_script(removed, |gone| *gone == true);
    }

    /// The form of a target with the fields of each kind, a list of two, one that was tested, and the question before it
    /// is removed. Nothing leaves this machine: both are commands.
    fn targets(&mut self) {
        let kinds = "return [...document.querySelector('[data-testid=target-kind]').options].map((one) => one.value)";
        self.go("#/settings/targets", "[data-testid=target-new]");
        self.window.click("[data-testid=target-new]");
        self.window.wait_for("[data-testid=target-form]");
        self.window.click("[data-testid=target-more]");
        for kind in self.window.script(kinds).as_array().into_iter().flatten() {
            let kind = kind.as_str().unwrap_or_default();
            self.choose("[data-testid=target-kind]", kind);
            self.look(&format!("target-{kind}"));
        }
        self.window.click("[data-testid=target-cancel]");
        for (name, command) in [("ops-channel", "/bin/true"), ("on-call", "/bin/false")] {
            self.window.click("[data-testid=target-new]");
            self.window.type_into("[data-testid=target-name]", name);
            self.choose("[data-testid=target-kind]", "command");
            self.window
                .type_into("[data-testid=target-command]", command);
            self.window.click("[data-testid=target-save]");
            let saved = "return document.querySelector('[data-testid=target-form]') === null";
            self.window.wait_for_script(saved, |gone| *gone == true);
        }
        self.window.click("[data-testid=target-send-test]");
        self.window.wait_for("[data-testid=target-ask]");
        self.look("targets");
        self.window.click("[data-testid=target-remove]");
        self.look("target-remove");
        for left in [1, 0] {
            self.window.click("[data-testid=target-remove-confirm]");
            let rows = "return document.querySelectorAll('[data-testid=target]').length";
            self.window.wait_for_script(rows, |count| *count == left);
            if left > 0 {
                self.window.click("[data-testid=target-remove]");
            }
        }
    }

    fn choose(&self, css: &str, value: &str) {
        self.window.wait_for(css);
        self.window.script(&format!(
            "const list = document.querySelector({css:?}); list.value = {value:?}; \
             list.dispatchEvent(new Event('change', {{ bubbles: true }}))"
        ));
    }

    /// From the plot page: the last hour, with a range of it selected.
    fn plot_by_keys(&mut self) {
        self.window.click("[data-testid=plot-range-1h]");
        let bars = "return Number(document.querySelector('[data-testid=plot-chart]').ariaValueMax)";
        self.window
            .wait_for_script(bars, |count| count.as_f64() >= Some(60.0));
        self.look("plots-hour");
        self.window
            .script("document.querySelector('[data-testid=plot-chart]').focus()");
        for key in ["Home", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"] {
            self.press(key);
        }
        self.window.wait_for("[data-testid=plot-clear]");
        self.look("plots-selected");
    }

    fn search(&mut self) {
        let chips = "[data-testid=chip]";
        self.see(
            "search",
            "#/errors?q=code%3A503%20is%3Aopen%20since%3A2d",
            chips,
        );
        let wrong = "[data-testid=chip-problem]";
        let address = "#/errors?q=code%3Anonsense%20since%3Ayesterdayish%20is%3Aopen";
        self.see("search-wrong", address, wrong);
        let nothing = "[data-testid=history-empty]";
        self.see("nothing-found", "#/errors?q=nothing-says-this", nothing);
    }

    fn menus(&mut self) {
        self.go("#/open", "[data-testid=incident-row]");
        self.window.click("[data-testid=export]");
        self.look("export-menu");
        self.press("Escape");
        self.window.click("[data-testid=pause]");
        self.look("pause-menu");
        self.press("Escape");
        self.press("j");
        self.press("x");
        self.press("j");
        self.press("x");
        self.window.wait_for("[data-testid=selection]");
        self.look("selected");
        self.press("Escape");
        self.press("?");
        self.window.wait_for("[data-testid=keys]");
        self.look("keys");
        self.window
            .script("document.querySelector('[data-testid=keys]').close()");
        self.go("#/open", "[data-testid=incident-row]");
        let rows = "return document.querySelectorAll('[data-testid=incident-row]').length";
        let before = self.window.script(rows);
        self.press("j");
        self.press("r");
        self.window.wait_for("[data-testid=undo]");
        self.look("undo");
        self.press("z");
        self.window.wait_for_script(rows, |count| *count == before);
    }

    pub fn end(self) {
        assert!(self.found.is_empty(), "in {}:\n{}", self.folder, self.found);
    }
}
