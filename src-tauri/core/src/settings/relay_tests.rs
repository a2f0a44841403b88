use std::fs;

use std::time::Duration;

use super::*;
use crate::{
    feed::Feed,
    platform::data_dir::DataDir,
    relay::mode::RelayMode,
    settings::{RelaySettings, SettingsError, SettingsHandle, document::settings_of, file},
};

fn relay(text: &str) -> Result<RelaySettings, String> {
    settings_of(text).map(|settings| settings.relay)
}

fn dir_with(text: &str) -> (tempfile::TempDir, DataDir) {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path().join("data")).unwrap();
    fs::write(
        dir.settings(),
        format!("[receiver]\nkey = \"0123456789abcdef0123456789abcdef\"\n{text}"),
    )
    .unwrap();
    (temp, dir)
}

fn text(dir: &DataDir) -> String {
    fs::read_to_string(dir.settings()).unwrap()
}

#[test]
fn what_is_left_out_is_as_documented_and_all_is_read() {
    let off = relay("").unwrap();
    assert!(!off.enabled && off.key.is_none() && off.target.is_none());
    assert_eq!(off.answer_within, Duration::from_millis(800));
    assert_eq!(off.max_body(), 4 * 1024 * 1024);
    assert_eq!((off.keep_days, off.max_size_mb), (7, 1024));
    let on = relay(
        "[relay]\nenabled = true\ntarget = \"http://127.0.0.1:3000/base/\"\n\
         answer_within_ms = 500\nallowed_hosts = [\"a.example\", \"b.example\"]\n\
         [[relay.route]]\npath = \"/retm/rewards/*\"\nmode = \"through\"\n\
         [[relay.route]]\npath = \"*\"\nmode = \"keep\"\n",
    )
    .unwrap();
    assert!(on.enabled);
    assert_eq!(
        on.target.unwrap().to_string(),
        "http://127.0.0.1:3000/base/"
    );
    assert_eq!(on.allowed_hosts.to_string(), "a.example, b.example");
    let modes: Vec<_> = on.routes.iter().map(|route| route.mode).collect();
    assert_eq!(modes, [RelayMode::Through, RelayMode::Keep]);
}

#[test]
fn a_target_is_this_machine_or_allowed_and_never_our_own_receiver() {
    for target in [
        "http://127.0.0.1:3000",
        "http://localhost:3000",
        "http://[::1]:3000/x",
        "https://127.0.0.2",
    ] {
        let read = relay(&format!("[relay]\ntarget = \"{target}\"\n"));
        assert!(read.is_ok(), "{target}: {read:?}");
    }
    for (target, said) in [
        ("3000", "must be an http or https URL"),
        ("ftp://localhost", "must be an http or https URL"),
        ("http://user:pw@localhost:3000", "without a user name"),
        ("http://localhost:3000/?a=b", "without a user name"),
        ("http://pos.example", "name pos.example in allowed_hosts"),
        ("http://127.0.0.1:7386", "leads back"),
        ("http://localhost:7386/x", "leads back"),
        ("https://hooks.example.com", "leads back"),
        ("https://abc.ngrok-free.dev/", "leads back"),
    ] {
        let settings = format!(
            "[receiver]\npublic_url = \"https://hooks.example.com\"\n\
             [tunnel]\nngrok_domain = \"abc.ngrok-free.dev\"\n[relay]\ntarget = \"{target}\"\n"
        );
        let wrong = relay(&settings).unwrap_err();
        assert!(wrong.contains(said), "{target}: {wrong}");
    }
    let allowed = "[relay]\ntarget = \"https://pos.example\"\nallowed_hosts = \"POS.example\"\n";
    assert!(relay(allowed).is_ok());
}

