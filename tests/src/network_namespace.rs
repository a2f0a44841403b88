//! An isolated network: a test runs itself again in its own network namespace, which has only loopback. There a public
//! address can belong to this machine, and a machine without a network is real. Linux's `unshare` and `ip` create it;
//! nothing gets out.

use std::process::Command;

const MARK: &str = "MISSEDHOOK_TESTS_APART";

/// Runs the test with this name in isolation, with these addresses on loopback, unless this is that run already. True
/// inside.
///
/// # Panics
/// If it fails there, or no namespace can be made.
pub fn is_isolated(test: &str, addresses: &[&str]) -> bool {
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
