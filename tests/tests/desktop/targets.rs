//! Targets in the window: the secrets of a new one go to the keyring, and it works with them.

use std::{fs, path::PathBuf};

use missedhook_tests::{
    LIMIT,
    data::files_with,
    desktop::Desktop,
    integration::{Behaviour, Integration},
    recording::wait_until,
    retm::{deliver, report},
    secret_service::SecretService,
    web_driver::WebDriver,
};
use serde_json::json;

const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
const OTHER: &str = "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVy";

/// Opens the form of a new target of the kind `url`, and fills it in.
fn fill_in(window: &WebDriver, url: &str) {
    window.click("[data-testid=target-new]");
    window.type_into("[data-testid=target-name]", "ops");
    window.script(
        "const kind = document.querySelector('[data-testid=target-kind]'); kind.value = 'url';\
         kind.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    window.type_into("[data-testid=target-url]", url);
    window.type_into("[data-testid=target-secret]", SECRET);
}

fn secrets(keyring: &SecretService) -> Vec<String> {
    let mut secrets: Vec<_> = keyring
        .entries()
        .into_iter()
        .map(|one| one.secret)
        .collect();
    secrets.sort();
    secrets
}

#[test]
fn a_targets_secrets_go_from_the_window_to_the_keyring() {
    let team = Integration::start(Behaviour::status(200));
    let url = format!("{}/T0KEN-in-the-path", team.url());
    let desktop = Desktop::empty();
    let keyring = SecretService::start(desktop.machine.bus());
    let window = WebDriver::start(&desktop.machine);
    window.wait_for("[data-testid=first-run]");
    let receiver = desktop.receiver_url();
    deliver(&receiver, report("https://pos.example.com/retm/first", "x"));
    window.click("[data-testid=open-history]");
    window.script("location.hash = '#/settings/targets'");
    fill_in(&window, &url);
    window.wait_for("[data-testid=target-keyring]:checked");
    window.screenshot("target-keyring-form");
    window.click("[data-testid=target-save]");
    window.wait_for_text("[data-testid=target]", |text| {
        text.contains("in the keyring")
    });
    assert_eq!(secrets(&keyring), [url.as_str(), SECRET]);
    let data = desktop.machine.data_dir();
    let file = fs::read_to_string(data.join("settings.toml")).unwrap();
    assert!(file.contains("secret = \"keyring:"), "{file}");

    window.click("[data-testid=target-send-test]");
    window.click("[data-testid=target-yes]");
    window.wait_for_text("[data-testid=target-test]", |text| {
        text.contains("appeared")
    });
    deliver(
        &receiver,
        report("https://pos.example.com/retm/second", "x"),
    );
    let requests = team.requests();
    let signed = requests.wait_for("the test and an incident", LIMIT, |all| {
        (all.len() >= 2).then(|| all.to_vec())
    });
    for request in signed {
        assert!(
            request.request_line.contains("/T0KEN-in-the-path"),
            "{request:?}"
        );
        assert!(request.header("webhook-signature").is_some(), "{request:?}");
    }
    window.screenshot("target-keyring");

    // The form never gets a secret back, and another one takes its place.
    window.click("[data-testid=target-edit]");
    window.wait_for("[data-testid=target-secret]");
    let typed = "return ['url', 'secret'].map(name =>\
                   document.querySelector(`[data-testid=target-${name}]`).value)";
    assert_eq!(window.script(typed), json!(["", ""]));
    window.screenshot("target-keyring-edit");
    window.type_into("[data-testid=target-secret]", OTHER);
    window.click("[data-testid=target-save]");
    wait_until(
        "the other secret",
        LIMIT,
        || (secrets(&keyring) == [url.as_str(), OTHER]).then_some(()),
        || keyring.entries(),
    );
    for secret in [SECRET, OTHER, "T0KEN-in-the-path"] {
        assert_eq!(files_with(&data, secret), Vec::<PathBuf>::new());
    }

    window.click("[data-testid=target-remove]");
    window.click("[data-testid=target-remove-confirm]");
    wait_until(
        "an empty keyring",
        LIMIT,
        || keyring.entries().is_empty().then_some(()),
        || keyring.entries(),
    );
}
