//! Running probes in these tests: a machine whose settings use the tests' own DNS server and allow one host, and the
//! program's output, with the durations removed from its sentences.

use std::{fs, net::Ipv4Addr, process::Output};

use missedhook_tests::{
    authority::Authority,
    data::KEY,
    machine::Machine,
    name_server::{DnsAnswer, NameServer},
    program::{on_data_dir, run_command},
};
use serde_json::Value;

/// The endpoint's host.
pub const HOST: &str = "pos-bridge.example.com";

/// A machine that runs probes.
pub struct Prober {
    pub machine: Machine,
    /// Its DNS server.
    pub names: NameServer,
    /// The authority that it trusts.
    pub authority: Authority,
}

impl Prober {
    /// It has allowed [`HOST`], which resolves to loopback.
    pub fn new() -> Self {
        Self::with(&format!("allowed_hosts = \"{HOST}\""))
    }

    /// With these lines under `[probe]`.
    pub fn with(lines: &str) -> Self {
        let prober = Self {
            machine: Machine::headless(),
            names: NameServer::start(),
            authority: Authority::new("Tests' Root"),
        };
        prober
            .names
            .set(HOST, DnsAnswer::At(vec![Ipv4Addr::LOCALHOST.into()]));
        prober.set(&format!(
            "resolver = \"{}\"\n{lines}",
            prober.names.address()
        ));
        prober
    }

    /// Sets these lines under `[probe]`.
    pub fn set(&self, lines: &str) {
        fs::create_dir_all(self.machine.data_dir()).unwrap();
        let text = format!("[receiver]\nkey = \"{KEY}\"\n[probe]\n{lines}\n");
        fs::write(self.machine.data_dir().join("settings.toml"), text).unwrap();
    }

    /// `missedhook probe` with these arguments.
    pub fn run(&self, args: &[&str]) -> Output {
        let mut command = on_data_dir(&self.machine, &["probe"]);
        let root = self.authority.write_root(self.machine.root());
        command.args(args).env("SSL_CERT_FILE", root);
        run_command(command)
    }

    /// The result as JSON. The exit code must match it.
    pub fn probe(&self, url: &str, more: &[&str]) -> Probe {
        let mut args = vec!["--json", url];
        args.extend(more);
        if !more.contains(&"--timeout") {
            args.extend(["--timeout", "2s"]);
        }
        let output = self.run(&args);
        let json: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|e| panic!("{args:?}: no JSON ({e}): {output:#?}"));
        let is_good = |status: &Value| matches!(status.as_u64(), Some(200..=299));
        let good = json["cause"] == "answers"
            && (is_good(&json["status"]) || is_good(&json["get_status"]));
        let code = i32::from(!good);
        assert_eq!(output.status.code(), Some(code), "{json:#}");
        Probe(json)
    }
}

/// The output of a probe.
pub struct Probe(pub Value);

impl Probe {
    /// Asserts the cause and the sentence. `{T}` stands for any duration.
    #[track_caller]
    pub fn is(&self, cause: &str, sentence: &str) {
        let found = without_times(self.0["sentence"].as_str().unwrap());
        let cause_found = self.0["cause"].as_str().unwrap();
        assert_eq!((cause_found, &*found), (cause, sentence), "{:#}", self.0);
    }

    /// The steps, as `name done`.
    pub fn steps(&self) -> Vec<String> {
        let steps = self.0["steps"].as_array().unwrap().iter();
        steps
            .map(|step| {
                let word = |name: &str| step[name].as_str().unwrap().to_owned();
                format!("{} {}", word("kind"), word("state"))
            })
            .collect()
    }

    /// The facts with this name, in any step.
    pub fn facts(&self, name: &str) -> Vec<String> {
        let steps = self.0["steps"].as_array().unwrap().iter();
        steps
            .flat_map(|step| step["facts"].as_array().unwrap())
            .filter(|fact| fact["name"] == name)
            .map(|fact| fact["value"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// `after 12 ms`, `within 1.9 s` → `after {T}`, `within {T}`.
fn without_times(sentence: &str) -> String {
    let mut text = sentence.to_owned();
    for word in ["after ", "within "] {
        if let Some(at) = text.find(word) {
            let from = at + word.len();
            let rest = &text[from..];
            let unit = [" ms", " s"].iter().filter_map(|unit| {
                let end = rest.find(unit)?;
                let is_number = rest[..end].chars().all(|c| c.is_ascii_digit() || c == '.');
                is_number.then_some(end + unit.len())
            });
            if let Some(length) = unit.min() {
                text.replace_range(from..from + length, "{T}");
            }
        }
    }
    text
}
