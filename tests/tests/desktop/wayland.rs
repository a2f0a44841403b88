//! The app on a real Wayland compositor, which lets a window come to the front only with the token of a click. The test
//! reads the messages between GTK and the compositor.

use std::time::Duration;

use missedhook_tests::{
    LIMIT,
    desktop::{app, receiver_url},
    machine::Machine,
    notification_server::NotificationServer,
    program::Running,
    recording::wait_until,
    retm::{deliver, fixture},
    sway::Sway,
    tray_watcher::TrayWatcher,
};

/// Clicks until the app activates its window with this token. An activation long before the click does not count.
fn wait_for_activation(app: &Running, token: &str, click: impl Fn()) {
    let call = format!(".activate(\"{token}\", wl_surface");
    let is_it = |line: &String| line.contains("xdg_activation_v1") && line.contains(&call);
    let is_activated = || {
        click();
        let look = |lines: &[String]| lines.iter().any(is_it).then_some(());
        app.stderr.look_for(Duration::from_secs(2), look)
    };
    wait_until(token, 2 * LIMIT, is_activated, || ());
}

#[test]
fn a_click_in_the_tray_or_on_a_notification_raises_the_window_with_its_token() {
    assert!(Sway::can_start(), "install Debian's packages sway and grim");
    let (machine, sway) = (Machine::with_bus(), Sway::start());
    let notifications = NotificationServer::start(machine.bus());
    let tray = TrayWatcher::start(machine.bus());
    let mut command = app(&machine);
    command
        .env("WAYLAND_DISPLAY", sway.socket())
        .env("WAYLAND_DEBUG", "client")
        .env("GDK_BACKEND", "wayland")
        .env("LIBGL_ALWAYS_SOFTWARE", "1");
    let app = Running::spawn(&mut command);
    let url = receiver_url(&machine);
    let item = tray.wait_for_item(2 * LIMIT);
    let is_shown = |line: &String| line.contains("wl_surface") && line.contains(".commit()");
    app.stderr.wait_for_item("window", 2 * LIMIT, is_shown);

    wait_for_activation(&app, "of-the-panel", || {
        item.provide_token("of-the-panel");
        item.activate();
    });
    wait_for_activation(&app, "of-the-menu", || {
        item.provide_token("of-the-menu");
        item.click("Open history");
    });
    deliver(&url, fixture("documented.json"));
    let told = notifications.wait_for("orders", LIMIT);
    wait_for_activation(&app, "of-the-notification", || {
        notifications.press_with_token(told.id, "default", "of-the-notification");
    });
}
