//! A row of the table of settings: how it is read from the file, and its lines in a new one.

use serde::Serialize;
use toml_edit::{DocumentMut, Value};
use ts_rs::TS;

use super::{
    Settings,
    item::{InvalidSetting, number_at, switch_at, text_at},
};

/// How a setting is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SettingKind {
    /// A line of text.
    Text,
    /// A line of text that is hidden until the user reveals it.
    Secret,
    /// On or off.
    Switch,
    /// A whole number.
    Number,
    /// One of a few.
    Choice,
}

/// The name of the key's setting.
pub(super) const KEY: &str = "receiver.key";

pub(super) struct Entry {
    /// The table and the name in it: `alerts.quiet_hours`.
    pub(super) name: &'static str,
    /// The comment above it in a new file; empty if the previous comment covers it too.
    pub(super) comment: &'static str,
    /// The value in a new file, where the default would not explain itself.
    pub(super) example: &'static str,
    /// Its title in the window; empty if only the program itself writes it.
    pub(super) title: &'static str,
    /// What it does.
    pub(super) help: &'static str,
    pub(super) kind: SettingKind,
    pub(super) choices: &'static [&'static str],
    pub(super) value: Type,
    pub(super) unit: Option<&'static str>,
    pub(super) empty_means: Option<&'static str>,
    /// The value in force, as text.
    pub(super) get: fn(&Settings) -> String,
}

/// The type of a setting in the file, its default, and how it is assigned. An error text follows the setting's name.
pub(super) enum Type {
    Text(&'static str, fn(&mut Settings, &str) -> Result<(), String>),
    /// With its minimum and maximum.
    Number(u32, (u32, u32), fn(&mut Settings, u32)),
    Switch(bool, fn(&mut Settings, bool)),
}

pub(super) const TEXT: Entry = Entry {
    name: "",
    comment: "",
    example: "",
    title: "",
    help: "",
    kind: SettingKind::Text,
    choices: &[],
    value: Type::Text("", |_, _| Ok(())),
    unit: None,
    empty_means: None,
    get: |_| String::new(),
};

pub(super) const SECRET: Entry = Entry {
    kind: SettingKind::Secret,
    ..TEXT
};

pub(super) const NUMBER: Entry = Entry {
    kind: SettingKind::Number,
    ..TEXT
};

pub(super) const SWITCH: Entry = Entry {
    kind: SettingKind::Switch,
    ..TEXT
};

pub(super) const ANY: (u32, u32) = (0, u32::MAX);
pub(super) const PORT: (u32, u32) = (0, u16::MAX as u32);

impl Entry {
    /// Its table, and its name in the table.
    pub(super) fn place(&self) -> (&'static str, &'static str) {
        self.name.split_once('.').unwrap_or(("", self.name))
    }

    /// Whether the window shows it and the user can set it.
    pub(super) const fn is_shown(&self) -> bool {
        !self.title.is_empty()
    }

    /// The minimum and maximum of a number.
    pub(super) const fn limits(&self) -> Option<(u32, u32)> {
        match self.value {
            Type::Number(_, limits, _) => Some(limits),
            Type::Text(..) | Type::Switch(..) => None,
        }
    }

    /// The default, as text.
    pub(super) fn default(&self) -> String {
        match self.value {
            Type::Text(default, _) => default.to_owned(),
            Type::Number(default, ..) => default.to_string(),
            Type::Switch(default, _) => default.to_string(),
        }
    }

    /// Assigns it from the file, or its default.
    pub(super) fn read(
        &self,
        document: &DocumentMut,
        settings: &mut Settings,
    ) -> Result<(), InvalidSetting> {
        let (table, name) = self.place();
        let wrong = |what: String| InvalidSetting::at(table, name, format!("{name} {what}"));
        match self.value {
            Type::Text(default, set) => {
                let text = text_at(document, table, name)?;
                set(settings, text.as_deref().map_or(default, str::trim)).map_err(wrong)
            }
            Type::Number(default, limits, set) => {
                let number = number_at(document, table, name, default)?;
                if !(limits.0..=limits.1).contains(&number) {
                    return Err(wrong(self.limit_words(limits)));
                }
                set(settings, number);
                Ok(())
            }
            Type::Switch(default, set) => {
                set(settings, switch_at(document, table, name, default)?);
                Ok(())
            }
        }
    }

    fn limit_words(&self, limits: (u32, u32)) -> String {
        match (limits, self.unit) {
            (PORT, _) => "must be a port: at most 65535".to_owned(),
            ((least, u32::MAX), _) => format!("must be {least} or more"),
            ((least, most), unit) => {
                format!("must be {least} to {most} {}", unit.unwrap_or_default())
            }
        }
    }

    /// Its lines in a new file: the comment, and the default commented out.
    pub(super) fn lines(&self) -> String {
        let comment = self.comment.lines().map(|line| format!("# {line}\n"));
        let value = match self.value {
            Type::Text(default, _) => Value::from(match self.example {
                "" => default,
                example => example,
            }),
            Type::Number(default, ..) => Value::from(i64::from(default)),
            Type::Switch(default, _) => Value::from(default),
        };
        // The key is written at once; the others when somebody sets them.
        let mark = if self.name == KEY { "" } else { "# " };
        let line = format!("{mark}{} = {value}\n", self.place().1);
        comment.chain([line]).collect()
    }
}
