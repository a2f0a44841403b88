//! What is on the screen, for how long, and what removes it.

use missedhook_tests::{
    LIMIT,
    notification_server::{NotificationServer, Posing},
    program::{Serve, run_ok},
    recording::wait_until,
    retm::{deliver, report},
};

use crate::{beside, timeline};

const NOTIFICATION_DAEMON: Posing = Posing::of("Notification Daemon", "GNOME");

/// Sends this many reports for that endpoint. Returns their incident.
fn grow(serve: &Serve, endpoint: &str, times: usize) -> i64 {
    let mut incident = 0;
    for _ in 0..times {
        incident = deliver(&serve.receiver_url, report(endpoint, "")).incident;
    }
    incident
}

fn count_of(server: &NotificationServer, endpoint: &str) -> usize {
    let all = server.notified().all();
    all.iter().filter(|one| one.says(endpoint)).count()
}

#[test]
fn what_a_person_closed_stays_closed_until_it_escalates() {
    for (close, expired) in [(true, false), (false, true)] {
        let (machine, server, serve) = beside(Posing::AS_NOBODY);
        let incident = grow(&serve, "/retm/orders", 1);
        let first = server.wait_for("/retm/orders", LIMIT);
        if close {
            server.dismiss(first.id);
        }
        if expired {
            server.expire(first.id);
        }
        grow(&serve, "/retm/orders", 1);
        let timeline = || timeline(&machine, incident);
        let is_said = || {
            let said = |line: &String| line.contains("its notification was closed");
            timeline().iter().any(said).then_some(())
        };
        wait_until("word of the closed one", LIMIT, is_said, timeline);
        assert_eq!(count_of(&server, "/retm/orders"), 1);
        grow(&serve, "/retm/orders", 8);
        let escalated = server.wait_for("×10", LIMIT);
        assert_eq!(escalated.replaces_id, 0, "{escalated:#?}");
        assert!(!escalated.silent, "{escalated:#?}");
    }
}

#[test]
fn what_is_acknowledged_or_muted_leaves_the_screen() {
    let (_machine, server, serve) = beside(Posing::AS_NOBODY);
    for (endpoint, action) in [
        ("/retm/orders", "missedhook-acknowledge"),
        ("/retm/menu", "missedhook-mute"),
    ] {
        grow(&serve, endpoint, 1);
        let told = server.wait_for(endpoint, LIMIT);
        server.press(told.id, action);
        let is_it = |closed: &u32| *closed == told.id;
        server
            .closed()
            .wait_for_item("notification taken away", LIMIT, is_it);
    }
}

#[test]
fn the_next_program_brings_up_to_date_and_takes_away_what_the_former_has_shown() {
    let (machine, server, serve) = beside(Posing::AS_NOBODY);
    let incident = grow(&serve, "/retm/orders", 1);
    let first = server.wait_for("/retm/orders", LIMIT);
    serve.process.stop();
    let serve = Serve::start(&machine);
    grow(&serve, "/retm/orders", 1);
    let update = server.wait_for("×2", LIMIT);
    assert_eq!(update.replaces_id, first.id, "{update:#?}");
    server.press(first.id, "missedhook-acknowledge");
    let is_it = |closed: &u32| *closed == first.id;
    server
        .closed()
        .wait_for_item("notification taken away", LIMIT, is_it);
    assert!(timeline(&machine, incident).contains(&"Acknowledged".to_owned()));
}

#[test]
fn a_failure_stays_until_it_is_seen_and_a_test_does_not() {
    let (machine, server, serve) = beside(Posing::AS_NOBODY);
    grow(&serve, "/retm/orders", 1);
    let failing = server.wait_for("/retm/orders", LIMIT);
    assert_eq!((failing.timeout, failing.urgency), (0, Some(1)));
    grow(&serve, "/retm/orders", 1);
    let grown = server.wait_for("×2", LIMIT);
    assert_eq!((grown.timeout, grown.silent), (0, true));
    run_ok(&machine, &["send-test"]);
    let test = server.wait_for("Test received", LIMIT);
    assert_eq!((test.timeout, test.urgency), (-1, Some(0)));
}

/// notify-osd turns a notification that is to stay into a dialog; Notification Daemon never removes it.
#[test]
fn what_would_stay_for_ever_where_nobody_can_take_it_away_is_not_asked_for() {
    for posing in [
        NOTIFICATION_DAEMON,
        Posing::of("notify-osd", "Canonical Ltd"),
    ] {
        let (_machine, server, serve) = beside(posing);
        grow(&serve, "/retm/orders", 1);
        let told = server.wait_for("/retm/orders", LIMIT);
        assert_eq!(told.timeout, -1, "{posing:?}");
    }
}

/// It never signals that a notification has closed, so growth would pop up each time.
#[test]
fn growth_does_not_pop_up_if_closing_is_never_signalled() {
    let (machine, server, serve) = beside(NOTIFICATION_DAEMON);
    let incident = grow(&serve, "/retm/orders", 1);
    server.wait_for("/retm/orders", LIMIT);
    grow(&serve, "/retm/orders", 1);
    let timeline = || timeline(&machine, incident);
    let is_noted = || (timeline().len() > 2).then_some(());
    wait_until("decided growth", LIMIT, is_noted, timeline);
    assert_eq!(count_of(&server, "/retm/orders"), 1);
}

#[test]
fn it_says_who_it_is() {
    let (_machine, server, serve) = beside(Posing::AS_NOBODY);
    grow(&serve, "/retm/orders", 1);
    let told = server.wait_for("/retm/orders", LIMIT);
    for hint in ["category", "desktop-entry", "image-path"] {
        assert!(told.hints.iter().any(|name| name == hint), "{told:#?}");
    }
    let image = told.image.unwrap();
    assert_eq!(told.app_icon, image);
    let icon = std::fs::read(image.strip_prefix("file://").unwrap()).unwrap();
    assert!(icon.starts_with(b"\x89PNG"), "{image}");
}

/// LXQt's server misreads the image hint and shows no image (findings/).
#[test]
fn on_lxqt_the_icon_is_that_of_the_application_alone() {
    let (_machine, server, serve) = beside(Posing::of("lxqt-notificationd", "lxqt.org"));
    grow(&serve, "/retm/orders", 1);
    let told = server.wait_for("/retm/orders", LIMIT);
    assert!(told.app_icon.starts_with("file:///"), "{told:#?}");
    assert_eq!(told.image, None);
}

#[test]
fn a_strangers_button_of_the_usual_name_does_nothing() {
    let (machine, server, serve) = beside(Posing::AS_NOBODY);
    let incident = grow(&serve, "/retm/orders", 1);
    let told = server.wait_for("/retm/orders", LIMIT);
    for pair in told.actions.chunks(2) {
        let own = pair[0] == "default" || pair[0].starts_with("missedhook-");
        assert!(own, "{:?}", told.actions);
    }
    server.press(told.id, "acknowledge");
    server.press(told.id, "missedhook-mute");
    let timeline = || timeline(&machine, incident);
    let is_muted = || {
        let says = |word: &str| timeline().iter().any(|line| line.contains(word));
        assert!(!says("Acknowledged"));
        says("Muted").then_some(())
    };
    wait_until("muted incident", LIMIT, is_muted, timeline);
}
