//! Everyday use of the app: an icon in the tray, and a window only on demand.

use std::time::Instant;

use missedhook_tests::{
    LIMIT,
    data::open_database,
    desktop::Desktop,
    failing_disk::{EIO, FailingDisk, Failure},
    program::{Running, Serve, first_start, list, set_local_only},
    recording::wait_until,
    retm::{deliver, fixture, report, send},
    tray_item::TrayItem,
    tray_watcher::TrayWatcher,
    web_driver::WebDriver,
};

const MENU: [&str; 5] = [
    "Open history",
    "Copy receiver URL",
    "Send test report",
    "Pause notifications",
    "Quit",
];

#[test]
fn the_tray_item_has_a_picture_words_and_the_whole_menu() {
    let (desktop, _app) = Desktop::with_app();
    let item = desktop.tray_item();
    assert!(!item.title().is_empty());
    let (title, _) = item.tooltip();
    assert!(title.starts_with("Missedhook: "), "{title:?}");
    let pixmaps = item.pixmaps();
    assert!(!pixmaps.is_empty());
    for (width, height, pixels) in pixmaps {
        let bytes = usize::try_from(width * height * 4).unwrap();
        assert_eq!(pixels.len(), bytes, "{width} × {height}");
        assert!(
            pixels.chunks(4).any(|pixel| pixel[0] != 0),
            "all transparent"
        );
    }
    let menu = item.menu();
    let mut labels = menu.labels();
    labels.retain(|label| MENU.contains(label));
    assert_eq!(labels, MENU, "{menu:#?}");
    assert_eq!(
        menu.find("Pause notifications").unwrap().ticked,
        Some(false)
    );
    desktop.receiver_url();
    for label in MENU {
        item.wait_for_menu(label, LIMIT, |item| item.enabled);
    }
}

#[test]
fn send_test_report_in_the_menu_makes_exactly_one_notification() {
    let (desktop, _app) = Desktop::with_app();
    let url = desktop.receiver_url();
    desktop.tray_item().click("Send test report");
    let first = desktop
        .notifications
        .notified()
        .wait_for_count("notification", 1, LIMIT);
    assert!(first[0].says("Test received"), "{first:#?}");
    deliver(&url, report("/retm/the-last", ""));
    desktop.notifications.wait_for("/retm/the-last", LIMIT);
    let all = desktop.notifications.notified().all();
    assert_eq!(all.len(), 2, "the test's and the last: {all:#?}");
    let rows = list(&desktop.machine, 100);
    assert_eq!((rows.len(), &rows[1]["source"]), (2, &"test".into()));
}

