//! The way in on the desktop: what the tray says of it, and a public URL that has changed, told and copied at one
//! click.

use std::fs;

use missedhook_tests::{
    LIMIT, bore::BoreServer, desktop::Desktop, program::run_ok, recording::wait_until,
};

#[test]
fn a_changed_public_url_is_told_and_copied_at_one_click() {
    let desktop = Desktop::empty();
    let machine = &desktop.machine;
    let server = BoreServer::start(None);
    let (first, second) = (fastrand::u16(20_000..40_000), fastrand::u16(40_000..60_000));
    let printed = || run_ok(machine, &["url"]).trim().to_owned();
    printed();
    let path = machine.data_dir().join("settings.toml");
    let change = |from: &str, to: &str| {
        let before = fs::read_to_string(&path).unwrap();
        let after = before.replacen(from, to, 1);
        assert_ne!(before, after, "no {from} in:\n{before}");
        fs::write(&path, after).unwrap();
    };
    let address = server.address();
    change(
        "# kind = \"\"",
        &format!("kind = \"bore\"\nbore_server = \"{address}\"\nbore_port = {first}"),
    );
    let url = |port: u16| {
        let begins = format!("http://{address}:{port}/");
        wait_until(
            &begins,
            2 * LIMIT,
            || Some(printed()).filter(|url| url.starts_with(&begins)),
            printed,
        )
    };
    let _app = desktop.start_app();
    let before = url(first);
    let item = desktop.tray_item();
    wait_until(
        "proof in the tooltip",
        LIMIT,
        || {
            item.tooltip()
                .1
                .contains("Reachable, proven at")
                .then_some(())
        },
        || item.tooltip(),
    );
    item.click("Copy receiver URL");
    machine.display().wait_for_clipboard(&before, LIMIT);
    assert_eq!(desktop.notifications.notified().count(), 0);

    change(
        &format!("bore_port = {first}"),
        &format!("bore_port = {second}"),
    );
    let told = desktop
        .notifications
        .wait_for("Your receiver URL has changed", 2 * LIMIT);
    let after = url(second);
    let key = after.rsplit('/').next().unwrap();
    assert!(!told.says(key), "the key is shown to nobody: {told:#?}");
    assert!(
        told.actions.iter().any(|word| word == "copy-url")
            && !told.actions.iter().any(|word| word == "mute"),
        "{told:#?}"
    );
    desktop.notifications.invoke_action(told.id, "copy-url");
    machine.display().wait_for_clipboard(&after, LIMIT);
}
