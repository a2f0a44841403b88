//! Alert rules: what the user wants for the endpoints that match a pattern. The first matching rule decides. Pure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Urgency;
use crate::model::endpoint_pattern;

/// The maximum number of rules.
pub const MOST_RULES: usize = 200;

/// What to do about the endpoints that match a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlertRule {
    /// A host or an endpoint. `*` matches any text.
    #[serde(rename = "match")]
    pub pattern: String,
    /// Whether to notify at all.
    pub notify: bool,
    /// Whether a notification may make a sound.
    pub sound: bool,
    /// How urgent the notification of a failure is.
    pub urgency: RuleUrgency,
}

/// How urgent a rule makes the notification of a failure.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    TS,
    strum::EnumString,
    strum::IntoStaticStr,
)]
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
    pub const USUAL: Self = Self {
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

/// How the rules treat the notifications of this endpoint.
pub fn treatment(rules: &[AlertRule], endpoint: &str) -> Treatment {
    let rule = rules.iter().find(|rule| rule.names(endpoint));
    rule.map_or(Treatment::USUAL, |rule| Treatment {
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
    /// What is wrong with its pattern.
    pub fn checked(mut self) -> Result<Self, String> {
        self.pattern = self.pattern.trim().to_owned();
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
        assert_eq!(other, Treatment::USUAL);
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
                ..Treatment::USUAL
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
