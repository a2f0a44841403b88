//! A network apart: a test runs itself again in a network namespace of its own, where there is loopback and nothing
//! else. There a public address can be on this machine, and a machine without a network is real. Linux's
//! `unshare` and `ip` make it; nothing gets out of it.

use std::process::Command;

const MARK: &str = "MISSEDHOOK_TESTS_APART";

/// Runs the test of that name apart, with these addresses on loopback, unless this is that run already. True within.
///
/// # Panics
/// Where it fails there, or no namespace can be made.
pub fn is_apart(test: &str, addresses: &[&str]) -> bool {
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let mut script = "ip link set lo up".to_owned();
    for address in addresses {
        script.push_str(&format!(" && ip address add {address}/32 dev lo"));
    }
    script.push_str(" && exec \"$0\" --exact \"$1\" --nocapture");
    let output = Command::new("unshare")
        .args(["--map-root-user", "--net", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .arg(test)
        .env(MARK, "1")
        .output()
        .expect("unshare runs (Debian: util-linux)");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{complained}"
    );
    false
}
