//! Mail through a real server, which wants encryption and a password.

use missedhook_tests::{
    LIMIT,
    authority::Authority,
    mail_server::{PASSWORD, RealMailServer, USER},
    program::{Serve, run_json},
    recording::wait_until,
    retm::{deliver, report},
};

use super::machine_with;

const ORDERS: &str = "https://x.example/طلبات";

fn target(name: &str, server: &RealMailServer, tls: &str, password: &str) -> String {
    format!(
        "[[target]]\nname = \"{name}\"\nkind = \"mail\"\nserver = \"{}\"\ntls = \"{tls}\"\n\
         user = \"{USER}\"\npassword = \"{password}\"\n\
         from = \"Missedhook <alerts@pos.example>\"\nto = \"ops@pos.example, dev@pos.example\"\n",
        server.address()
    )
}

#[test]
fn a_real_server_takes_a_mail_over_tls_for_the_right_password_alone() {
    let [known, stranger] = ["Mail", "Stranger"].map(Authority::new);
    let [starttls, tls] = ["starttls", "tls"].map(|tls| RealMailServer::start(&known, tls));
    let foreign = RealMailServer::start(&stranger, "starttls");
    let machine = machine_with(
        &[
            target("starttls", &starttls, "starttls", PASSWORD),
            target("tls", &tls, "tls", PASSWORD),
            target("wrong", &starttls, "starttls", "another-passw0rd"),
            target("foreign", &foreign, "starttls", PASSWORD),
        ]
        .concat(),
    );
    let root = known.write_root(machine.root());
    let serve = Serve::start_with(&machine, &[("SSL_CERT_FILE", root.to_str().unwrap())]);
    let incident = deliver(&serve.receiver_url, report(ORDERS, "")).incident;
    let listed = || run_json(&machine, &["target", "list", "--json"]);
    for server in [&starttls, &tls] {
        let mails = || server.mails();
        let mail = wait_until("a mail", LIMIT, || mails().first().cloned(), listed);
        assert_eq!(mail["from"], "alerts@pos.example");
        assert_eq!(
            mail["to"],
            serde_json::json!(["ops@pos.example", "dev@pos.example"])
        );
        assert_eq!(mail["tls"], true);
        assert_eq!(mail["user"], USER);
        assert_eq!(mail["subject"], "/طلبات on x.example is failing");
        let thread = format!("<missedhook-incident-{incident}@pos.example>");
        assert_eq!(mail["references"], thread);
        assert!(mail["body"].as_str().unwrap().contains("طلبات"), "{mail}");
    }
    for (nth, why) in [(2, "535"), (3, "certificate")] {
        let problem = wait_until(
            why,
            LIMIT,
            || listed()[nth]["problem"].as_str().map(str::to_owned),
            listed,
        );
        assert!(problem.to_lowercase().contains(why), "{problem}");
        assert!(!problem.contains("passw0rd"), "{problem}");
    }
    assert_eq!((starttls.mails().len(), tls.mails().len()), (1, 1));
    assert!(foreign.mails().is_empty());
}
