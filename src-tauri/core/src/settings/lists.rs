//! The `[[…]]` tables of the file: their headings, and the keys that each may have. A new file's text, the messages
//! about unknown names, and `docs/settings.md` come from this.

/// A heading that may occur several times.
pub(super) struct List {
    /// Its name: `alerts.rule` for `[[alerts.rule]]`.
    pub(super) name: &'static str,
    /// The comment above it in a new file.
    pub(super) about: &'static str,
    pub(super) keys: &'static [ListKey],
}

/// A key of such a table.
pub(super) struct ListKey {
    pub(super) name: &'static str,
    /// The value in a new file.
    pub(super) example: &'static str,
    /// The type of the value.
    pub(super) kind: &'static str,
    /// The default; empty if the key is required. A new file shows it in the example.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test makes docs/settings.md"))]
    pub(super) default: &'static str,
    pub(super) help: &'static str,
}

/// Every list, in the order of the file.
pub(super) const LISTS: [List; 7] = [
    List {
        name: "merchant",
        about: "A merchant and the token that RETM sends for it (`Authorization: Bearer …`), one table per installation. Reports with\n\
            that token show its name.",
        keys: &[
            ListKey {
                name: "name",
                example: "\"Olaya branch\"",
                kind: "text",
                default: "",
                help: "The merchant; `merchant:` finds it.",
            },
            ListKey {
                name: "token",
                example: "\"\"",
                kind: "secret text",
                default: "",
                help: "The token that you gave RETM for it.",
            },
            ListKey {
                name: "project",
                example: "\"staging\"",
                kind: "text",
                default: "empty: none",
                help: "The name of a project.",
            },
        ],
    },
    List {
        name: "project",
        about: "A group of merchants. `project` in [receiver] and [relay] puts their keys into one, too.",
        keys: &[
            ListKey {
                name: "name",
                example: "\"staging\"",
                kind: "text",
                default: "",
                help: "The project, as merchants name it; `project:` finds it.",
            },
            ListKey {
                name: "colour",
                example: "\"grey\"",
                kind: "`grey`, `green`, `amber`, `red`, `orange`",
                default: "`grey`",
                help: "Its colour.",
            },
            ListKey {
                name: "mute",
                example: "false",
                kind: "`true` or `false`",
                default: "`false`",
                help: "true: no notifications about its failures.",
            },
            ListKey {
                name: "quiet_hours",
                example: "\"\"",
                kind: "text",
                default: "empty: none",
                help: "When its notifications wait, e.g. \"sat-thu 22:00-07:00\".",
            },
        ],
    },
    List {
        name: "monitor",
        about: "What is checked regularly, one table an endpoint. `missedhook monitors` and the window write them.",
        keys: &[
            ListKey {
                name: "url",
                example: "\"https://pos-bridge.example.com/retm/orders\"",
                kind: "text",
                default: "",
                help: "The endpoint.",
            },
            ListKey {
                name: "interval_s",
                example: "300",
                kind: "number of seconds, 30 to 86400",
                default: "`300`",
                help: "How often.",
            },
            ListKey {
                name: "expected",
                example: "\"\"",
                kind: "text",
                default: "empty: 2xx, and 405 to HEAD where GET gets 2xx",
                help: "The expected statuses, e.g. \"200-299,405\".",
            },
            ListKey {
                name: "timeout_s",
                example: "10",
                kind: "number of seconds, 1 to 60",
                default: "`10`",
                help: "How long one check may take.",
            },
            ListKey {
                name: "failures",
                example: "3",
                kind: "number, 1 to 10",
                default: "`3`",
                help: "How many failures in a row until it counts as down.",
            },
            ListKey {
                name: "on",
                example: "true",
                kind: SWITCH,
                default: "`true`",
                help: "false: paused; its history is kept.",
            },
        ],
    },
    List {
        name: "alerts.rule",
        about: "How to notify about some endpoints. The first rule that names an endpoint decides, so a rule\n\
            `https://*` at the end stands for every encrypted endpoint that none before it names.",
        keys: &[
            ListKey {
                name: "match",
                example: "\"staging.example.com\"",
                kind: "text",
                default: "",
                help: "A host, or an endpoint; * stands for any text.",
            },
            ListKey {
                name: "search",
                example: "\"code:5xx host:staging\"",
                kind: "text",
                default: "none",
                help: "Instead of match: a search, asked of the latest report.",
            },
            ListKey {
                name: "notify",
                example: "true",
                kind: SWITCH,
                default: "`true`",
                help: "false: nothing is notified.",
            },
            ListKey {
                name: "sound",
                example: "true",
                kind: SWITCH,
                default: "`true`",
                help: "false: without a sound.",
            },
            ListKey {
                name: "urgency",
                example: "\"usual\"",
                kind: "`usual`, `low`, `normal`, `critical`",
                default: "`usual`",
                help: "How urgent the notification of a failure is.",
            },
        ],
    },
    List {
        name: "target",
        about: "Where to forward incidents when they open, escalate and are over. Endpoint, code, message,\n\
            counts and times are sent, never a body. `missedhook target test NAME` tries one. `missedhook target secret NAME`\n\
            stores a secret in the system's keyring; the value here is then `keyring:` and the entry's name.",
        keys: &[
            ListKey {
                name: "name",
                example: "\"ops\"",
                kind: "text",
                default: "",
                help: "What you call it.",
            },
            ListKey {
                name: "kind",
                example: "\"url\"",
                kind: "`slack`, `teams`, `discord`, `telegram`, `ntfy`, `gotify`, `mail`, `url`, `command`",
                default: "",
                help: "The kind of service.",
            },
            ListKey {
                name: "url",
                example: "\"https://team.example.com/hooks/missedhook\"",
                kind: "secret text",
                default: "empty: of `telegram` its own server",
                help: "Where it is; of `ntfy` with the topic.",
            },
            ListKey {
                name: "secret",
                example: "\"\"",
                kind: "secret text",
                default: "empty: not signed",
                help: "For `url`: `whsec_…`, which requests are signed with.",
            },
            ListKey {
                name: "token",
                example: "\"\"",
                kind: "secret text",
                default: "empty: of `ntfy` none",
                help: "For `telegram`, `ntfy` and `gotify`: the access token.",
            },
            ListKey {
                name: "chat",
                example: "\"\"",
                kind: "text",
                default: "",
                help: "For `telegram`: the chat.",
            },
            ListKey {
                name: "command",
                example: "[\"/usr/local/bin/tell-the-team\"]",
                kind: "list of texts",
                default: "",
                help: "For `command`: program and arguments; it reads JSON. No shell.",
            },
            ListKey {
                name: "server",
                example: "\"smtp.example.com:587\"",
                kind: "text",
                default: "",
                help: "For `mail`: the server and its port.",
            },
            ListKey {
                name: "tls",
                example: "\"starttls\"",
                kind: "`starttls`, `tls`, `none`",
                default: "`starttls`",
                help: "For `mail`: the connection's encryption.",
            },
            ListKey {
                name: "user",
                example: "\"\"",
                kind: "text",
                default: "empty: none",
                help: "For `mail`: the login name.",
            },
            ListKey {
                name: "password",
                example: "\"\"",
                kind: "secret text",
                default: "empty: none",
                help: "For `mail`: the password.",
            },
            ListKey {
                name: "from",
                example: "\"Missedhook <alerts@example.com>\"",
                kind: "text",
                default: "",
                help: "For `mail`: the sender.",
            },
            ListKey {
                name: "to",
                example: "\"ops@example.com, dev@example.com\"",
                kind: "text",
                default: "",
                help: "For `mail`: who receives it.",
            },
            ListKey {
                name: "only",
                example: "\"host:example.com code:5xx\"",
                kind: "text",
                default: "empty: every incident",
                help: "A search; only incidents that it finds are passed on.",
            },
            ListKey {
                name: "project",
                example: "\"\"",
                kind: "text",
                default: "empty: every project",
                help: "Only incidents of this project's merchants are passed on.",
            },
            ListKey {
                name: "hours",
                example: "\"sun-thu 09:00-18:00\"",
                kind: "text",
                default: "empty: always",
                help: "Only incidents that begin then are passed on.",
            },
            ListKey {
                name: "quiet_hours",
                example: "\"22:00-07:00\"",
                kind: "text",
                default: "empty: none",
                help: "Nothing is sent then; afterwards all is.",
            },
        ],
    },
    List {
        name: "relay.route",
        about: "How the relay answers at some paths; the first route that names a path decides. Without one, events are caught, and\n\
            all else goes through. A body with a reward_code always goes through.",
        keys: &[
            ListKey {
                name: "path",
                example: "\"/retm/orders*\"",
                kind: "text",
                default: "",
                help: "A path; * stands for any text.",
            },
            ListKey {
                name: "mode",
                example: "\"catch\"",
                kind: "`through`, `catch`, `keep`",
                default: "",
                help: "`through`: your integration's answer; `catch`: failures are kept and retried; `keep`: delivered afterwards.",
            },
        ],
    },
    List {
        name: "silence",
        about: "Requests that should come to the relay: you are told once where none comes, and once when they come again.",
        keys: &[
            ListKey {
                name: "path",
                example: "\"/retm/orders*\"",
                kind: "text",
                default: "`/*`",
                help: "A path; * stands for any text.",
            },
            ListKey {
                name: "within_min",
                example: "30",
                kind: "number of minutes, 0 to 10080",
                default: "`0`: learnt from the last two weeks",
                help: "At least one comes in that time. 0: it is learnt.",
            },
            ListKey {
                name: "hours",
                example: "\"sun-sat 10:00-02:00\"",
                kind: "text",
                default: "empty: always",
                help: "When they come.",
            },
            ListKey {
                name: "zone",
                example: "\"Asia/Riyadh\"",
                kind: "text",
                default: "empty: the system's",
                help: "The time zone of the hours.",
            },
        ],
    },
];

