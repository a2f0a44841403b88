//! What a tunnel exposes: one POST route and its greeting, the relay's POST route if that is on, and nothing else.
//! Tries several thousand paths, methods and headers of scanners, with the correct key in all the wrong places, at the
//! receiver itself and through a real tunnel. None is accepted, none is stored, none learns anything.

mod tried;

use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
};

use missedhook_tests::{
    LIMIT,
    bore::BoreServer,
    data::write_settings,
    http::{Answer, Request, Target},
    integration::{Behaviour, Integration},
    machine::Machine,
    program::{Serve, list, run_ok, show},
    recording::wait_until,
    retm::{accepted, fixture, request},
};
use tried::{CLAIMS, DRESSES, METHODS, WORDS, near_misses};

/// Wrong keys get 404 until there are too many; everything else always gets 404. Neither reveals anything.
fn assert_kept_out(answer: &Answer, method: &str, target: &str) {
    let what = format!("{method} {target}: {answer:?}");
    let of_a_url = target.strip_prefix("http://").unwrap_or(target);
    let path = &of_a_url[of_a_url.find('/').unwrap_or(0)..];
    match answer.status {
        404 => assert!(answer.body.is_empty(), "{what}"),
        429 => {
            let is_route = path.starts_with("/error/") || path.starts_with("/hook/");
            assert!(is_route, "{what}");
            assert!(answer.header("retry-after").is_some(), "{what}");
        }
        _ => panic!("{what}"),
    }
    let telling = [
        "server",
        "x-powered-by",
        "location",
        "set-cookie",
        "missedhook-proof",
        "allow",
    ];
    for name in telling {
        assert!(answer.header(name).is_none(), "{what}");
    }
    for (name, _) in &answer.headers {
        assert!(!name.starts_with("access-control-"), "{what}");
    }
}

fn knock(target: &Target, method: &str, path: &str) -> Answer {
    let request = Request::new(method, &target.with_path(path));
    match method {
        "POST" | "PUT" | "PATCH" => request.body(fixture("documented.json")),
        _ => request,
    }
    .send()
}

/// Every path with every method at this receiver URL, over several connections at once.
fn walk(receiver_url: &str) {
    let target = Target::of(receiver_url);
    let key = receiver_url.rsplit_once('/').unwrap().1;
    let mut paths = near_misses(key);
    for dress in DRESSES {
        paths.extend(WORDS.iter().map(|word| dress(word)));
    }
    // The same as absolute URLs, as for a proxy.
    let absolute = [
        "http://127.0.0.1/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/error/x",
    ];
    paths.extend(absolute.map(str::to_owned));
    let walked = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for part in paths.chunks(paths.len().div_ceil(4)) {
            scope.spawn(|| {
                for (path, method) in part
                    .iter()
                    .flat_map(|path| METHODS.iter().map(move |method| (path, method)))
                {
                    assert_kept_out(&knock(&target, method, path), method, path);
                    walked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let walked = walked.into_inner();
    assert!(walked > 5_000, "only {walked}");
}

#[test]
fn several_thousand_paths_and_methods_lead_nowhere() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    walk(&serve.receiver_url);
    assert!(list(&machine, 100).is_empty());
    // It still does its job.
    accepted(&request(&serve.receiver_url, fixture("documented.json")).send());
}

#[test]
fn nor_do_they_with_the_relay_on() {
    let machine = Machine::headless();
    let integration = Integration::start(Behaviour::status(200));
    write_settings(&machine.data_dir(), None);
    let settings = machine.data_dir().join("settings.toml");
    let receiver = fs::read_to_string(&settings).unwrap();
    let relay = format!(
        "\n[relay]\nenabled = true\ntarget = \"{}\"\n",
        integration.url()
    );
    fs::write(&settings, receiver + &relay).unwrap();
    let serve = Serve::start(&machine);
    walk(&serve.receiver_url);
    // Each route has its own key.
    let hook = run_ok(&machine, &["url", "--hook"]).trim().to_owned();
    let (origin, hook_key) = hook.split_once("/hook/").unwrap();
    for wrong in [
        format!("{origin}/hook/{}", serve.key()),
        format!("{origin}/error/{hook_key}"),
        format!("{origin}/hook/"),
        format!("{origin}/hook"),
        format!("{origin}/hook/{hook_key}x/retm"),
        format!("{origin}//hook/{hook_key}"),
    ] {
        let answer = Request::post(&wrong, fixture("documented.json")).send();
        assert_kept_out(&answer, "POST", &wrong);
    }
    assert!(list(&machine, 100).is_empty());
    assert_eq!(run_ok(&machine, &["requests", "--json"]).trim(), "[]");
    assert_eq!(integration.requests().count(), 0);
    let answer = Request::post(&format!("{hook}/retm"), "{}").send();
    assert_eq!(answer.status, 200);
}

#[test]
fn nor_do_they_through_a_tunnel() {
    let machine = Machine::headless().accepting_local_urls();
    let server = BoreServer::start(None);
    write_settings(&machine.data_dir(), None);
    let tunnel = format!(
        "\n[tunnel]\nkind = \"bore\"\nbore_server = \"{}\"\n",
        server.address()
    );
    let settings = machine.data_dir().join("settings.toml");
    let receiver = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, receiver + &tunnel).unwrap();
    let serve = Serve::start(&machine);
    let begins = format!("http://{}:", server.address());
    let printed = || run_ok(&machine, &["url"]).trim().to_owned();
    let through = || Some(printed()).filter(|url| url.starts_with(&begins));
    let public = wait_until("public URL", LIMIT, through, || serve.process.output());
    walk(&public);
    assert!(list(&machine, 100).is_empty());
    accepted(&request(&public, fixture("documented.json")).send());
}

#[test]
fn methods_that_are_made_for_proxies_and_servers_lead_nowhere() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    for (method, path) in [
        ("CONNECT", target.authority.as_str()),
        ("CONNECT", "example.com:443"),
        ("OPTIONS", "*"),
        ("BREW", "/"),
        ("PROPFIND", "/"),
        ("MKCOL", "/x"),
        ("PURGE", "/"),
        ("get", "/"),
    ] {
        assert_kept_out(&knock(&target, method, path), method, path);
    }
    let others = [
        "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MKCOL", "COPY", "MOVE", "LOCK",
        "PURGE", "SEARCH", "BREW", "get", "post", "Post", "POSTS",
    ];
    for method in others {
        let answer = knock(&target, method, &target.path);
        crate::refusals::assert_problem(&answer, 405);
        assert!(!answer.text().contains(serve.key()), "{answer:?}");
    }
    let connect = knock(&target, "CONNECT", &target.path);
    assert!((400..500).contains(&connect.status), "{connect:?}");
    assert!(list(&machine, 100).is_empty());
}

#[test]
fn no_header_opens_a_wrong_path_and_none_turns_a_get_into_a_post() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let mut claims = CLAIMS.to_vec();
    let by_header = [
        ("X-Original-URL", target.path.as_str()),
        ("X-Rewrite-URL", &target.path),
        ("X-Forwarded-Prefix", &target.path),
        ("X-Forwarded-Uri", &target.path),
        ("X-Api-Key", serve.key()),
        ("Referer", &serve.receiver_url),
    ];
    claims.extend(by_header);
    let bearer = format!("Bearer {}", serve.key());
    claims.push(("Authorization", &bearer));
    for (name, value) in claims {
        for (method, path) in [
            ("GET", "/"),
            ("POST", "/"),
            ("POST", "/error/x"),
            ("GET", "/settings.toml"),
        ] {
            let request = Request::new(method, &target.with_path(path)).header(name, value);
            assert_kept_out(&request.send(), method, path);
        }
    }
    for name in [
        "X-HTTP-Method-Override",
        "X-Method-Override",
        "X-HTTP-Method",
    ] {
        let request = Request::new("GET", &target).header(name, "POST");
        let answer = request.body(fixture("documented.json")).send();
        assert!(
            answer.text().starts_with("Missedhook is listening."),
            "{name}: {answer:?}"
        );
    }
    assert!(list(&machine, 100).is_empty());
}

