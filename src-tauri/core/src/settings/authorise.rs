//! Decides whether a request is let in, and as which merchant.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{Authorised, Project, ProjectColour, ProjectHold, Settings};
use crate::model::{moment::Moment, project::ProjectMark, secret::Secret};

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

    /// The project of a merchant: its name and its mark. A project without a `[[project]]` table is grey.
    pub fn project_of(&self, merchant: &str) -> Option<Project> {
        let merchant = self.merchants.iter().find(|one| one.name == merchant)?;
        let name = merchant.project.as_ref()?;
        let project = self.projects.iter().find(|project| project.name == *name);
        Some(project.cloned().unwrap_or_else(|| Project {
            name: name.clone(),
            colour: ProjectColour::Grey,
            mute: false,
            quiet_hours: None,
        }))
    }

    /// The project of each merchant that has one.
    pub fn project_marks(&self) -> BTreeMap<String, ProjectMark> {
        let merchants = self.merchants.iter();
        merchants
            .filter_map(|merchant| {
                let project = self.project_of(&merchant.name)?;
                let mark = ProjectMark {
                    name: project.name,
                    colour: project.colour,
                    is_muted: project.mute,
                    quiet_hours: project.quiet_hours.map(|(_, text)| text),
                };
                Some((merchant.name.clone(), mark))
            })
            .collect()
    }

    /// Why reports with only these merchants' tokens are not notified now: the projects of all of them are muted or have
    /// quiet hours. The latter hold until the first of those end. `None` if there is no merchant.
    pub fn hold_of<'a>(
        &self,
        merchants: impl IntoIterator<Item = &'a str>,
        now: Moment,
        zone: &TimeZone,
    ) -> Option<ProjectHold> {
        let mut found = None;
        for merchant in merchants {
            let project = self.project_of(merchant)?;
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
