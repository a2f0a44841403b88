//! The alert rules in the settings: one `[[alerts.rule]]` per pattern or search; the first that matches decides.
//! `alert::treatment` applies them.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::item::InvalidSetting;
use crate::alert::{AlertRule, MAX_RULES, RuleUrgency};

/// The table with the rules, and their name in it.
const TABLE: &str = "alerts";
const NAME: &str = "rule";
/// Their heading in the file, and the name of the setting when they change.
pub(super) const SETTING: &str = "alerts.rule";

pub(super) fn read(document: &DocumentMut) -> Result<Vec<AlertRule>, InvalidSetting> {
    let tables = match document.get(TABLE).and_then(|table| table.get(NAME)) {
        None | Some(Item::None) => return Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(_) => {
            let what =
                "each alert rule must be a table of its own: [[alerts.rule]], in two brackets";
            return Err(InvalidSetting::at(TABLE, NAME, what));
        }
    };
    if tables.len() > MAX_RULES {
        let what = format!("at most {MAX_RULES} alert rules are kept");
        return Err(InvalidSetting::at(TABLE, NAME, what));
    }
    let rules = tables.iter().enumerate().map(|(nth, table)| {
        rule(table).map_err(|wrong| InvalidSetting {
            within: Some((SETTING, nth)),
            ..wrong
        })
    });
    rules.collect()
}

fn rule(table: &Table) -> Result<AlertRule, InvalidSetting> {
    let text = |name: &'static str| match table.get(name) {
        None => Ok(String::new()),
        Some(item) => item
            .as_str()
            .map(|text| text.trim().to_owned())
            .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be text in quotes"))),
    };
    let switch = |name: &'static str| match table.get(name) {
        None => Ok(true),
        Some(item) => item
            .as_bool()
            .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be true or false"))),
    };
    let urgency = match text("urgency")?.as_str() {
        "" => RuleUrgency::Usual,
        word => word.parse().map_err(|_| {
            let what = "urgency must be \"usual\", \"low\", \"normal\" or \"critical\"";
            InvalidSetting::new("urgency", what)
        })?,
    };
    let search = text("search")?;
    if search.is_empty() && table.contains_key("search") {
        let what = "search is empty: write what you would search for, like search = \"code:503 host:staging\"";
        return Err(InvalidSetting::new("search", what));
    }
    if search.is_empty() && text("match")?.is_empty() {
        let what = "match is missing: write the host or the endpoint that the rule is for, like match = \"staging.example.com\", or a search";
        return Err(InvalidSetting::new("match", what));
    }
    let key = match search.is_empty() {
        true => "match",
        false => "search",
    };
    let rule = AlertRule {
        pattern: text("match")?,
        search,
        notify: switch("notify")?,
        sound: switch("sound")?,
        urgency,
    };
    rule.checked()
        .map_err(|what| InvalidSetting::new(key, what.trim_end_matches('.')))
}

/// Writes the rules in that order. A user's comments beside a rule that stays are kept.
pub(super) fn save(document: &mut DocumentMut, rules: &[AlertRule]) {
    if document.get(TABLE).is_none() {
        document[TABLE] = toml_edit::table();
    }
    let Some(alerts) = document.get_mut(TABLE).and_then(Item::as_table_like_mut) else {
        return;
    };
    let before = match alerts.remove(NAME) {
        Some(Item::ArrayOfTables(before)) => before,
        _ => ArrayOfTables::new(),
    };
    let mut after = ArrayOfTables::new();
    for rule in rules {
        let is_it = |table: &&Table| {
            let (key, value) = key_of(rule);
            let found = table.get(key).and_then(Item::as_str);
            found.is_some_and(|found| found.trim() == value)
        };
        let mut table = before.iter().find(is_it).cloned().unwrap_or_default();
        fill(&mut table, rule);
        after.push(table);
    }
    if !after.is_empty() {
        alerts.insert(NAME, Item::ArrayOfTables(after));
    }
}

/// What identifies a rule: its name in the table, and its value.
fn key_of(rule: &AlertRule) -> (&'static str, &str) {
    match (rule.search.trim(), rule.pattern.trim()) {
        ("", pattern) => ("match", pattern),
        // Both together are refused when the file is read again.
        (search, "") => ("search", search),
        (_, pattern) => ("match", pattern),
    }
}

