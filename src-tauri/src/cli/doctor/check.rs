//! One check of `doctor` and its result, as values until a language is named, and the verdict from all of them.

use missedhook_core::{
    alerts::notifier::NotifierError,
    locale::Locale,
    model::{
        message::{LocalizableText, Message},
        problem::Problem,
    },
    receiver::ListenError,
    settings::SettingsError,
    status::verdict::{ProofName, ProofState, Verdict},
    store::{StoreError, relay::RelayStoreError},
};
use serde::Serialize;
use ts_rs::TS;

/// What a check found, or why it fails.
pub type Finding = Result<LocalizableText, Failure>;

/// A problem that can be said in every language of the program: what happened, what it means, what to do.
#[derive(Clone, Debug)]
pub struct Failure {
    what: LocalizableText,
    meaning: LocalizableText,
    remedy: LocalizableText,
}

impl Failure {
    pub fn new(what: Message, meaning: Message, remedy: impl Into<LocalizableText>) -> Self {
        Self {
            what: what.into(),
            meaning: meaning.into(),
            remedy: remedy.into(),
        }
    }

    /// RETM's reports can't come in.
    pub fn unreached(what: Message, remedy: impl Into<LocalizableText>) -> Self {
        Self::new(what, Message::new("doctor-unreached-means"), remedy)
    }

    /// The same with something else to do.
    #[must_use]
    pub fn mended_by(mut self, remedy: Message) -> Self {
        self.remedy = remedy.into();
        self
    }

    /// The problem in that language.
    pub fn localized(&self, locale: Locale) -> Problem {
        Problem::new(
            self.what.localized(locale),
            self.meaning.localized(locale),
            self.remedy.localized(locale),
        )
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self {
            what: LocalizableText::English(problem.what),
            meaning: LocalizableText::English(problem.meaning),
            remedy: LocalizableText::English(problem.remedy),
        }
    }
}

/// Errors that are problems.
macro_rules! failures {
    ($($error:ty),+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Problem::from(error).into()
            }
        }
    )+};
}

failures!(
    ListenError,
    NotifierError,
    RelayStoreError,
    SettingsError,
    StoreError
);

/// One check of this machine and its result.
pub struct Check {
    /// The message of its name.
    name: &'static str,
    finding: Finding,
    /// The proof that it contributes. `None` if it is only informative.
    proves: Option<ProofName>,
}

/// A check in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MachineCheck {
    pub name: String,
    pub ok: bool,
    pub found: String,
    /// What to do. `None` if all is well.
    pub remedy: Option<String>,
}

impl Check {
    pub const fn new(name: &'static str, finding: Finding) -> Self {
        Self {
            name,
            finding,
            proves: None,
        }
    }

    /// A check that proves something about the whole program.
    pub const fn proof(name: &'static str, proves: ProofName, finding: Finding) -> Self {
        Self {
            name,
            finding,
            proves: Some(proves),
        }
    }

    pub const fn is_ok(&self) -> bool {
        self.finding.is_ok()
    }

    /// Whether it contributes this proof.
    pub fn proves(&self, proof: ProofName) -> bool {
        self.proves == Some(proof)
    }

    /// It fails, whatever this process sees.
    pub fn fail(&mut self, failure: Failure) {
        self.finding = Err(failure);
    }

    /// The check in that language.
    pub fn localized(&self, locale: Locale) -> MachineCheck {
        let (found, remedy) = match &self.finding {
            Ok(found) => (found.localized(locale), None),
            Err(failure) => {
                let problem = failure.localized(locale);
                let found = format!("{} {}", problem.what, problem.meaning);
                (found, Some(problem.remedy))
            }
        };
        MachineCheck {
            name: locale.words(self.name),
            ok: self.is_ok(),
            found,
            remedy,
        }
    }

    fn state(&self, locale: Locale) -> ProofState {
        match &self.finding {
            Ok(found) => ProofState::Proven {
                said: found.localized(locale),
            },
            Err(failure) => ProofState::Missing {
                problem: failure.localized(locale),
            },
        }
    }
}

/// The verdict from all checks, with their texts in that language, and whether every check passed. What no check covers
/// is not proven.
pub fn verdict(checks: &[Check], locale: Locale) -> (Verdict, bool) {
    let states = ProofName::ALL.map(|name| {
        let mut of_it = checks.iter().filter(|check| check.proves(name));
        let missing = of_it.clone().find(|check| !check.is_ok());
        let found = missing.or_else(|| of_it.next());
        found.map_or_else(
            || ProofState::NotKnownYet {
                problem: Problem::new(locale.words("doctor-not-looked"), "", ""),
            },
            |check| check.state(locale),
        )
    });
    let verdict = Verdict::of(states, None);
    let ok = verdict.is_all_well() && checks.iter().all(Check::is_ok);
    (verdict, ok)
}
