//! The filter `project:`. A report has no project of its own: the settings say to which its merchant or the key belongs
//! that it came by, so what they say now applies to older reports too.

use std::collections::BTreeMap;

use crate::{incident::delivery_error::Source, model::fold::fold};

/// The project of each merchant and key that has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projects {
    /// By the merchant's label.
    pub of_merchants: BTreeMap<String, String>,
    /// That of the error webhook's key.
    pub of_receiver: Option<String>,
    /// That of the relay's key.
    pub of_relay: Option<String>,
}

/// Where the reports of the projects that a search asks for came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// The merchants of these projects.
    pub merchants: Vec<String>,
    /// All merchants with a project. The keys' projects are those of the other reports.
    pub with_project: Vec<String>,
    /// Whether what came by the error webhook's key is of one of these projects.
    pub receiver: bool,
    /// Whether what came by the relay's key is.
    pub relay: bool,
}

impl Projects {
    /// The project of a report with that merchant's token: the merchant's, or if it has none, that of the key.
    pub fn of(&self, merchant: Option<&str>, source: Source) -> Option<String> {
        let of_merchant = merchant.and_then(|merchant| self.of_merchants.get(merchant));
        let of_key = match source {
            Source::Relay => &self.of_relay,
            Source::Retm | Source::Test | Source::Simulated => &self.of_receiver,
        };
        of_merchant.or(of_key.as_ref()).cloned()
    }

    /// The names, without repetition.
    pub fn names(&self) -> Vec<String> {
        let keys = self.of_receiver.iter().chain(&self.of_relay);
        let mut names: Vec<_> = self.of_merchants.values().chain(keys).cloned().collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The origins of the projects whose names contain one of these folded parts.
    pub fn origins(&self, parts: &[String]) -> Origins {
        let is_asked = |name: &String| {
            let name = fold(name);
            parts.iter().any(|part| name.contains(part))
        };
        let of_merchants = self.of_merchants.iter();
        let asked = of_merchants.filter(|(_, project)| is_asked(project));
        Origins {
            merchants: asked.map(|(merchant, _)| merchant.clone()).collect(),
            with_project: self.of_merchants.keys().cloned().collect(),
            receiver: self.of_receiver.as_ref().is_some_and(is_asked),
            relay: self.of_relay.as_ref().is_some_and(is_asked),
        }
    }
}

impl Origins {
    /// Whether a report with that merchant's token came from there.
    pub fn include(&self, merchant: Option<&str>, source: Source) -> bool {
        let is_in = |names: &[String]| names.iter().any(|name| Some(&**name) == merchant);
        if is_in(&self.with_project) {
            return is_in(&self.merchants);
        }
        match source {
            Source::Relay => self.relay,
            Source::Retm | Source::Test | Source::Simulated => self.receiver,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merchants_project_comes_before_that_of_the_key() {
        let of = |merchant: &str, project: &str| (merchant.to_owned(), project.to_owned());
        let projects = Projects {
            of_merchants: BTreeMap::from([of("Olaya", "Production"), of("Malaz", "staging")]),
            of_receiver: Some("staging".to_owned()),
            of_relay: None,
        };
        assert_eq!(projects.names(), ["Production", "staging"]);
        let staging = projects.origins(&["stag".to_owned()]);
        let production = projects.origins(&["production".to_owned()]);
        for (merchant, source, expected) in [
            (Some("Malaz"), Source::Retm, (true, false)),
            (Some("Malaz"), Source::Relay, (true, false)),
            (Some("Olaya"), Source::Retm, (false, true)),
            (Some("another"), Source::Retm, (true, false)),
            (None, Source::Test, (true, false)),
            (None, Source::Relay, (false, false)),
        ] {
            let found = [&staging, &production].map(|one| one.include(merchant, source));
            assert_eq!(found, [expected.0, expected.1], "{merchant:?} {source:?}");
            let of = projects.of(merchant, source);
            let of = (
                of.as_deref() == Some("staging"),
                of.as_deref() == Some("Production"),
            );
            assert_eq!(of, expected, "{merchant:?} {source:?}");
        }
        assert_eq!(
            Origins::default(),
            Projects::default().origins(&["x".to_owned()])
        );
    }
}
