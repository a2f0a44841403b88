//! Groups the incidents of a list that share a host, and a cause or a storm. A group is one row of the list. Pure.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use crate::{explain::Cause, model::moment::Moment};

/// Incidents at this many endpoints or more form a group.
pub const MIN_ENDPOINTS: usize = 3;
/// Incidents that begin within this time of each other are a storm.
pub const STORM_GAP: Duration = Duration::from_secs(10);
/// Resolved incidents belong to one outage only if they began within this time of each other.
pub const OUTAGE_GAP: Duration = Duration::from_secs(600);

/// What the rule looks at.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: i64,
    pub endpoint: String,
    /// Its host. An incident without one is in no group.
    pub host: Option<String>,
    /// Why it fails, according to the latest report.
    pub cause: Cause,
    /// The code of the latest report.
    pub code: Option<i64>,
    /// When it began.
    pub opened_at: Moment,
    /// Whether it is resolved.
    pub is_over: bool,
}

impl Member {
    /// Incidents with the same value fail alike. A status needs its number, and so does an unknown cause.
    pub fn failure(&self) -> (Cause, Option<i64>) {
        match self.cause {
            Cause::Status | Cause::Unknown => (self.cause, self.code),
            cause => (cause, None),
        }
    }
}

/// Incidents that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// A negative ID, which no incident has. It stays the same while incidents come and go.
    pub id: i64,
    /// The host of all of them.
    pub host: String,
    /// The indexes of its members, in the given order.
    pub members: Vec<usize>,
}

/// Groups incidents. Those in no group stay single.
pub fn group(all: &[Member]) -> Vec<Grouping> {
    let mut hosts: BTreeMap<(&str, bool), Vec<usize>> = BTreeMap::new();
    for (at, member) in all.iter().enumerate() {
        if let Some(host) = &member.host {
            hosts.entry((host, member.is_over)).or_default().push(at);
        }
    }
    let mut groups = Vec::new();
    for ((host, is_over), members) in hosts {
        if members.len() < MIN_ENDPOINTS {
            continue;
        }
        if is_over {
            for outage in runs(all, members, OUTAGE_GAP) {
                let first = outage.first().map_or(0, |at| all[*at].id);
                groups.extend(groups_of_host(all, host, &format!("{first}"), outage));
            }
        } else {
            groups.extend(groups_of_host(all, host, "", members));
        }
    }
    groups
}

/// The groups among the incidents of one host: its storms with everything that fails like them, then each failure that
/// several endpoints share.
fn groups_of_host(all: &[Member], host: &str, outage: &str, members: Vec<usize>) -> Vec<Grouping> {
    let make = |name: &str, members: &mut Vec<usize>| {
        members.sort_unstable();
        Grouping {
            id: number(&[host, outage, name]),
            host: host.to_owned(),
            members: std::mem::take(members),
        }
    };
    let mut groups = Vec::new();
    let failures: HashSet<_> = members.iter().map(|at| all[*at].failure()).collect();
    let mut rest = members;
    if failures.len() > 1 {
        let storms = runs(all, rest.clone(), STORM_GAP).into_iter();
        let stormy: HashSet<usize> = storms
            .filter(|run| are_enough(all, run))
            .flatten()
            .collect();
        let like: HashSet<_> = stormy.iter().map(|at| all[*at].failure()).collect();
        let (mut storm, others) = rest
            .into_iter()
            .partition(|at| stormy.contains(at) || like.contains(&all[*at].failure()));
        rest = others;
        if are_enough(all, &storm) {
            groups.push(make("storm", &mut storm));
        } else {
            rest.append(&mut storm);
        }
    }
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in rest {
        let (cause, code) = all[at].failure();
        let name = format!("{cause:?} {code:?}");
        alike.entry(name).or_default().push(at);
    }
    for (name, mut members) in alike {
        if are_enough(all, &members) {
            groups.push(make(&name, &mut members));
        }
    }
    groups
}

/// Whether they cover enough endpoints.
fn are_enough(all: &[Member], members: &[usize]) -> bool {
    let endpoints: HashSet<_> = members.iter().map(|at| &all[*at].endpoint).collect();
    endpoints.len() >= MIN_ENDPOINTS
}

/// Splits where a gap between two beginnings is longer than `gap`.
fn runs(all: &[Member], mut members: Vec<usize>, gap: Duration) -> Vec<Vec<usize>> {
    members.sort_by_key(|at| (all[*at].opened_at, all[*at].id));
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for at in members {
        let last = runs.last_mut().and_then(|run| Some((*run.last()?, run)));
        match last {
            Some((before, run)) if all[at].opened_at.since(all[before].opened_at) <= gap => {
                run.push(at);
            }
            _ => runs.push(vec![at]),
        }
    }
    runs
}