const SWITCH: &str = "`true` or `false`";

impl List {
    /// Its lines in a new file, as an example.
    pub(super) fn lines(&self) -> String {
        let about = self.about.lines().map(|line| format!("# {line}\n"));
        let head = about.collect::<String>() + &format!("# [[{}]]\n", self.name);
        let keys = self.keys.iter().map(|key| {
            // For a switch or a text, the example shows what it can be.
            let kind = match key.kind {
                SWITCH | "text" => String::new(),
                kind => format!(" {}.", kind.replace('`', "\"")),
            };
            format!("# {}{kind}\n# {} = {}\n", key.help, key.name, key.example)
        });
        keys.fold(head, |text, lines| text + &lines)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::LISTS;
    use crate::{platform::data_dir::DataDir, settings::table::TABLES};

    #[test]
    fn a_file_that_was_prepared_with_any_heading_is_ours() {
        let tables = TABLES.iter().map(|(table, _)| format!("[{table}]"));
        let lists = LISTS.iter().map(|list| format!("[[{}]]", list.name));
        for heading in tables.chain(lists) {
            let dir = tempfile::tempdir().unwrap();
            fs::write(dir.path().join("settings.toml"), format!("{heading}\n")).unwrap();
            let opened = DataDir::open(dir.path());
            assert!(opened.is_ok(), "{heading}: {opened:?}");
        }
    }
}
