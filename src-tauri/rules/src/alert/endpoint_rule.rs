//! Alert rules: what a person wants for the endpoints that a pattern names, or for the incidents that a search finds. The
//! first rule that fits decides. Pure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Urgency;
use crate::{
    history::{incident_search, projects::Projects},
    incident::Incident,
    model::endpoint_pattern,
};

/// The maximum number of rules.
pub const MAX_RULES: usize = 200;

/// What to do about the endpoints that match a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlertRule {
    /// A host, or an endpoint; `*` stands for any text. Empty where there is a search.
    #[serde(rename = "match", default)]
    pub pattern: String,
    /// A search; empty where there is a pattern.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub search: String,
    /// Whether anything is notified at all.
    pub notify: bool,
    /// Whether a notification may make a sound.
    pub sound: bool,
    /// How urgent the notification of a failure is.
    pub urgency: RuleUrgency,
}

/// How urgent a rule makes the notification of a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Serialize, Deserialize, TS, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum RuleUrgency {
    /// As without a rule: it stays until seen.
    #[default]
    Usual,
    /// It may be missed.
    Low,
    /// It disappears by itself.
    Normal,
    /// Asks the desktop to show it whatever else is going on.
    Critical,
}

/// How the rules treat the notifications of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// Whether to notify at all.
    pub notify: bool,
    /// Whether a notification may make a sound.
    pub sound: bool,
    urgency: RuleUrgency,
}

impl Treatment {
    /// The treatment without a rule.
    pub const DEFAULT: Self = Self {
        notify: true,
        sound: true,
        urgency: RuleUrgency::Usual,
    };

    /// The urgency of a notification that has the urgency `without` if no rule applies. Low stays low.
    pub const fn urgency(self, without: Urgency) -> Urgency {
        match (without, self.urgency) {
            (Urgency::Low, _) | (_, RuleUrgency::Low) => Urgency::Low,
            (without, RuleUrgency::Usual) => without,
            (_, RuleUrgency::Normal) => Urgency::Normal,
            (_, RuleUrgency::Critical) => Urgency::Critical,
        }
    }
}

/// What the rules make of the notifications of that endpoint, whatever its incidents are. A search counts that asks for
/// nothing but where it is.
pub fn treatment(rules: &[AlertRule], endpoint: &str) -> Treatment {
    of_rule(rules.iter().find(|rule| match rule.search.as_str() {
        "" => rule.names(endpoint),
        search => incident_search::finds_endpoint(search, endpoint),
    }))
}

/// What the rules make of the notifications of that incident.
pub fn treatment_of(rules: &[AlertRule], projects: &Projects, incident: &Incident) -> Treatment {
    of_rule(rules.iter().find(|rule| match rule.search.as_str() {
        "" => rule.names(&incident.endpoint),
        search => incident_search::finds(search, projects, incident),
    }))
}

fn of_rule(rule: Option<&AlertRule>) -> Treatment {
    rule.map_or(Treatment::DEFAULT, |rule| Treatment {
        notify: rule.notify,
        sound: rule.sound,
        urgency: rule.urgency,
    })
}

impl AlertRule {
    /// Whether the rule matches this endpoint. A host matches all of its endpoints.
    fn names(&self, endpoint: &str) -> bool {
        let pattern = self.pattern.trim();
        endpoint_pattern::matches(pattern, endpoint)
            || (!pattern.contains('/')
                && endpoint_pattern::matches(&format!("{pattern}/*"), endpoint))
    }