/// A negative number derived from words (FNV-1a), small enough for JavaScript.
fn number(words: &[&str]) -> i64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    -1 - i64::try_from(hash >> 12).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T0: Moment = Moment::from_millis(1_700_000_000_000);

    /// An incident at this second and at its own endpoint.
    fn member(id: i64, host: &str, cause: Cause, second: u64) -> Member {
        Member {
            id,
            endpoint: format!("https://{host}/{id}"),
            host: (!host.is_empty()).then(|| host.to_owned()),
            cause,
            code: Some(503),
            opened_at: T0.plus(Duration::from_secs(second)),
            is_over: false,
        }
    }

    fn ids(all: &[Member]) -> Vec<Vec<i64>> {
        let mut found: Vec<Vec<i64>> = group(all)
            .iter()
            .map(|one| one.members.iter().map(|at| all[*at].id).collect())
            .collect();
        found.sort();
        found
    }

    #[test]
    fn three_endpoints_of_a_host_with_one_cause_are_a_group() {
        let day = 86_400;
        let mut all = vec![
            member(1, "a.example", Cause::Refused, 0),
            member(2, "a.example", Cause::Refused, day),
            member(3, "b.example", Cause::Refused, day),
            member(4, "", Cause::Refused, day),
        ];
        assert_eq!(ids(&all), Vec::<Vec<i64>>::new(), "two are none");
        all.push(member(5, "a.example", Cause::Refused, 2 * day));
        assert_eq!(ids(&all), [[1, 2, 5]]);
        all.push(member(6, "a.example", Cause::Timeout, 3 * day));
        assert_eq!(ids(&all), [[1, 2, 5]], "another cause is another thing");
    }

    #[test]
    fn statuses_are_distinguished_by_their_number() {
        let mut all: Vec<_> = (1..=3)
            .map(|id| member(id, "a.example", Cause::Status, 3_600 * id.unsigned_abs()))
            .collect();
        assert_eq!(ids(&all), [[1, 2, 3]]);
        all[2].code = Some(404);
        assert_eq!(ids(&all), Vec::<Vec<i64>>::new());
    }

    #[test]
    fn a_storm_is_a_group_whatever_the_causes_and_takes_in_what_fails_like_it() {
        let all = [
            member(1, "a.example", Cause::Refused, 0),
            member(2, "a.example", Cause::Timeout, 5),
            member(3, "a.example", Cause::Reset, 12),
            member(4, "a.example", Cause::Reset, 3_000),
            member(5, "a.example", Cause::Dns, 9_000),
        ];
        assert_eq!(ids(&all), [[1, 2, 3, 4]]);
    }

    #[test]
    fn resolved_incidents_are_grouped_by_outage_and_by_different_endpoints() {
        let over = |id, second, endpoint: &str| Member {
            is_over: true,
            endpoint: endpoint.to_owned(),
            ..member(id, "a.example", Cause::Refused, second)
        };
        let all = [
            over(1, 0, "/a"),
            over(2, 10, "/b"),
            over(3, 20, "/c"),
            over(4, 50_000, "/a"),
            over(5, 50_010, "/b"),
            over(6, 50_020, "/c"),
            over(7, 90_000, "/a"),
            over(8, 90_020, "/a"),
            over(9, 90_040, "/a"),
        ];
        assert_eq!(ids(&all), [[1, 2, 3], [4, 5, 6]]);
        let numbers: HashSet<_> = group(&all).iter().map(|one| one.id).collect();
        assert_eq!(numbers.len(), 2, "each outage is a group of its own");
    }

    #[test]
    fn a_group_keeps_its_number_while_incidents_come_and_go() {
        let all: Vec<_> = (1..=5)
            .map(|id| member(id, "a.example", Cause::Refused, 0))
            .collect();
        let number = |all: &[Member]| group(all)[0].id;
        assert!(number(&all) < 0);
        assert_eq!(number(&all), number(&all[1..]));
        let other: Vec<_> = (1..=5)
            .map(|id| member(id, "b.example", Cause::Refused, 0))
            .collect();
        assert_ne!(number(&all), number(&other));
    }

    proptest! {
        #[test]
        fn no_incident_is_in_two_groups_and_every_group_is_of_one_host(
            rows in prop::collection::vec((0..4_usize, 0..4_usize, 0..60_u64, any::<bool>()), 0..60)
        ) {
            let hosts = ["", "a.example", "b.example", "c.example"];
            let causes = [Cause::Refused, Cause::Timeout, Cause::Status, Cause::Unknown];
            let all: Vec<_> = rows
                .iter()
                .enumerate()
                .map(|(id, (host, cause, second, is_over))| Member {
                    is_over: *is_over,
                    ..member(id as i64, hosts[*host], causes[*cause], second * 7)
                })
                .collect();
            let mut seen = HashSet::new();
            let mut numbers = HashSet::new();
            for one in group(&all) {
                prop_assert!(one.id < 0 && numbers.insert(one.id));
                prop_assert!(one.members.len() >= MIN_ENDPOINTS);
                for at in one.members {
                    prop_assert!(seen.insert(at));
                    prop_assert_eq!(all[at].host.as_deref(), Some(&*one.host));
                }
            }
        }
    }
}
