//! The window as the user sees and operates it: `WebKitWebDriver` starts the program, and this file speaks the W3C
//! WebDriver protocol to it directly. Elements are found by CSS selector, mostly by `data-testid`.

use std::{
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{
    LIMIT,
    http::{Request, Target},
    machine::Machine,
    ports,
    program::binary,
    recording::wait_until,
};

/// The key for elements in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The driver, and the program that it started. Both end when dropped.
#[derive(Debug)]
pub struct WebDriver {
    driver: Child,
    driver_url: String,
    session: Option<String>,
}

/// An element of the page at the moment it was found.
#[derive(Clone, Debug)]
pub struct Element(String);

/// Why the driver refused a command.
#[derive(Clone, Debug)]
pub struct Refused(pub Value);

impl WebDriver {
    /// Starts the program's desktop app on the machine's data directory, and waits for its window.
    ///
    /// # Panics
    /// If driver or program do not start.
    pub fn start(machine: &Machine) -> Self {
        Self::start_listening_on(machine, "127.0.0.1:0")
    }

    /// Like [`WebDriver::start`], with the receiver's address.
    ///
    /// # Panics
    /// As [`WebDriver::start`].
    pub fn start_listening_on(machine: &Machine, address: &str) -> Self {
        let args = json!(["--data-dir", machine.data_dir(), "--listen", address]);
        Self::open(machine, &binary(), &args).loaded()
    }

    /// Starts WebKit's own minimal browser, which comes with its library, on an empty page.
    #[cfg(test)]
    pub(crate) fn start_browser(machine: &Machine) -> Self {
        let name = "webkit2gtk-4.1/MiniBrowser";
        let libraries = std::fs::read_dir("/usr/lib").unwrap().flatten();
        let mut places = libraries.map(|entry| entry.path().join(name));
        let browser = places.find(|path| path.exists());
        let browser = browser.unwrap_or_else(|| panic!("no {name} below /usr/lib"));
        Self::open(machine, &browser, &json!(["--automation"]))
    }

    fn open(machine: &Machine, program: &Path, args: &Value) -> Self {
        // The driver does not report which port it chose.
        let port = ports::unused();
        let driver = machine
            .command("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver starts (Debian package webkit2gtk-driver)");
        let mut this = Self {
            driver,
            driver_url: format!("http://127.0.0.1:{port}"),
            session: None,
        };
        let ready = || {
            let target = Target::of(&this.driver_url).with_path("/status");
            Request::new("GET", &target).try_send().ok()
        };
        wait_until("answer from WebKitWebDriver", LIMIT, ready, || port);
        let options = json!({"binary": program, "args": args});
        let capabilities =
            json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}});
        let opened = this.ask("POST", "/session", Some(capabilities));
        let opened = opened.unwrap_or_else(|e| panic!("no session: {e:?}"));
        let id = opened["sessionId"].as_str();
        this.session = Some(id.expect("a session has an id").to_owned());
        this
    }

    /// Waits until the page is there: what is done to the empty page before it is lost.
    fn loaded(self) -> Self {
        let is_loaded = || {
            let loaded =
                "return document.readyState === 'complete' && location.href !== 'about:blank'";
            (self.script(loaded) == json!(true)).then_some(())
        };
        wait_until("loaded page", LIMIT, is_loaded, || {
            self.script("return location.href")
        });
        self
    }

    /// The first element that currently matches.
    pub fn find(&self, css: &str) -> Option<Element> {
        self.find_all(css).into_iter().next()
    }

    /// All elements that currently match.
    ///
    /// # Panics
    /// If the driver refuses.
    pub fn find_all(&self, css: &str) -> Vec<Element> {
        let body = json!({"using": "css selector", "value": css});
        // The driver fails if an element leaves the page while it counts. Then it is asked again.
        let ask = || match self.ask("POST", &self.in_session("/elements"), Some(body.clone())) {
            Ok(found) => Some(found),
            Err(Refused(why)) if why["error"] == "stale element reference" => None,
            Err(why) => panic!("{css}: {why:?}"),
        };
        let found = wait_until(&format!("answer about {css}"), LIMIT, ask, || ());
        let found = found.as_array().cloned().unwrap_or_default().into_iter();
        found
            .filter_map(|element| element[ELEMENT].as_str().map(str::to_owned))
            .map(Element)
            .collect()
    }

    /// Waits for an element that matches.
    ///
    /// # Panics
    /// If the limit is over; shows the page's text.
    pub fn wait_for(&self, css: &str) -> Element {
        wait_until(css, LIMIT, || self.find(css), || self.page_text())
    }

    /// Waits for an element with a matching text, and returns the text.
    ///
    /// # Panics
    /// If the limit is over; shows the page's text.
    pub fn wait_for_text(&self, css: &str, like: impl Fn(&str) -> bool) -> String {
        // The page may re-render between finding and reading.
        let texts = || {
            let found = self.find_all(css);
            let texts = found.iter().map(|element| self.text(element));
            texts.collect::<Vec<_>>()
        };
        let look = || texts().into_iter().flatten().find(|text| like(text));
        let what = format!("{css} with the wanted text");
        wait_until(&what, LIMIT, look, || (texts(), self.page_text()))
    }

    /// The text of an element as laid out by the page. (The protocol's own text omits what it considers clipped.)
    ///
    /// # Errors
    /// If it is gone.
    pub fn text(&self, element: &Element) -> Result<String, Refused> {
        let body = json!({
            "script": "return arguments[0].innerText",
            "args": [{ELEMENT: element.0}],
        });
        let text = self.ask("POST", &self.in_session("/execute/sync"), Some(body))?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// An attribute of an element.
    ///
    /// # Errors
    /// If it is gone.
    pub fn attribute(&self, element: &Element, name: &str) -> Result<Option<String>, Refused> {
        let value = self.of_element("GET", element, &format!("attribute/{name}"), None)?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// The role and the name of an element in WebKit's accessibility tree: what a screen reader says of it.
    ///
    /// # Panics
    /// If the driver refuses.
    pub fn heard(&self, element: &Element) -> (String, String) {
        let ask = |what: &str| {
            let heard = self.of_element("GET", element, &format!("computed{what}"), None);
            let heard = heard.unwrap_or_else(|e| panic!("computed{what}: {e:?}"));
            heard.as_str().unwrap_or_default().to_owned()
        };
        (ask("role"), ask("label"))
    }

    /// Waits for a matching element and clicks it like a user: it must be visible and in front.
    ///
    /// # Panics
    /// If the limit is over.
    pub fn click(&self, css: &str) {
        let last = std::cell::RefCell::new(None);
        let click = || {
            let element = self.find(css)?;
            let clicked = self.of_element("POST", &element, "click", Some(json!({})));
            clicked.map(drop).map_err(|e| last.replace(Some(e))).ok()
        };
        let seen = || (last.borrow().clone(), self.page_text());
        wait_until(&format!("{css} to click"), LIMIT, click, seen);
    }

    /// Waits for a matching element and right-clicks it like a user.
    ///
    /// # Panics
    /// If the driver refuses.
    pub fn right_click(&self, css: &str) {
        let Element(id) = self.wait_for(css);
        let pointer = json!({"actions": [{
            "type": "pointer",
            "id": "mouse",
            "parameters": {"pointerType": "mouse"},
            "actions": [
                {"type": "pointerMove", "origin": {ELEMENT: id}, "x": 0, "y": 0, "duration": 0},
                {"type": "pointerDown", "button": 2},
                {"type": "pointerUp", "button": 2},
            ],
        }]});
        self.command("/actions", &pointer);
    }

    /// Presses a key with its modifiers, as the page receives it.
    ///
    /// # Panics
    /// If the page throws.
    pub fn press(&self, key: &Value) {
        self.script(&pressing(key));
    }

    /// Presses a key that closes the page, which also ends the answer.
    pub fn press_last(&self, key: &Value) {
        let body = json!({"script": pressing(key), "args": []});
        let _ = self.ask("POST", &self.in_session("/execute/sync"), Some(body));
    }

    /// Types into the focused element.
    ///
    /// # Panics
    /// If the driver refuses.
    pub fn type_into(&self, css: &str, text: &str) {
        let element = self.wait_for(css);
        let body = json!({"text": text});
        let typed = self.of_element("POST", &element, "value", Some(body));
        typed.unwrap_or_else(|e| panic!("{css}: {e:?}"));
    }

    /// Runs a function body in the page and returns its result.
    ///
    /// # Panics
    /// If it throws.
    pub fn script(&self, body: &str) -> Value {
        self.command("/execute/sync", &json!({"script": body, "args": []}))
    }

    /// Runs a function body in the page and returns what it passes to `done`.
    ///
    /// # Panics
    /// If it throws, or never calls it.
    pub fn script_async(&self, body: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {body}");
        self.command("/execute/async", &json!({"script": script, "args": []}))
    }

    /// Runs a function body in the page until its result matches.
    ///
    /// # Panics
    /// If the limit is over; shows what it returns.
    pub fn wait_for_script(&self, body: &str, like: impl Fn(&Value) -> bool) -> Value {
        let look = || Some(self.script(body)).filter(|value| like(value));
        wait_until(body, LIMIT, look, || (self.script(body), self.page_text()))
    }

    /// All text of the page.
    pub fn page_text(&self) -> String {
        let text = self.script("return document.body ? document.body.innerText : ''");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Sets the window's size.
    ///
    /// # Panics
    /// If it can't be set.
    pub fn resize(&self, width: u32, height: u32) {
        self.command("/window/rect", &json!({"width": width, "height": height}));
    }

    /// Saves a picture of the page as `NAME.png` in the folder named by `MISSEDHOOK_SCREENSHOTS`, if that is set. A
    /// name may contain folders: `dark/open`.
    ///
    /// # Panics
    /// If the picture can't be taken or written.
    pub fn screenshot(&self, name: &str) {
        let Some(folder) = std::env::var_os("MISSEDHOOK_SCREENSHOTS").map(PathBuf::from) else {
            return;
        };
        let picture = folder.join(format!("{name}.png"));
        std::fs::create_dir_all(picture.parent().unwrap_or(&folder)).unwrap();
        std::fs::write(picture, self.picture()).unwrap();
    }

    /// A picture of the window as PNG.
    ///
    /// # Panics
    /// If it can't be taken.
    pub fn picture(&self) -> Vec<u8> {
        // Waits until fonts are loaded and the last change is drawn. Otherwise the picture may be slightly outdated.
        self.script_async(
            "document.fonts.ready.then(() =>\
               requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
        );
        // WebKit takes the picture with the next frame, and a page without changes draws none. So something invisible
        // changes in the meantime.
        self.script(
            "let turn = 0; const draw = setInterval(() => {\
               document.documentElement.style.setProperty('--drawn', String(++turn));\
               document.documentElement.style.outline = `${turn % 2}px solid transparent`;\
               if (turn === 100) { clearInterval(draw); document.documentElement.style.outline = ''; }\
             }, 20)",
        );
        let picture = self.ask("GET", &self.in_session("/screenshot"), None);
        let picture = picture.unwrap_or_else(|e| panic!("no picture: {e:?}"));
        BASE64_STANDARD
            .decode(picture.as_str().unwrap_or_default())
            .unwrap()
    }

    fn of_element(
        &self,
        method: &str,
        element: &Element,
        what: &str,
        body: Option<Value>,
    ) -> Result<Value, Refused> {
        let path = self.in_session(&format!("/element/{}/{what}", element.0));
        self.ask(method, &path, body)
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        let answer = self.ask("POST", &self.in_session(path), Some(body.clone()));
        answer.unwrap_or_else(|e| panic!("{path} {body}: {e:?}"))
    }

    fn in_session(&self, path: &str) -> String {
        let session = self.session.as_deref().expect("the session is open");
        format!("/session/{session}{path}")
    }

    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Result<Value, Refused> {
        let target = Target::of(&self.driver_url).with_path(path);
        let mut request = Request::new(method, &target);
        if let Some(body) = body {
            let json = "application/json; charset=utf-8";
            request = request.header("Content-Type", json).body(body.to_string());
        }
        let answer = request
            .try_send()
            .map_err(|e| Refused(json!(e.to_string())))?;
        let mut json = answer.json();
        let value = json["value"].take();
        if answer.status == 200 {
            Ok(value)
        } else {
            Err(Refused(value))
        }
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        if self.session.is_some() {
            let _ = self.ask("DELETE", &self.in_session(""), None);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn pressing(key: &Value) -> String {
    let mut key = key.clone();
    key["bubbles"] = json!(true);
    key["cancelable"] = json!(true);
    format!(
        "(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', {key}))"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_clicked_and_waited_for() {
        let machine = Machine::with_desktop();
        let window = WebDriver::start_browser(&machine);
        window.script(
            "document.body.innerHTML = '<p id=a data-x=1>one</p><button>go</button>';\
             document.querySelector('button').onclick = () => {\
               setTimeout(() => { document.querySelector('#a').textContent = 'two' }, 50) }",
        );
        let found = window.wait_for("#a");
        assert_eq!(window.text(&found).unwrap(), "one");
        assert_eq!(
            window.attribute(&found, "data-x").unwrap().as_deref(),
            Some("1")
        );
        assert!(window.find("#none").is_none());
        window.click("button");
        assert_eq!(window.wait_for_text("#a", |text| text != "one"), "two");
        assert_eq!(window.wait_for_script("return 1 + 1", |sum| *sum == 2), 2);
        window.screenshot("browser");
        machine.display().wait_for_windows(1, LIMIT);
        machine.display().close_windows();
        machine.display().wait_for_windows(0, LIMIT);
    }
}
