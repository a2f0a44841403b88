//! The setup: what has to be done once before RETM's reports arrive and are seen. It is complete when every step is
//! proven or was skipped by the user. A test report proves nothing about RETM.

use serde::Serialize;
use ts_rs::TS;

use crate::locale::Locale;

/// What is known about the setup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetupFacts {
    /// The ingress was proven at least once, and still exists.
    pub connection_proven: bool,
    /// RETM has the current receiver URL: it was copied, or a real report came.
    pub url_given: bool,
    /// A report was received, even if only a test.
    pub report_received: bool,
    /// A notification was shown.
    pub notified: bool,
    /// The user wants to receive from this machine only, and there is no ingress.
    pub local_only: bool,
}

/// A step of the setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SetupStepName {
    /// RETM can reach this computer.
    Connection,
    /// RETM has the receiver URL.
    Url,
    /// A report came in, and a notification announced it.
    Report,
}

impl SetupStepName {
    /// What to do.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Connection => "Connect RETM to this computer.",
            Self::Url => "Give RETM the receiver URL.",
            Self::Report => "Receive a report and its notification.",
        }
    }

    /// How to do it where there is no window.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Connection => {
                "Set up a tunnel under [tunnel] in settings.toml, or run `missedhook local-only`."
            }
            Self::Url => "Enter the URL that `missedhook url` prints in RETM's portal.",
            Self::Report => "Run `missedhook send-test`.",
        }
    }
}

/// The state of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SetupStepState {
    /// It is done.
    Done,
    /// It is still to be done.
    Left,
    /// The user has skipped it.
    SetAside,
}

/// A step and its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SetupStep {
    pub name: SetupStepName,
    pub state: SetupStepState,
}

/// The state of the setup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Setup {
    /// The steps, in order.
    pub steps: Vec<SetupStep>,
    /// How many are still to be done.
    #[ts(type = "number")]
    pub left: usize,
    /// Whether the user wants to receive from this machine only, and there is no ingress.
    pub local_only: bool,
}

impl Setup {
    /// Derives the steps from the facts.
    pub fn of(facts: &SetupFacts) -> Self {
        let state = |done: bool, aside: bool| match (done, aside) {
            (_, true) => SetupStepState::SetAside,
            (true, false) => SetupStepState::Done,
            (false, false) => SetupStepState::Left,
        };
        let aside = facts.local_only;
        let steps = vec![
            SetupStep {
                name: SetupStepName::Connection,
                state: state(facts.connection_proven, aside),
            },
            SetupStep {
                name: SetupStepName::Url,
                state: state(facts.url_given, aside),
            },
            SetupStep {
                name: SetupStepName::Report,
                state: state(facts.report_received && facts.notified, false),
            },
        ];
        Self {
            left: steps
                .iter()
                .filter(|step| step.state == SetupStepState::Left)
                .count(),
            steps,
            local_only: aside,
        }
    }

    /// The first step that is still to be done.
    pub fn next(&self) -> Option<SetupStepName> {
        let mut steps = self.steps.iter();
        steps
            .find(|step| step.state == SetupStepState::Left)
            .map(|step| step.name)
    }

    /// `Finish setup · 2 of 3 left`. `None` if nothing is left.
    pub fn words(&self, locale: Locale) -> Option<String> {
        let count = |steps: usize| locale.count(i64::try_from(steps).unwrap_or(i64::MAX));
        (self.left > 0).then(|| {
            let words = locale
                .message("tray-setup")
                .phrase("left", count(self.left));
            words.phrase("all", count(self.steps.len())).text()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    #[test]
    fn a_test_report_and_its_notification_are_one_step_of_three() {
        let facts = SetupFacts {
            report_received: true,
            notified: true,
            ..SetupFacts::default()
        };
        let setup = Setup::of(&facts);
        let words = |language| {
            setup.words(Locale {
                language,
                ..Locale::default()
            })
        };
        assert_eq!(
            words(Language::En).as_deref(),
            Some("Finish setup · 2 of 3 left")
        );
        assert_eq!(
            words(Language::Ar).as_deref(),
            Some("إكمال الإعداد · بقي 2 من 3")
        );
        assert_eq!(setup.next(), Some(SetupStepName::Connection));
        let unseen = SetupFacts {
            notified: false,
            ..facts
        };
        assert_eq!(Setup::of(&unseen).left, 3);
    }

    #[test]
    fn this_machine_only_sets_aside_what_is_about_retm_and_nothing_else() {
        let facts = SetupFacts {
            local_only: true,
            ..SetupFacts::default()
        };
        let setup = Setup::of(&facts);
        assert_eq!((setup.left, setup.next()), (1, Some(SetupStepName::Report)));
        let seen = SetupFacts {
            report_received: true,
            notified: true,
            ..facts
        };
        assert_eq!(Setup::of(&seen).words(Locale::default()), None);
    }
}
