//! Decides whether a request is let in, and as which merchant.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{Authorised, KeyKind, Project, ProjectColour, ProjectHold, Settings};
use crate::{
    history::projects::Projects,
    model::{
        moment::Moment,
        project::{KeyProjects, ProjectMark},
        secret::Secret,
    },
};

impl Settings {
    /// Whether a request with that `Authorization` header is let in, and as which merchant. Compares it with every
    /// token, so that the timing does not reveal which one was nearly right.
    pub fn authorise(&self, header: Option<&[u8]>) -> Option<Authorised> {
        let nobody = Authorised { merchant: None };
        if self.bearer_token.is_none() && self.merchants.is_empty() {
            return Some(nobody);
        }
        let Some(header) = header else {
            return self.allow_no_token.then_some(nobody);
        };
        let (scheme, claimed) = header.split_at_checked(7)?;
        if !scheme.eq_ignore_ascii_case(b"bearer ") {
            return None;
        }
        let mut found = None;
        if self
            .bearer_token
            .as_ref()
            .is_some_and(|token| token.is(claimed))
        {
            found = Some(nobody);
        }
        for merchant in &self.merchants {
            if merchant.token.is(claimed) {
                found = Some(Authorised {
                    merchant: Some(merchant.name.clone()),
                });
            }
        }
        found
    }

    /// The project of what came with that merchant's token by that key: the merchant's, or if it has none, the key's.
    pub fn project_of(&self, merchant: Option<&str>, key: KeyKind) -> Option<Project> {
        let of_merchant = merchant.and_then(|merchant| self.project_of_merchant(merchant));
        of_merchant.or_else(|| self.project_of_key(key))
    }

    fn project_of_merchant(&self, merchant: &str) -> Option<Project> {
        let merchant = self.merchants.iter().find(|one| one.name == merchant)?;
        Some(self.project(merchant.project.as_ref()?))
    }

    fn project_of_key(&self, key: KeyKind) -> Option<Project> {
        let name = match key {
            KeyKind::Receiver => &self.project,
            KeyKind::Relay => &self.relay.project,
        };
        Some(self.project(name.as_ref()?))
    }

    /// A project by its name. Without a `[[project]]` table it is grey.
    fn project(&self, name: &str) -> Project {
        let project = self.projects.iter().find(|project| project.name == name);
        project.cloned().unwrap_or_else(|| Project {
            name: name.to_owned(),
            colour: ProjectColour::Grey,
            mute: false,
            quiet_hours: None,
        })
    }

    /// The project of each merchant that has one.
    pub fn project_marks(&self) -> BTreeMap<String, ProjectMark> {
        let merchants = self.merchants.iter();
        merchants
            .filter_map(|merchant| {
                let project = self.project_of_merchant(&merchant.name)?;
                Some((merchant.name.clone(), mark(project)))
            })
            .collect()
    }

    /// The project of each merchant and key that has one, for searches.
    pub fn projects_by_origin(&self) -> Projects {
        let merchants = self.merchants.iter();
        Projects {
            of_merchants: merchants
                .filter_map(|merchant| Some((merchant.name.clone(), merchant.project.clone()?)))
                .collect(),
            of_receiver: self.project.clone(),
            of_relay: self.relay.project.clone(),
        }
    }

    /// The projects of the keys.
    pub fn key_projects(&self) -> KeyProjects {
        KeyProjects {
            receiver: self.project_of_key(KeyKind::Receiver).map(mark),
            relay: self.project_of_key(KeyKind::Relay).map(mark),
        }
    }

    /// Why reports that came with only these merchants' tokens and keys are not notified now: the projects of all of
    /// them are muted or have quiet hours. The latter hold until the first of those end. `None` if there are none.
    pub fn hold_of<'a>(
        &self,
        origins: impl IntoIterator<Item = (Option<&'a str>, KeyKind)>,
        now: Moment,
        zone: &TimeZone,
    ) -> Option<ProjectHold> {
        let mut found = None;
        for (merchant, key) in origins {
            let project = self.project_of(merchant, key)?;
            let quiet = || {
                project
                    .quiet_hours
                    .as_ref()
                    .and_then(|(hours, _)| hours.ends(now, zone))
            };
            found = match (project.mute, found) {
                (true, None) => Some(ProjectHold::Muted),
                (true, found) => found,
                (false, Some(ProjectHold::Quiet(until))) => {
                    Some(ProjectHold::Quiet(until.min(quiet()?)))
                }
                (false, _) => Some(ProjectHold::Quiet(quiet()?)),
            };
        }
        found
    }

    /// The token that this program sends itself: the one without a label, else the first.
    pub fn own_token(&self) -> Option<&Secret> {
        let first = self.merchants.first().map(|merchant| &merchant.token);
        self.bearer_token.as_ref().or(first)
    }
}

fn mark(project: Project) -> ProjectMark {
    ProjectMark {
        name: project.name,
        colour: project.colour,
        is_muted: project.mute,
        quiet_hours: project.quiet_hours.map(|(_, text)| text),
    }
}
