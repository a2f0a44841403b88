//! The key and the bearer token: nothing is accepted without them, and neither is ever stored with a report.

use std::time::{Duration, Instant};

use missedhook_tests::{
    LIMIT,
    data::{KEY, files_with, now, write_settings},
    http::{Request, Target},
    machine::Machine,
    program::{Serve, first_start, list, run, run_json, run_ok, show},
    retm::{accepted, fixture, request},
};

const TOKEN: &str = "t0ken-that-must-not-be-seen";

#[test]
fn with_a_token_set_only_the_right_one_is_let_in() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), Some(TOKEN));
    let serve = Serve::start(&machine);
    assert_eq!(serve.key(), KEY, "the key of settings.toml is in force");
    for authorization in [
        None,
        Some("Bearer wrong"),
        Some("Bearer "),
        Some("Bearer t0ken-that-must-not-be-see"),
        Some("Bearer t0ken-that-must-not-be-seen-either"),
        Some("Basic t0ken-that-must-not-be-seen"),
        Some(TOKEN),
    ] {
        let mut request = request(&serve.receiver_url, fixture("documented.json"));
        if let Some(value) = authorization {
            request = request.header("Authorization", value);
        }
        crate::refusals::assert_problem(&request.send(), 401);
    }
    assert!(list(&machine, 100).is_empty(), "a refused report is kept");
    let right = request(&serve.receiver_url, fixture("documented.json"))
        .header("Authorization", &format!("Bearer {TOKEN}"));
    accepted(&right.send());
    assert_eq!(list(&machine, 100).len(), 1);
}

#[test]
fn a_wrong_key_is_not_found_whatever_the_token() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), Some(TOKEN));
    let serve = Serve::start(&machine);
    let target =
        Target::of(&serve.receiver_url).with_path("/error/fedcba98fedcba98fedcba98fedcba98");
    for authorization in ["Bearer wrong".to_owned(), format!("Bearer {TOKEN}")] {
        let answer = Request::new("POST", &target)
            .header("Authorization", &authorization)
            .body(fixture("documented.json"))
            .send();
        assert_eq!((answer.status, answer.text()), (404, ""), "{authorization}");
    }
}

#[test]
fn neither_token_nor_key_is_ever_written_down() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), Some(TOKEN));
    let serve = Serve::start(&machine);
    let report = request(&serve.receiver_url, fixture("documented.json"))
        .header("Authorization", &format!("Bearer {TOKEN}"))
        .header("Referer", &serve.receiver_url)
        .header("X-Original-Uri", &format!("/error/{KEY}?x=1"))
        .header("X-Token-Copy", TOKEN)
        .header("X-Plain", "a header that stays");
    let id = accepted(&report.send()).id;
    let as_json = show(&machine, id).to_string();
    let as_text = run_ok(&machine, &["show", &id.to_string()]);
    let listed = run_ok(&machine, &["list"]);
    for (what, text) in [
        ("show --json", &as_json),
        ("show", &as_text),
        ("list", &listed),
    ] {
        for secret in [TOKEN, KEY] {
            assert!(!text.contains(secret), "{what} tells {secret}: {text}");
        }
    }
    assert!(as_json.contains("a header that stays"), "{as_json}");
    assert!(
        as_json.contains("authorization"),
        "that there was one may be seen: {as_json}"
    );
    let searched = |secret| files_with(&machine.data_dir(), secret);
    assert_eq!(
        searched("a header that stays").len(),
        1,
        "the search finds what is there"
    );
    assert_eq!((searched(TOKEN), searched(KEY)), (vec![], vec![]));
    serve.process.stop();
    assert_eq!(
        (searched(TOKEN), searched(KEY)),
        (vec![], vec![]),
        "after the end"
    );
}

#[test]
fn a_replaced_key_is_accepted_for_as_long_as_was_said_and_marked() {
    let machine = Machine::headless();
    first_start(&machine);
    let first = run_ok(&machine, &["url"]).trim().to_owned();
    let old_path = Target::of(&first).path;
    let old_key = old_path.rsplit_once('/').unwrap().1.to_owned();
    let kept = run_json(
        &machine,
        &["url", "--replace-key", "--keep-old", "1h", "--json"],
    );
    assert!(
        kept["old_key_until"].as_str() > Some(now().as_str()),
        "{kept}"
    );
    let serve = Serve::start(&machine);
    assert_ne!(serve.key(), old_key);
    let old_url = serve.receiver_url.replace(serve.key(), &old_key);
    let send = |url: &str| {
        let report = request(url, fixture("documented.json"))
            .header("Missedhook-Accepted-By", "a claim of the sender's")
            .header("X-Original-Uri", &old_path)
            .header("X-Shouted", &old_key.to_ascii_uppercase());
        show(&machine, accepted(&report.send()).id)
    };
    let (by_old, by_new) = (send(&old_url), send(&serve.receiver_url));
    assert_eq!(by_old["headers"]["missedhook-accepted-by"], "old key");
    assert!(by_new["headers"].get("missedhook-accepted-by").is_none());
    assert_eq!(
        Request::new("GET", &Target::of(&old_url)).send().status,
        200
    );
    assert_eq!(
        files_with(&machine.data_dir(), &old_key),
        Vec::<std::path::PathBuf>::new()
    );
    let shouted = old_key.to_ascii_uppercase();
    assert_eq!(
        files_with(&machine.data_dir(), &shouted),
        Vec::<std::path::PathBuf>::new()
    );

    // It has expired: the running program reads that from the file.
    let path = machine.data_dir().join("settings.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let until = kept["old_key_until"].as_str().unwrap();
    std::fs::write(&path, text.replace(until, "2020-01-01T00:00:00Z")).unwrap();
    let end = Instant::now() + LIMIT;
    while Request::new("GET", &Target::of(&old_url)).send().status != 404 {
        assert!(Instant::now() < end, "still accepted after {LIMIT:?}");
        std::thread::sleep(Duration::from_millis(300));
    }
    let refused = request(&old_url, fixture("documented.json")).send();
    assert_eq!((refused.status, refused.text()), (404, ""));
    send(&serve.receiver_url);
    assert_eq!(
        files_with(&machine.data_dir(), &old_key),
        Vec::<std::path::PathBuf>::new()
    );
}

#[test]
fn a_key_that_is_replaced_without_more_is_dead_at_once() {
    let machine = Machine::headless();
    first_start(&machine);
    let first = run_ok(&machine, &["url"]).trim().to_owned();
    let second = run_ok(&machine, &["url", "--replace-key"])
        .trim()
        .to_owned();
    assert_ne!(first, second);
    let serve = Serve::start(&machine);
    let old = Target::of(&serve.receiver_url).with_path(&Target::of(&first).path);
    assert_eq!(Request::new("GET", &old).send().status, 404);
    let refused: [&[&str]; 3] = [
        &["url", "--keep-old", "1h"],
        &["url", "--replace-key", "--keep-old", "soon"],
        &["url", "--replace-key", "--keep-old", "91d"],
    ];
    for args in refused {
        assert_eq!(run(&machine, args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn a_key_is_made_at_the_first_start_and_stays() {
    let (machine, other) = (Machine::headless(), Machine::headless());
    let serve = Serve::start(&machine);
    let key = serve.key().to_owned();
    assert!(
        key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit()),
        "{key}"
    );
    assert_ne!(Serve::start(&other).key(), key);
    serve.process.stop();
    assert_eq!(Serve::start(&machine).key(), key);
}
