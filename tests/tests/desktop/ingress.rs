//! The ingress on the desktop: what the tray shows, and a changed public URL that is announced and copied with one
//! click. Also a new user's whole way, from the first window to an ingress that recovers by itself.

use std::{cell::Cell, fs, time::Instant};

use missedhook_tests::{
    LIMIT,
    bore::BoreServer,
    desktop::Desktop,
    program::{first_start, list, run_ok},
    recording::wait_until,
    retm::{ORDERS, deliver, report},
    web_driver::WebDriver,
};

use crate::first_run::every_step_is_in_sight;

#[test]
fn a_changed_public_url_notifies_and_is_copied_with_one_click() {
    let desktop = Desktop::accepting_local_urls();
    let machine = &desktop.machine;
    let server = BoreServer::start(None);
    let (first, second) = (
        missedhook_tests::ports::unused(),
        missedhook_tests::ports::unused(),
    );
    let printed = || run_ok(machine, &["url"]).trim().to_owned();
    first_start(machine);
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
                .contains("RETM could reach you at")
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
        told.actions
            .iter()
            .any(|word| word == "missedhook-copy-url")
            && !told.actions.iter().any(|word| word == "missedhook-mute"),
        "{told:#?}"
    );
    desktop
        .notifications
        .invoke_action(told.id, "missedhook-copy-url");
    machine.display().wait_for_clipboard(&after, LIMIT);
}

/// On a small laptop screen, with the longest form open.
#[test]
fn the_choice_and_its_button_are_seen_without_scrolling() {
    let (_desktop, window) = Desktop::with_driven_app();
    window.resize(1280, 800);
    window.wait_for_script("return innerWidth", |width| width == 1280);
    let bottom = |css: &str| {
        let find = format!("document.querySelector('{css}')");
        let script = format!("return innerHeight - {find}.getBoundingClientRect().bottom");
        window.script(&script).as_f64().unwrap()
    };
    for kind in ["ssh", "bore"] {
        window.click(&format!("[data-testid=tunnel-offer-{kind}] input"));
        window.wait_for(&format!("[data-testid=tunnel-field-{kind}_port]"));
        window.screenshot(&format!("first-run-{kind}-picked"));
        for seen in ["tunnel-start", "tunnels-absent"] {
            let room = bottom(&format!("[data-testid={seen}]"));
            assert!(room >= 0.0, "{kind}: {seen} is {room} px too far down");
        }
    }
    // The line expands to the instructions.
    let absent = "[data-testid=tunnel-offer-tailscale]";
    let open = "return document.querySelector('[data-testid=tunnels-absent]').open";
    assert_eq!(window.script(open), false);
    window.click("[data-testid=tunnels-absent] summary");
    window.wait_for_script(open, |open| open == true);
    window.wait_for_text(absent, |text| text.contains("tailscale.com/download"));
    window.screenshot("first-run-absent-open");
    // Nothing starts without a server name.
    window.click("[data-testid=tunnel-start]");
    window.wait_for_text("[data-testid=tunnel-picker]", |text| {
        text.contains("is empty")
    });
}

/// The first run of a new user: three ticks that turn green, then the tunnel is cut and restored.
#[test]
fn a_new_user_picks_bore_and_sees_three_ticks_a_lost_way_and_a_healed_one() {
    let mut server = BoreServer::start(None);
    let begun = Instant::now();
    let desktop = Desktop::accepting_local_urls();
    let window = WebDriver::start(&desktop.machine);
    let done = |step: u8| format!("[data-testid=step-{step}][data-done=true]");
    let clicks = Cell::new(0);
    let click = |css: &str| {
        window.click(css);
        clicks.set(clicks.get() + 1);
    };
    click("[data-testid=tunnel-offer-bore] input");
    let entered = format!(
        "const field = document.querySelector('[data-testid=tunnel-field-bore_server]');
         if (!field) return false;
         field.value = '{}';
         field.dispatchEvent(new Event('input', {{ bubbles: true }}));
         return true;",
        server.address()
    );
    window.wait_for_script(&entered, |entered| entered == true);
    window.screenshot("way-in-picked");
    every_step_is_in_sight(&window, "with bore picked");
    click("[data-testid=tunnel-start]");
    window.wait_for(&done(1));
    assert!(window.find(&done(2)).is_none());
    let begins = format!("http://{}:", server.address());
    let url = window.wait_for_text("[data-testid=receiver-url]", |url| url.starts_with(&begins));
    every_step_is_in_sight(&window, "with the tunnel proven");
    click("[data-testid=copy-url]");
    window.wait_for(&done(2));
    desktop.machine.display().wait_for_clipboard(&url, LIMIT);
    assert!(window.find(&done(3)).is_none());
    // RETM's own report, through the public URL.
    deliver(&url, report(ORDERS, "through the tunnel"));
    window.wait_for(&done(3));
    assert_eq!(clicks.get(), 3, "pick, open, copy");
    every_step_is_in_sight(&window, "with all three done");
    // Printed only, because no machine can guarantee it. It should be under 60 s.
    eprintln!(
        "three green ticks after {} clicks, {:.1} s after the start",
        clicks.get(),
        begun.elapsed().as_secs_f64()
    );
    window.screenshot("way-in-first-run-done");
    assert_eq!(list(&desktop.machine, 10).len(), 1);
    window.click("[data-testid=open-history]");
    window.wait_for("[data-testid=reachability][data-state=proven]");

    server.pull_the_plug();
    desktop
        .notifications
        .wait_for("RETM can't reach you", 3 * LIMIT);
    window.wait_for("[data-testid=reachability][data-state=failing]");
    window.screenshot("way-in-lost");
    window.script("location.hash = '#/tunnel'");
    window.wait_for("[data-testid=tunnel-page] [data-testid=tunnel-log]");
    window.screenshot("way-in-page-lost");
    server.plug_in();
    window.wait_for("[data-testid=connection-state][data-state=proven]");
    // bore assigned another port, so the old URL is dead. The user is notified and can copy the new one with one click.
    // The notification replaces that of the outage, and also reports its end.
    let lost = desktop
        .notifications
        .wait_for("RETM can't reach you", LIMIT);
    let told = desktop
        .notifications
        .wait_for("Your receiver URL has changed", 3 * LIMIT);
    assert!(told.says("can be reached again"), "{told:#?}");
    assert_eq!(told.replaces_id, lost.id, "{told:#?}");
    assert!(
        told.actions
            .iter()
            .any(|word| word == "missedhook-copy-url"),
        "{told:#?}"
    );
    window.screenshot("way-in-page");
    window.click("[data-testid=copy-new-url]");
    let gone = "return document.querySelector('[data-testid=url-changed]') === null";
    window.wait_for_script(gone, |gone| gone == true);
    let now = run_ok(&desktop.machine, &["url"]).trim().to_owned();
    assert_ne!(now, url);
    desktop.machine.display().wait_for_clipboard(&now, LIMIT);
    deliver(&now, report("/retm/the-last", "through the new one"));
    // One outage, two notifications: its start, and its end with the new URL.
    desktop.notifications.wait_for("/retm/the-last", LIMIT);
    let all = desktop.notifications.notified().all();
    let told = all
        .iter()
        .filter(|one| one.says("reach you") || one.says("receiver URL"));
    assert_eq!(told.count(), 2, "{all:#?}");
}
