//! Which targets only got another name.

use super::Target;

/// The old name of each target that only got another one, with the new name. What waits for it is still for the same
/// people. A target that leads elsewhere is another target.
pub fn renamed(before: &[Target], after: &[Target]) -> Vec<(String, String)> {
    let missing_in = |all: &[Target], one: &&Target| all.iter().all(|other| other.name != one.name);
    let gone: Vec<&Target> = before.iter().filter(|one| missing_in(after, one)).collect();
    let new: Vec<&Target> = after.iter().filter(|one| missing_in(before, one)).collect();
    let is_same = |one: &Target, other: &Target| {
        one.destination == other.destination && one.keyring == other.keyring
    };
    let mut renamed = Vec::new();
    for old in &gone {
        let is_only = gone.iter().filter(|one| is_same(one, old)).count() == 1;
        let mut successors = new.iter().filter(|one| is_same(one, old));
        if let (true, Some(successor), None) = (is_only, successors.next(), successors.next()) {
            renamed.push((old.name.clone(), successor.name.clone()));
        }
    }
    renamed
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::share::target::{Destination, TargetForm, TargetKind};

    fn target(name: &str, program: &str) -> Target {
        let form = TargetForm {
            name: name.to_owned(),
            kind: TargetKind::Command,
            values: BTreeMap::new(),
            only: String::new(),
            project: String::new(),
            hours: String::new(),
            quiet_hours: String::new(),
            in_keyring: false,
        };
        Target {
            name: name.to_owned(),
            destination: Destination::Command {
                command: vec![program.to_owned()],
            },
            keyring: Vec::new(),
            only: String::new(),
            project: String::new(),
            hours: None,
            quiet_hours: None,
            written: form,
            secret_keys: Vec::new(),
        }
    }

    #[test]
    fn another_name_for_the_same_place_is_a_rename_and_another_place_is_not() {
        let (ops, bell) = (target("ops", "tell"), target("bell", "ring"));
        let before = [ops.clone(), bell.clone()];
        let names = |after: &[Target]| renamed(&before, after);
        let pair = ("ops".to_owned(), "team".to_owned());
        assert_eq!(names(&before), []);
        assert_eq!(names(&[bell.clone(), target("team", "tell")]), [pair]);
        assert_eq!(names(&[target("team", "shout"), bell.clone()]), []);
        assert_eq!(names(&[ops, bell.clone(), target("team", "tell")]), []);
        let two = [bell, target("a", "tell"), target("b", "tell")];
        assert_eq!(names(&two), []);
    }
}