    /// Returns the rule in the form in which it is stored.
    ///
    /// # Errors
    /// What is wrong with its pattern, or its search.
    pub fn checked(mut self) -> Result<Self, String> {
        self.pattern = self.pattern.trim().to_owned();
        self.search = self.search.trim().to_owned();
        if !self.search.is_empty() {
            return match self.pattern.is_empty() {
                true => incident_search::check(&self.search).map(|()| self),
                false => Err("a rule has match or search, not both".to_owned()),
            };
        }
        match endpoint_pattern::check(&self.pattern) {
            Ok(()) => Ok(self),
            Err(problem) => Err(format!("{} {}", problem.what, problem.remedy)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: &str = "https://staging.shop.example/retm/orders";

    fn rule(pattern: &str) -> AlertRule {
        AlertRule {
            pattern: pattern.to_owned(),
            search: String::new(),
            notify: false,
            sound: true,
            urgency: RuleUrgency::Usual,
        }
    }

    #[test]
    fn a_rule_names_a_host_an_endpoint_or_a_pattern() {
        for (pattern, named) in [
            ("staging.shop.example", true),
            ("Staging.Shop.Example", true),
            ("staging.*", true),
            ("*.shop.example", true),
            ("staging.shop.example/retm/orders", true),
            ("staging.shop.example/retm/*", true),
            (ORDERS, true),
            ("shop.example", false),
            ("staging.shop.example/retm/menu", false),
            ("prod.shop.example", false),
        ] {
            assert_eq!(rule(pattern).names(ORDERS), named, "{pattern}");
        }
        assert!(rule("/retm/*").names("/retm/orders"));
    }

    #[test]
    fn the_first_rule_that_names_an_endpoint_decides() {
        let loud = AlertRule {
            notify: true,
            sound: false,
            urgency: RuleUrgency::Normal,
            ..rule("*/retm/orders")
        };
        let rules = [loud, rule("staging.shop.example")];
        let orders = treatment(&rules, ORDERS);
        assert!(orders.notify && !orders.sound);
        assert_eq!(orders.urgency(Urgency::Lasting), Urgency::Normal);
        assert!(!treatment(&rules, "https://staging.shop.example/retm/menu").notify);
        let other = treatment(&rules, "https://prod.shop.example/retm/menu");
        assert_eq!(other, Treatment::DEFAULT);
    }

    #[test]
    fn a_search_is_asked_of_the_incident_and_where_it_can_be_of_the_endpoint() {
        let search = |search: &str| AlertRule {
            search: search.to_owned(),
            ..rule("")
        };
        let incident = crate::alert::preview::sample_incident();
        for (text, of_incident, of_endpoint) in [
            ("code:503 endpoint:orders", true, false),
            ("endpoint:orders", true, true),
            ("code:404", false, false),
        ] {
            let rules = [
                search(text),
                AlertRule {
                    notify: true,
                    ..rule("*retm*")
                },
            ];
            assert_eq!(
                !treatment_of(&rules, &Projects::default(), &incident).notify,
                of_incident,
                "{text}"
            );
            assert_eq!(
                !treatment(&rules, &incident.endpoint).notify,
                of_endpoint,
                "{text}"
            );
        }
        assert_eq!(search(" code:503 ").checked().unwrap().search, "code:503");
        for wrong in [
            search("since:2d"),
            AlertRule {
                pattern: "a.example".to_owned(),
                ..search("code:503")
            },
        ] {
            assert!(wrong.checked().is_err());
        }
    }

    #[test]
    fn a_rule_makes_no_recovery_urgent() {
        for (urgency, of_failure) in [
            (RuleUrgency::Usual, Urgency::Lasting),
            (RuleUrgency::Low, Urgency::Low),
            (RuleUrgency::Normal, Urgency::Normal),
            (RuleUrgency::Critical, Urgency::Critical),
        ] {
            let treatment = Treatment {
                urgency,
                ..Treatment::DEFAULT
            };
            assert_eq!(treatment.urgency(Urgency::Lasting), of_failure);
            assert_eq!(treatment.urgency(Urgency::Low), Urgency::Low);
        }
    }

    #[test]
    fn a_rule_for_everything_or_nothing_is_refused() {
        for pattern in ["", "*", "*/*", "a\nb"] {
            assert!(rule(pattern).checked().is_err(), "{pattern:?}");
        }
        assert_eq!(rule(" a.example ").checked().unwrap().pattern, "a.example");
    }
}