#[test]
fn what_a_report_claims_of_its_sender_is_recorded_and_changes_nothing() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let plain = request(&serve.receiver_url, fixture("documented.json"));
    let claiming = CLAIMS.iter().fold(plain.clone(), |request, (name, value)| {
        request.header(name, value)
    });
    let claiming = claiming.header("X-Forwarded-For", "203.0.113.9");
    let claimed = show(&machine, accepted(&claiming.send()).id);
    for (name, value) in &CLAIMS[1..] {
        assert_eq!(
            claimed["headers"][name.to_ascii_lowercase()],
            *value,
            "{claimed}"
        );
    }
    assert_eq!(
        claimed["headers"]["x-forwarded-for"],
        "127.0.0.1, 203.0.113.9"
    );
    let without = show(&machine, accepted(&plain.send()).id);
    for shown in [claimed, without] {
        let peer = shown["remote_addr"].as_str().unwrap();
        assert!(peer.starts_with("127.0.0.1:"), "{shown}");
        assert_eq!(shown["source"], "retm");
    }
}

#[test]
fn the_proof_is_given_for_a_sound_nonce_and_the_right_key_only() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let ask = |method: &str, query: &str| {
        let path = format!("{}{query}", target.path);
        Request::new(method, &target.with_path(&path)).send()
    };
    let nonce = "?nonce=00112233445566778899aabbccddeeff";
    let proven = ask("GET", nonce);
    let proof = proven.header("missedhook-proof").unwrap().to_owned();
    assert!(
        proof.len() == 64 && proof.bytes().all(|b| b.is_ascii_hexdigit()),
        "{proven:?}"
    );
    assert_eq!(
        proven.text().lines().nth(1),
        Some(&*format!("missedhook-proof: {proof}"))
    );
    assert_eq!(proven.header("cache-control"), Some("no-store"));
    assert_eq!(ask("HEAD", nonce).header("missedhook-proof"), Some(&*proof));
    assert_eq!(ask("GET", nonce).header("missedhook-proof"), Some(&*proof));
    let other = ask("GET", "?nonce=ffeeddccbbaa99887766554433221100");
    assert_ne!(other.header("missedhook-proof"), Some(&*proof));
    for unsound in [
        "",
        "?",
        "?nonce=",
        "?nonce=short",
        "?nonce=00112233445566778899aabbccddeegg",
        "?other=1",
    ] {
        let plain = ask("GET", unsound);
        assert_eq!(
            (plain.status, plain.header("missedhook-proof")),
            (200, None),
            "{unsound}"
        );
        assert_eq!(plain.header("cache-control"), Some("no-store"));
        assert!(!plain.text().contains("proof"), "{plain:?}");
    }
    let wrong = Request::new("GET", &target.with_path(&format!("/error/x{nonce}"))).send();
    assert_eq!(
        (wrong.status, wrong.header("missedhook-proof")),
        (404, None)
    );

    // Another run has another secret.
    serve.process.stop();
    let again = Serve::start(&machine);
    let target = Target::of(&again.receiver_url);
    let path = format!("{}{nonce}", target.path);
    let later = Request::new("GET", &target.with_path(&path)).send();
    assert_ne!(later.header("missedhook-proof"), Some(&*proof));
    assert!(list(&machine, 100).is_empty());
}
