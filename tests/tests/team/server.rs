//! What the server holds and allows: nothing secret, a schema that is not too new, TLS that is verified.

use missedhook_tests::{
    authority::{Authority, self_signed, self_signed_authority},
    data::files_with,
    machine::Machine,
    postgres::{PASSWORD, Postgres},
    program::{on_data_dir, run, run_command},
};

use super::{Colleague, LIMIT, set};

#[test]
fn nothing_secret_goes_to_the_server_or_out_of_the_settings() {
    let postgres = Postgres::start();
    let anna = Colleague::new("anna", &postgres.url());
    anna.wait_for_link("connected");
    anna.receive(
        "https://pos.example.com/retm/orders?token=s3cr3t-t0ken-77",
        "api_key=s3cr3t-t0ken-78 customer Noura",
    );
    let rows = || postgres.sql("SELECT * FROM missedhook.incidents");
    missedhook_tests::recording::wait_until(
        "a row",
        LIMIT,
        || rows().contains("/retm/orders").then_some(()),
        rows,
    );
    for secret in ["s3cr3t", PASSWORD] {
        assert!(!rows().contains(secret), "{}", rows());
    }
    let columns = postgres.sql("SELECT string_agg(column_name, ' ') FROM information_schema.columns WHERE table_schema = 'missedhook'");
    assert!(
        !columns.contains("body") && !columns.contains("header"),
        "{columns}"
    );
    assert!(files_with(&anna.machine.data_dir(), PASSWORD).is_empty());
    let doctor = run(&anna.machine, &["doctor", "--json"]);
    let said = format!(
        "{doctor:?}{}",
        anna.serve.as_ref().unwrap().process.output()
    );
    assert!(!said.contains(PASSWORD), "{said}");
}

#[test]
fn tables_of_a_later_version_are_left_alone() {
    let postgres = Postgres::start();
    let anna = Colleague::new("anna", &postgres.url());
    anna.wait_for_link("connected");
    postgres.sql("UPDATE missedhook.team SET version = 99");
    let omar = Colleague::new("omar", &postgres.url());
    let link = omar.wait_for_link("waiting");
    let problem = link["problem"].to_string();
    assert!(
        problem.contains("version 99") && problem.contains("Update Missedhook"),
        "{problem}"
    );
    assert_eq!(
        postgres.sql("SELECT count(*) FROM missedhook.machines"),
        "1"
    );
    omar.receive("https://pos.example.com/retm/orders", "kept all the same");
}

#[test]
fn few_rights_are_enough_once_the_tables_are_there() {
    let postgres = Postgres::start();
    let anna = Colleague::new("anna", &postgres.url());
    anna.wait_for_link("connected");
    let omar = Colleague::new("omar", &of_few_rights(&postgres));
    let incident = omar.receive("https://pos.example.com/retm/orders", "x");
    anna.notifications
        .wait_for(&format!("omar/{incident}"), LIMIT);
}

/// The URL of the role `few`, which has the documented rights.
fn of_few_rights(postgres: &Postgres) -> String {
    postgres.sql("CREATE ROLE few LOGIN PASSWORD 'few-r1ghts'");
    let docs =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/team.md")).unwrap();
    let grants: Vec<_> = docs
        .lines()
        .filter(|line| line.starts_with("GRANT "))
        .collect();
    assert!(grants.len() >= 3, "{grants:?}");
    for grant in grants {
        postgres.sql(&grant.replace("missedhook_team", "few"));
    }
    postgres
        .url()
        .replace("team:", "few:")
        .replace(PASSWORD, "few-r1ghts")
}

#[test]
fn who_may_no_longer_log_in_is_told_so_and_keeps_what_was_fetched() {
    let postgres = Postgres::start();
    let anna = Colleague::new("anna", &postgres.url());
    anna.wait_for_link("connected");
    let omar = Colleague::new("omar", &of_few_rights(&postgres));
    omar.wait_for_link("connected");
    let incident = anna.receive("https://pos.example.com/retm/orders", "x");
    let reference = format!("anna/{incident}");
    omar.wait_for(&reference, "known", |_| true);
    postgres.sql(
        "ALTER ROLE few NOLOGIN;
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'few'",
    );
    let link = omar.wait_for_link("waiting");
    let problem = link["problem"].to_string();
    assert!(
        problem.contains("ended the connection") || problem.contains("terminat"),
        "{link}"
    );
    let told = || {
        let link = omar.team()["link"].clone();
        link.to_string()
            .contains("may still log in from this machine")
            .then_some(())
    };
    missedhook_tests::recording::wait_until("why", LIMIT, told, || omar.team());
    let next = anna.receive("https://pos.example.com/retm/next", "x");
    let alone = omar.receive("https://pos.example.com/retm/alone", "x");
    omar.notifications.wait_for("/retm/alone", LIMIT);
    let references = omar.team()["incidents"].to_string();
    assert!(references.contains(&reference), "{references}");
    assert!(
        !references.contains(&format!("anna/{next}")),
        "{references}"
    );
    assert_eq!(
        postgres.sql("SELECT count(*) FROM missedhook.incidents WHERE endpoint LIKE '%alone'"),
        "0",
        "{alone}"
    );
}

