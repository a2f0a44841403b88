//! The ingress through `ssh -R` with a real sshd: started, proven, lost and restored. A host key that differs from the
//! known one never lets anything through.

use std::fs;

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, list, run_ok},
    recording::wait_until,
    retm::{ORDERS, deliver, report, request},
    sshd::{HOST, Sshd},
};

use crate::ingress::{NOTIFIED_WITHIN, change_settings, doctor, set, url};

/// Port `port` of the server, which only this machine can reach: a reverse proxy in front would make it public.
fn ssh(port: u16) -> String {
    format!(
        "kind = \"ssh\"\nssh_destination = \"{HOST}\"\nssh_port = {port}\nssh_public_url = \"http://127.0.0.1:{port}\""
    )
}

fn start(machine: &Machine, server: &Sshd) -> Serve {
    Serve::start_with(machine, &[("PATH", &server.path())])
}

#[test]
fn an_ssh_tunnel_is_run_proven_missed_and_healed() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let mut server = Sshd::start(&machine);
    let port = missedhook_tests::ports::unused();
    set(&machine, &ssh(port));
    let serve = start(&machine, &server);
    let public = url(&machine, &format!("http://127.0.0.1:{port}/error/"));
    let id = deliver(&public, report(ORDERS, "through the tunnel")).id;
    assert_eq!(list(&machine, 10)[0]["id"], id);
    let (well, found) = doctor(&machine, "reachability");
    assert!(well && found.contains("proven through"), "{found}");

    server.pull_the_plug();
    let told = notifications.wait_for("RETM can't reach you", NOTIFIED_WITHIN);
    assert!(told.says("ssh: the host"), "in ssh's own words: {told:#?}");
    server.plug_in();
    notifications.wait_for("RETM can reach you again", NOTIFIED_WITHIN);
    let again = deliver(&public, report(ORDERS, "through the tunnel again")).id;
    assert_eq!(list(&machine, 10)[0]["id"], again);

    serve.process.stop();
    assert!(
        request(&public, report(ORDERS, "")).try_send().is_err(),
        "the tunnel has ended with the program"
    );
}

#[test]
fn a_taken_port_is_reported_and_another_is_used_if_the_settings_allow_it() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let server = Sshd::start(&machine);
    let port = missedhook_tests::ports::unused();
    // sshd then opens it on ::1 and reports success.
    let other = Sshd::take("127.0.0.1", port);
    set(&machine, &ssh(port));
    let serve = start(&machine, &server);
    let told = notifications.wait_for("RETM can't reach you", NOTIFIED_WITHIN);
    assert!(
        told.says("Another program on the SSH host may have the port"),
        "{told:#?}"
    );
    serve.process.stop();

    let both = (other, Sshd::take("::1", port));
    let serve = start(&machine, &server);
    serve
        .process
        .stderr
        .wait_for_item("word of the port", LIMIT, |line| {
            line.contains("it is taken there, or not allowed")
        });

    change_settings(&machine, &format!("ssh_port = {port}"), "ssh_port = 0");
    // The port in the public URL is replaced by the one that the host chose.
    let public = wait_until(
        "URL with another port",
        LIMIT,
        || {
            Some(run_ok(&machine, &["url"]).trim().to_owned()).filter(|url| {
                url.starts_with("http://127.0.0.1:") && !url.contains(&format!(":{port}/"))
            })
        },
        || fs::read_to_string(machine.data_dir().join("settings.toml")),
    );
    let id = deliver(&public, report(ORDERS, "through a free port")).id;
    assert_eq!(list(&machine, 10)[0]["id"], id);
    assert_ne!(public, serve.receiver_url, "not past the tunnel");
    drop(both);
}

#[test]
fn an_unknown_host_key_is_refused_and_explained() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let mut server = Sshd::start(&machine);
    let port = missedhook_tests::ports::unused();
    set(&machine, &ssh(port));
    let begins = format!("http://127.0.0.1:{port}/error/");
    let refused = |serve: &Serve, public: &str| {
        serve
            .process
            .stderr
            .wait_for_item("word of the host key", LIMIT, |line| {
                line.contains("the host's key is not known, or has changed")
            });
        assert!(request(public, report(ORDERS, "")).try_send().is_err());
    };

    // Never connected before.
    let known = server.known_hosts();
    server.forget_host();
    let serve = start(&machine, &server);
    let public = format!("{begins}{}", serve.key());
    refused(&serve, &public);
    assert_eq!(server.known_hosts(), "", "nothing was learnt");
    serve.process.stop();

    // Known with another key than the one that it now presents.
    fs::write(machine.root().join("ssh/known_hosts"), &known).unwrap();
    let serve = start(&machine, &server);
    url(&machine, &begins);
    deliver(&public, report(ORDERS, "through the tunnel"));
    serve.process.stop();
    server.pull_the_plug();
    server.change_host_key();
    server.plug_in();
    let serve = start(&machine, &server);
    let told = notifications.wait_for("RETM can't reach you", NOTIFIED_WITHIN);
    assert!(told.says("ssh: the host's key is not known"), "{told:#?}");
    refused(&serve, &public);
    assert_eq!(server.known_hosts(), known, "nothing was learnt");
}