/// Writes every value, and keeps a user's comments beside them.
fn fill(table: &mut Table, rule: &AlertRule) {
    let (key, value) = key_of(rule);
    let values: [(&str, Value); 4] = [
        (key, value.into()),
        ("notify", rule.notify.into()),
        ("sound", rule.sound.into()),
        ("urgency", rule.urgency.into_str().into()),
    ];
    for (name, mut value) in values {
        let decor = table.get(name).and_then(Item::as_value).map(Value::decor);
        if let Some(decor) = decor.cloned() {
            *value.decor_mut() = decor;
        }
        table.insert(name, Item::Value(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::document::settings_of;

    const FILE: &str = "\
[alerts]
quiet_hours = \"22:00-07:00\"

# the test system
[[alerts.rule]]
match = \"staging.example.com\" # ours
notify = false

[[alerts.rule]]
match = \"*.example.com/retm/orders\"
sound = false
urgency = \"critical\"

[retention]
keep_days = 3
";

    fn rule(pattern: &str) -> AlertRule {
        AlertRule {
            pattern: pattern.to_owned(),
            search: String::new(),
            notify: true,
            sound: true,
            urgency: RuleUrgency::Usual,
        }
    }

    #[test]
    fn rules_are_read_in_order_and_what_is_left_out_is_as_without_a_rule() {
        let rules = settings_of(FILE).unwrap().alert_rules;
        let staging = AlertRule {
            notify: false,
            ..rule("staging.example.com")
        };
        let orders = AlertRule {
            sound: false,
            urgency: RuleUrgency::Critical,
            ..rule("*.example.com/retm/orders")
        };
        assert_eq!(rules, [staging, orders]);
        assert_eq!(settings_of("").unwrap().alert_rules, []);
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        for (lines, said) in [
            ("match = 1", "match must be text"),
            ("notify = false", "match is missing"),
            ("match = \" \"", "match is missing"),
            ("match = \"*\"", "every endpoint"),
            ("search = 1", "search must be text"),
            ("search = \" \"", "search is empty"),
            ("search = \"since:2d\"", "since:2d can't be asked"),
            ("search = \"hots:a\"", "Did you mean host:?"),
            ("match = \"a.example\"\nsearch = \"code:503\"", "not both"),
            ("match = \"a.example\"\nurgency = \"loud\"", "\"critical\""),
            ("match = \"a.example\"\nsound = \"no\"", "true or false"),
        ] {
            let wrong = settings_of(&format!("[[alerts.rule]]\n{lines}\n")).unwrap_err();
            assert!(wrong.contains(said), "{lines}: {wrong}");
        }
        let wrong = settings_of("[alerts]\nrule = 1\n").unwrap_err();
        assert!(wrong.contains("[[alerts.rule]]"), "{wrong}");
        let many = "[[alerts.rule]]\nmatch = \"a.example\"\n".repeat(MAX_RULES + 1);
        assert!(settings_of(&many).unwrap_err().contains("200"));
    }

    #[test]
    fn a_search_is_read_and_kept_as_it_is() {
        let search = AlertRule {
            search: "code:5xx host:staging".to_owned(),
            notify: false,
            ..rule("")
        };
        let mut document: DocumentMut = FILE.parse().unwrap();
        let rules = settings_of(FILE).unwrap().alert_rules;
        save(
            &mut document,
            &[std::slice::from_ref(&search), &*rules].concat(),
        );
        let text = document.to_string();
        assert!(
            text.contains("search = \"code:5xx host:staging\""),
            "{text}"
        );
        assert!(!text.contains("match = \"\""), "{text}");
        let mut read = settings_of(&text).unwrap().alert_rules;
        assert_eq!(read.remove(0), search);
        assert_eq!(read, rules);
        let wrong = settings_of(&text.replace("code:5xx", "until:2d")).unwrap_err();
        assert!(wrong.contains("until:2d can't be asked"), "{wrong}");
    }

    #[test]
    fn a_change_keeps_the_comments_the_order_and_the_other_settings() {
        let mut document: DocumentMut = FILE.parse().unwrap();
        let new = rule("prod.example.com");
        let staging = AlertRule {
            sound: false,
            ..rule("staging.example.com")
        };
        save(&mut document, &[new.clone(), staging.clone()]);
        let text = document.to_string();
        let settings = settings_of(&text).unwrap();
        assert_eq!(settings.alert_rules, [new, staging]);
        assert_eq!(settings.keep_days, 3);
        assert_eq!(settings.quiet_hours_text, "22:00-07:00");
        assert!(
            text.contains("# the test system\n[[alerts.rule]]"),
            "{text}"
        );
        assert!(text.contains("\"staging.example.com\" # ours"), "{text}");
        assert!(!text.contains("orders"), "{text}");

        save(&mut document, &[]);
        let text = document.to_string();
        assert!(!text.contains("rule"), "{text}");
        save(&mut document, &[rule("a.example")]);
        assert_eq!(
            settings_of(&document.to_string()).unwrap().alert_rules,
            [rule("a.example")]
        );
    }
}