#[test]
fn an_administrator_makes_the_tables_and_the_machines_get_no_more_than_the_documented_rights() {
    let postgres = Postgres::start();
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/team.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    postgres.sql("CREATE ROLE few LOGIN PASSWORD 'few-r1ghts'");
    let url = postgres
        .url()
        .replace("team:", "few:")
        .replace(PASSWORD, "few-r1ghts");
    let anna = Colleague::new("anna", &url);
    // No user may create a schema in a database that is not theirs.
    anna.wait_for_link("waiting");
    let test = run(&anna.machine, &["team", "--test"]);
    let said = String::from_utf8_lossy(&test.stderr).into_owned();
    assert_eq!(test.status.code(), Some(1), "{test:?}");
    assert!(said.contains("may not create them"), "{said}");

    let schema = "/../src-tauri/core/src/sharing/team/schema.sql";
    let schema = format!("{}{schema}", env!("CARGO_MANIFEST_DIR"));
    postgres.sql(&std::fs::read_to_string(schema).unwrap());
    let row = docs.split('`').find(|code| code.starts_with("INSERT INTO"));
    postgres.sql(row.unwrap());
    let test = run(&anna.machine, &["team", "--test"]);
    let said = String::from_utf8_lossy(&test.stderr).into_owned();
    assert_eq!(test.status.code(), Some(1), "{test:?}");
    assert!(said.contains("Grant the rights"), "{said}");

    for grant in docs.lines().filter(|line| line.starts_with("GRANT ")) {
        postgres.sql(&grant.replace("missedhook_team", "few"));
    }
    anna.wait_for_link("connected");
    let said = missedhook_tests::program::run_ok(&anna.machine, &["team", "--test"]);
    assert!(
        said.contains("PostgreSQL") && said.contains("anna"),
        "{said}"
    );
}

#[test]
fn a_certificate_is_verified() {
    let authority = Authority::new("Team");
    let postgres = Postgres::start_with(&["ssl=on"], |data| {
        let shown = authority.issue("127.0.0.1", -1, 30);
        shown.write(&data.join("server.crt"), &data.join("server.key"));
    });
    let anna = Colleague::new("anna", &format!("{}?sslmode=require", postgres.base_url()));
    let link = anna.wait_for_link("waiting");
    assert!(
        link["problem"].to_string().contains("certificate"),
        "{link}"
    );
    let file = authority.write_root(anna.machine.root());
    let url = format!(
        "{}?sslmode=verify-full&sslrootcert={}",
        postgres.base_url(),
        file.display()
    );
    set(
        &anna.machine,
        &format!("[team]\nurl = \"{url}\"\nname = \"anna\""),
    );
    anna.wait_for_link("connected");
    let encrypted = postgres.sql("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'Missedhook'");
    assert_eq!(encrypted, "t");
}

/// Each refusal says what to do. The system's roots are those of `SSL_CERT_FILE` here.
#[test]
fn a_certificate_is_refused_with_what_to_do_and_the_systems_roots_count() {
    let authority = Authority::new("Team");
    let machine = Machine::headless();
    set(&machine, "");
    let root = authority.write_root(machine.root());
    let own = format!("?sslrootcert={}", root.display());
    let test = |postgres: &Postgres, parameters: &str, roots: Option<&std::path::Path>| {
        let url = format!("{}{parameters}", postgres.base_url());
        set(&machine, &format!("[team]\nurl = \"{url}\""));
        let mut command = on_data_dir(&machine, &["team", "--test"]);
        command.envs(roots.map(|roots| ("SSL_CERT_FILE", roots)));
        let output = run_command(command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    };
    for (name, from, until, parameters, roots, remedy) in [
        (
            "127.0.0.1",
            -1,
            30,
            "?sslmode=verify-full",
            Some(&*root),
            None,
        ),
        (
            "127.0.0.1",
            -1,
            30,
            "",
            None,
            Some("Name the server's own authority"),
        ),
        (
            "127.0.0.1",
            -30,
            -5,
            &*own,
            None,
            Some("certificate renewed"),
        ),
        (
            "db.example.com",
            -1,
            30,
            &*own,
            None,
            Some("as the server's certificate has it"),
        ),
    ] {
        let postgres = Postgres::start_with(&["ssl=on"], |data| {
            let shown = authority.issue(name, from, until);
            shown.write(&data.join("server.crt"), &data.join("server.key"));
        });
        let (is_fine, said) = test(&postgres, parameters, roots);
        assert_eq!(is_fine, remedy.is_none(), "{said}");
        assert!(said.contains(remedy.unwrap_or_default()), "{said}");
    }
    // One that nobody else signed is named itself, unless it is an authority's.
    for (shown, remedy) in [
        (self_signed("127.0.0.1"), None),
        (
            self_signed_authority("127.0.0.1"),
            Some("a certificate with `CA:FALSE`"),
        ),
    ] {
        let file = machine.root().join("shown.pem");
        let postgres = Postgres::start_with(&["ssl=on"], |data| {
            shown.write(&data.join("server.crt"), &data.join("server.key"));
            shown.write(&file, &machine.root().join("shown.key"));
        });
        let parameters = format!("?sslmode=verify-full&sslrootcert={}", file.display());
        let (is_fine, said) = test(&postgres, &parameters, None);
        assert_eq!(is_fine, remedy.is_none(), "{said}");
        assert!(said.contains(remedy.unwrap_or_default()), "{said}");
    }
    let bare = Postgres::start();
    let (is_fine, said) = test(&bare, "?sslmode=require", None);
    assert!(!is_fine && said.contains("Switch on `ssl`"), "{said}");
}

#[test]
fn leaving_the_team_forgets_the_others() {
    let postgres = Postgres::start();
    let [anna, omar, _] = super::three(&postgres);
    let incident = anna.receive("https://pos.example.com/retm/orders", "x");
    omar.wait_for(&format!("anna/{incident}"), "known", |_| true);
    set(&omar.machine, "");
    let gone = || {
        omar.team()["incidents"]
            .as_array()
            .unwrap()
            .is_empty()
            .then_some(())
    };
    missedhook_tests::recording::wait_until("nothing", LIMIT, gone, || omar.team());
    assert_eq!(omar.team()["link"]["state"], "off");
}