#[test]
fn what_is_wrong_is_reported_by_its_line() {
    for (text, line, word) in [
        ("[relay]\nkey = \"short\"\n", 4, "key must be"),
        ("[relay]\n\nenabled = 1\n", 5, "true or false"),
        ("[relay]\nanswer_within_ms = 40000\n", 4, "answer_within_ms"),
        ("[relay]\ntarget = \"x\"\n", 4, "target must be"),
        (
            "[relay]\ntarget = \"http://a.example\"\n",
            4,
            "allowed_hosts",
        ),
        ("[relay]\nroute = 1\n", 4, "[[relay.route]]"),
        (
            "[[relay.route]]\npath = \"/a\"\nmode = \"keep\"\n[[relay.route]]\npath = \"/b\"\n\
             mode = \"hold\"\n",
            8,
            "\"through\", \"catch\" or \"keep\"",
        ),
        (
            "[[relay.route]]\npath = \"a\"\nmode = \"keep\"\n",
            4,
            "path must be",
        ),
        ("[[relay.route]]\nmode = \"keep\"\n", 3, "path must be text"),
    ] {
        let (_temp, dir) = dir_with(text);
        match file::read(&dir).unwrap_err() {
            SettingsError::Invalid {
                line: at, wrong, ..
            } => {
                assert!(wrong.contains(word), "{text}: {wrong}");
                assert_eq!(at, line, "{text}: {wrong}");
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_key_is_made_when_the_relay_is_first_on_and_stays_when_it_is_off() {
    let (_temp, dir) = dir_with("\n[relay]\nenabled = true # ours\n");
    let handle = SettingsHandle::load(&dir, &Feed::default()).unwrap();
    let first = handle.get();
    let key = first.relay.key.clone().unwrap();
    assert!(text(&dir).contains(key.reveal()) && text(&dir).contains("# ours"));
    assert!(first.secrets().any(|secret| secret == key.reveal()));
    assert_eq!(
        first.hook_url(None, first.listen).unwrap(),
        format!("http://127.0.0.1:7386/hook/{}", key.reveal())
    );
    handle.set("relay.enabled", "false").unwrap();
    let off = handle.get();
    assert_eq!(
        (off.hook_path(), off.relay.key.as_ref()),
        (None, Some(&key))
    );
    // A user deletes the line while the program runs: the key stays the same.
    let without: String = text(&dir)
        .lines()
        .filter(|line| !line.contains(key.reveal()))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(
        dir.settings(),
        without.replace("enabled = false", "enabled = true"),
    )
    .unwrap();
    handle.look();
    assert_eq!(handle.get().relay.key.as_ref(), Some(&key));
    assert!(text(&dir).contains(key.reveal()));
    // If the window clears it, it is replaced, and the receiver's key is not.
    let receiver = handle.get().key.clone();
    handle.set("relay.key", "").unwrap();
    let after = handle.get();
    assert!(after.relay.key.as_ref().is_some_and(|other| *other != key));
    assert_eq!(after.key, receiver);
}

#[test]
fn switched_on_live_it_has_a_key_at_once() {
    let (_temp, dir) = dir_with("");
    let handle = SettingsHandle::load(&dir, &Feed::default()).unwrap();
    assert_eq!(handle.get().relay.key, None);
    assert!(!text(&dir).contains("[relay]"));
    handle.set("relay.enabled", "true").unwrap();
    let key = handle.get().relay.key.clone().unwrap();
    assert!(text(&dir).contains(key.reveal()));
    let (_temp, dir) = dir_with("");
    let handle = SettingsHandle::load(&dir, &Feed::default()).unwrap();
    fs::write(dir.settings(), text(&dir) + "[relay]\nenabled = true\n").unwrap();
    handle.look();
    let other = handle.get().relay.key.clone().unwrap();
    assert_ne!(other, key);
    assert!(text(&dir).contains(other.reveal()));
}

#[test]
fn routes_are_written_in_order_and_comments_stay() {
    let (_temp, dir) = dir_with(
        "[relay]\n# rewards\n[[relay.route]]\npath = \"/retm/rewards/*\" # ours\nmode = \"through\"\n",
    );
    let handle = SettingsHandle::load(&dir, &Feed::default()).unwrap();
    let mut routes = handle.get().relay.routes.clone();
    routes.insert(
        0,
        RelayRoute {
            path: "/retm/orders".to_owned(),
            mode: RelayMode::Keep,
        },
    );
    handle.save_relay_routes(&routes).unwrap();
    assert_eq!(handle.get().relay.routes, routes);
    assert!(text(&dir).contains("# ours") && text(&dir).contains("# rewards"));
    handle.save_relay_routes(&[]).unwrap();
    assert_eq!(handle.get().relay.routes, []);
    let wrong = RelayRoute {
        path: "orders".to_owned(),
        mode: RelayMode::Keep,
    };
    assert!(handle.save_relay_routes(&[wrong]).is_err());
}