#[test]
fn copy_receiver_url_in_the_menu_fills_the_clipboard() {
    let (desktop, _app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let item = desktop.tray_item();
    item.wait_for_menu("Copy receiver URL", LIMIT, |item| item.enabled);
    item.click("Copy receiver URL");
    desktop.machine.display().wait_for_clipboard(&url, LIMIT);
}

#[test]
fn a_report_notifies_and_changes_the_tooltip() {
    let (desktop, _app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let item = desktop.tray_item();
    desktop.machine.display().wait_for_windows(1, 2 * LIMIT);
    desktop.machine.display().close_windows();
    desktop.machine.display().wait_for_windows(0, LIMIT);
    let before = item.tooltip();
    deliver(&url, fixture("documented.json"));
    let told = desktop.notifications.wait_for("Service Unavailable", LIMIT);
    assert!(told.says("503") && told.says("orders"), "{told:#?}");
    assert!(
        told.actions.iter().any(|key| key == "default"),
        "it can be clicked: {told:#?}"
    );
    let changed = || {
        Some(item.tooltip())
            .filter(|tooltip| *tooltip != before)
            .map(drop)
    };
    missedhook_tests::recording::wait_until("other tooltip", LIMIT, changed, || item.tooltip());
}

#[test]
fn quit_in_the_menu_ends_the_app_with_0_and_frees_the_data() {
    let (desktop, mut app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let id = deliver(&url, fixture("documented.json")).id;
    desktop.tray_item().click("Quit");
    assert_eq!(app.wait().code(), Some(0), "{}", app.output());
    let serve = Serve::start(&desktop.machine);
    assert_eq!(list(&desktop.machine, 100)[0]["id"], id);
    deliver(&serve.receiver_url, fixture("documented.json"));
}

#[test]
fn sigterm_ends_the_app_with_0() {
    let (desktop, app) = Desktop::with_app();
    let id = deliver(&desktop.receiver_url(), fixture("documented.json")).id;
    app.stop();
    assert_eq!(list(&desktop.machine, 100)[0]["id"], id);
}

#[test]
fn while_paused_reports_are_stored_and_nothing_notifies() {
    let (desktop, _app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let item = desktop.tray_item();
    let pause = "Pause notifications";
    item.click(pause);
    item.wait_for_menu(pause, LIMIT, |item| item.ticked == Some(true));
    let id = deliver(&url, report("/retm/while-paused", "")).id;
    assert_eq!(list(&desktop.machine, 100)[0]["id"], id);
    let resumed = Instant::now();
    item.click(pause);
    item.wait_for_menu(pause, LIMIT, |item| item.ticked == Some(false));
    deliver(&url, report("/retm/afterwards", ""));
    desktop.notifications.wait_for("/retm/afterwards", LIMIT);
    let all = desktop.notifications.notified().all();
    assert!(
        all.iter().all(|one| one.at >= resumed),
        "told while paused: {all:#?}"
    );
}

#[test]
fn closing_the_window_leaves_tray_and_receiver_and_a_click_brings_it_back() {
    let (desktop, mut app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let display = desktop.machine.display();
    let item = desktop.tray_item();
    display.wait_for_windows(1, 2 * LIMIT);
    let open_again: [fn(&TrayItem); 2] = [|item| item.activate(), |item| item.click(MENU[0])];
    for open in open_again {
        display.close_windows();
        display.wait_for_windows(0, LIMIT);
        deliver(&url, fixture("documented.json"));
        assert_eq!(item.menu().labels().last(), Some(&"Quit"));
        assert!(app.is_running());
        open(&item);
        display.wait_for_windows(1, 2 * LIMIT);
    }
    assert_eq!(list(&desktop.machine, 100).len(), 2);
}

#[test]
fn a_click_on_a_notification_opens_the_window() {
    let (desktop, _app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let display = desktop.machine.display();
    display.wait_for_windows(1, 2 * LIMIT);
    display.close_windows();
    display.wait_for_windows(0, LIMIT);
    deliver(&url, fixture("documented.json"));
    let told = desktop.notifications.wait_for("orders", LIMIT);
    desktop.notifications.invoke_action(told.id, "default");
    display.wait_for_windows(1, 2 * LIMIT);
}

#[test]
fn what_is_chosen_on_a_notification_is_done_to_its_incident() {
    let (desktop, _app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let orders = deliver(&url, fixture("documented.json"));
    let menu = deliver(&url, fixture("bare-path.json"));
    let database = open_database(&desktop.machine.data_dir());
    let done = |incident: i64| {
        let mut statement = database
            .prepare("SELECT text FROM timeline WHERE incident_id = ?1 AND who = 'person'")
            .unwrap();
        let rows = statement.query_map([incident], |row| row.get(0)).unwrap();
        rows.collect::<Result<Vec<String>, _>>().unwrap()
    };
    for (accepted, endpoint, key, expected) in [
        (
            orders,
            "/retm/orders",
            "missedhook-acknowledge",
            "Acknowledged",
        ),
        (menu, "/retm/menu", "missedhook-mute", "Muted"),
    ] {
        let told = desktop.notifications.wait_for(endpoint, LIMIT);
        assert!(told.actions.iter().any(|one| one == key), "{told:#?}");
        desktop.notifications.invoke_action(told.id, key);
        wait_until(
            expected,
            LIMIT,
            || (done(accepted.incident) == [expected]).then_some(()),
            || done(accepted.incident),
        );
    }
}

#[test]
fn a_second_start_shows_the_first_ones_window_and_ends_with_0() {
    let (desktop, mut app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let display = desktop.machine.display();
    desktop.tray_item();
    display.wait_for_windows(1, 2 * LIMIT);
    for _ in 0..2 {
        let mut second = desktop.start_app();
        assert_eq!(second.wait().code(), Some(0), "{}", second.output());
        display.wait_for_windows(1, 2 * LIMIT);
        assert!(app.is_running());
        display.close_windows();
        display.wait_for_windows(0, LIMIT);
    }
    assert_eq!(desktop.tray.registered().count(), 1, "still one program");
    deliver(&url, fixture("documented.json"));
    assert_eq!(desktop.receiver_url(), url);
}

#[test]
fn a_second_start_brings_back_a_window_that_was_closed() {
    let (desktop, _app) = Desktop::with_app();
    desktop.receiver_url();
    let display = desktop.machine.display();
    display.wait_for_windows(1, 2 * LIMIT);
    display.close_windows();
    display.wait_for_windows(0, LIMIT);
    let mut second = desktop.start_app();
    assert_eq!(second.wait().code(), Some(0), "{}", second.output());
    display.wait_for_windows(1, 2 * LIMIT);
}

#[test]
fn a_disk_that_fails_shows_in_the_tray_until_it_is_well() {
    let desktop = Desktop::empty();
    let disk = FailingDisk::below(&desktop.machine);
    let mut app = desktop.app();
    app.envs(disk.environment());
    let _app = Running::spawn(&mut app);
    let url = desktop.receiver_url();
    let item = desktop.tray_item();
    let says = |failing: bool| {
        let says = || (item.tooltip().0.contains("Reports can't be kept") == failing).then_some(());
        wait_until("the tooltip", LIMIT, says, || item.tooltip());
    };
    says(false);
    disk.fail(Failure {
        sync: EIO,
        ..Failure::default()
    });
    assert_eq!(send(&url, fixture("documented.json")).status, 503);
    says(true);
    // The tooltip and the menu are updated one after the other.
    let listed = || {
        let menu = item.menu();
        let mut labels = menu.labels().into_iter();
        let said = labels.any(|label| label.contains("database can't be used"));
        said.then_some(())
    };
    wait_until("the menu's word of it", LIMIT, listed, || item.menu());
    disk.heal();
    says(false);
    deliver(&url, fixture("documented.json"));
}

/// Without a tunnel RETM can't reach the receiver, whatever a test report does.
#[test]
fn without_an_ingress_the_tray_is_struck_through_until_that_is_set_aside() {
    let desktop = Desktop::empty();
    first_start(&desktop.machine);
    let _app = desktop.start_app();
    desktop.receiver_url();
    let item = desktop.tray_item();
    let says = |text: &str| {
        let tooltip = || item.tooltip().0 + "\n" + &item.tooltip().1;
        let says = || tooltip().contains(text).then_some(());
        wait_until(text, LIMIT, says, tooltip);
    };
    says("RETM can't reach you yet");
    item.wait_for_menu("Finish setup · 3 of 3 left", LIMIT, |item| item.enabled);
    item.click("Send test report");
    desktop.notifications.wait_for("Test received", LIMIT);
    item.wait_for_menu("Finish setup · 2 of 3 left", LIMIT, |item| item.enabled);
    says("RETM can't reach you yet");
    let menu = item.menu();
    let labels = menu.labels();
    assert_eq!(labels[0], "RETM can't reach you yet", "{labels:?}");
    let deaf = item.pixmaps();

    set_local_only(&desktop.machine);
    says("This machine only: RETM can't reach you");
    let struck = || (item.pixmaps() != deaf).then_some(());
    wait_until("another picture", LIMIT, struck, || ());
    let unfinished = || {
        let menu = item.menu();
        (!menu.labels().iter().any(|label| label.contains("setup"))).then_some(())
    };
    wait_until("end of the setup", LIMIT, unfinished, || item.menu());
}

/// A desktop with the app, and nothing to report.
fn that_is_well() -> (Desktop, Running) {
    let desktop = Desktop::empty();
    set_local_only(&desktop.machine);
    let app = desktop.start_app();
    desktop.receiver_url();
    let item = desktop.tray_item();
    item.wait_for_menu("Send test report", LIMIT, |item| item.enabled);
    item.click("Send test report");
    item.wait_for_menu("No open incidents", LIMIT, |item| !item.enabled);
    (desktop, app)
}

/// Hosts reread the icon at different signals; LXQt's closes a menu at `LayoutUpdated`.
#[test]
fn a_change_emits_every_signal_and_leaves_an_open_menu_open() {
    let (desktop, _app) = that_is_well();
    let url = desktop.receiver_url();
    let item = desktop.tray_item();
    let signals = item.signals();
    deliver(&url, fixture("documented.json"));
    for name in [
        "NewStatus",
        "NewIcon",
        "NewAttentionIcon",
        "NewToolTip",
        "ItemsPropertiesUpdated",
    ] {
        signals.wait_for_item(name, LIMIT, |signal| signal == name);
    }
    assert_eq!(item.status(), "NeedsAttention");
    item.click("Pause notifications");
    item.wait_for_menu("Pause notifications", LIMIT, |item| {
        item.ticked == Some(true)
    });
    let all = signals.all();
    assert!(!all.contains(&"LayoutUpdated".to_owned()), "{all:?}");
}

/// What the menu names of the open incidents.
fn named(item: &TrayItem) -> Vec<String> {
    let menu = item.menu();
    let labels = menu.labels().into_iter();
    let named = labels.filter(|label| label.contains(" · since "));
    named.map(str::to_owned).collect()
}

/// Each entry opens its incident. The layout stays, so an open menu stays open.
#[test]
fn the_menu_names_what_fails_and_opens_it() {
    let desktop = Desktop::empty();
    set_local_only(&desktop.machine);
    let window = WebDriver::start(&desktop.machine);
    let url = desktop.receiver_url();
    let item = desktop.tray_item();
    item.wait_for_menu("Send test report", LIMIT, |item| item.enabled);
    let signals = item.signals();
    let wait_for = |expected: &[&str]| {
        let is_so = || {
            let named = named(&item);
            let begins = |(label, begins): (&String, &&str)| label.starts_with(begins);
            let all = named.len() == expected.len() && named.iter().zip(expected).all(begins);
            all.then_some(())
        };
        wait_until(&format!("{expected:?}"), LIMIT, is_so, || named(&item));
    };
    wait_for(&[]);
    let orders = deliver(&url, fixture("documented.json"));
    deliver(&url, report("/retm/a_b", ""));
    wait_for(&[
        "/retm/a__b · 503 ",
        "/retm/orders · 503 Service Unavailable",
    ]);
    deliver(&url, fixture("bare-path.json"));
    deliver(&url, report("https://other.example/retm/x", ""));
    let all = [
        "other.example/retm/x · 503 ",
        "/retm/menu · Connection refused · since ",
        "/retm/a__b · ",
        "pos-bridge.example.com/retm/orders · 503 ",
    ];
    wait_for(&all);
    let heard = signals.all();
    assert!(!heard.contains(&"LayoutUpdated".to_owned()), "{heard:?}");

    item.click(&named(&item)[3]);
    window.wait_for_script("return location.hash", |hash| {
        let hash = hash.as_str().unwrap_or_default();
        hash.ends_with(&format!("/incident/{}", orders.incident))
    });

    for n in 0..4 {
        deliver(&url, report(&format!("/retm/more-{n}"), ""));
    }
    item.wait_for_menu("3 more…", LIMIT, |item| item.enabled);
    assert_eq!(named(&item).len(), 5);
    let heard = signals.all();
    assert!(!heard.contains(&"LayoutUpdated".to_owned()), "{heard:?}");
}

/// Every state is told by the icon, by the first line of the tooltip and by that of the menu: some hosts show one alone.
#[test]
fn the_state_is_in_the_icon_in_the_title_and_in_the_menu() {
    let (desktop, _app) = that_is_well();
    let url = desktop.receiver_url();
    let item = desktop.tray_item();
    let mut icons = vec![item.pixmaps()];
    let menu = item.menu();
    let headline = menu.labels()[0];
    assert_eq!(item.tooltip().0, format!("Missedhook: {headline}"));
    let mut says = |text: &str| {
        // Tooltip, icon and menu are updated one after the other.
        let says = || {
            let in_menu = item.menu().labels()[0].contains(text) || text.contains("paused");
            let in_tooltip = item.tooltip().0.contains(text);
            (in_menu && in_tooltip && !icons.contains(&item.pixmaps())).then_some(())
        };
        let seen = || (item.tooltip(), item.menu(), icons.contains(&item.pixmaps()));
        wait_until(text, LIMIT, says, seen);
        icons.push(item.pixmaps());
    };
    let sizes: Vec<_> = item.pixmaps().iter().map(|one| one.0).collect();
    assert_eq!(sizes, [16, 22, 24, 32, 48]);
    deliver(&url, report("/retm/a&b<c>", ""));
    says("1 new error");
    deliver(&url, report("/retm/a&b<c>", ""));
    says("2 new errors");
    item.click("Pause notifications");
    says("Notifications are paused");
    let (title, text) = item.tooltip();
    for text in [title, text] {
        let rest = text
            .replace("&amp;", "")
            .replace("&lt;", "")
            .replace("&gt;", "");
        assert!(!rest.contains(['&', '<', '>']), "{text:?}");
    }
}

#[test]
fn it_registers_with_every_new_host() {
    let (mut desktop, app) = Desktop::with_app();
    desktop.tray_item();
    for _ in 0..2 {
        drop(desktop.tray);
        desktop.tray = TrayWatcher::start(desktop.machine.bus());
        let is_there = || (desktop.tray.registered().count() > 0).then_some(());
        wait_until("item with the new host", 2 * LIMIT, is_there, || {
            app.output()
        });
        let item = desktop.tray.newest_item();
        assert!(item.title().contains("Missedhook"));
    }
}
