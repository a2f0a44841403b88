//! The truth as known from outside: what is being done to the program, since when, and what that excuses. Also the
//! violations found. Neither asks the program.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long something may be wrong before "all is well" is a lie. The slowest check in the program is that of its own
/// verdict (a second after a change); the rest allows for a busy machine.
pub const SETTLE: Duration = Duration::from_secs(10);
/// The same for a notification server that is gone: if no bus signals it, the program checks every 10 s, and a call may
/// take 5 s.
pub const SETTLE_UNTIL_LOOKED: Duration = Duration::from_secs(20);
/// The same for a notification server that accepts calls and answers none: nothing signals it, so it must be polled.
/// The program does so once a minute, and a call may take 5 s.
pub const SETTLE_UNTIL_ASKED: Duration = Duration::from_secs(75);
/// How long rejections may continue after their cause is gone: the store retries every few seconds.
const REFUSES_AFTER: Duration = Duration::from_secs(20);
/// How many kinds of violation are recorded, each with its first occurrence.
const KEPT: usize = 100;
/// The maximum length of a detail, in characters.
const DETAIL: usize = 700;

/// The consequences of a circumstance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// Not all is well, and nothing may claim it.
    NotWell,
    /// Reports may be rejected with 503.
    Refuses,
    /// Senders may get no answer.
    Silent,
    /// A sender may be cut off before it has sent everything, and sends again.
    CutsOff,
    /// A report may be answered with 500.
    Breaks,
}

#[derive(Debug)]
struct Condition {
    what: String,
    consequences: Vec<Consequence>,
    from: Instant,
    settles: Duration,
    to: Option<Instant>,
}

#[derive(Debug, Default)]
struct Known {
    conditions: Vec<Condition>,
    violations: BTreeMap<String, (usize, String)>,
    treatments: BTreeMap<&'static str, usize>,
    under_way: Vec<&'static str>,
}

/// Everything known. Clones share it.
#[derive(Clone, Debug)]
pub struct Oracle {
    known: Arc<Mutex<Known>>,
    began: Instant,
}

/// A circumstance that lasts until this is dropped.
#[derive(Debug)]
pub struct OngoingCondition {
    oracle: Oracle,
    number: usize,
}

impl Drop for OngoingCondition {
    fn drop(&mut self) {
        self.oracle.lock().conditions[self.number].to = Some(Instant::now());
    }
}

/// A treatment that runs until this is dropped.
#[derive(Debug)]
pub struct RunningTreatment<'a>(&'a Oracle, &'static str);

impl Drop for RunningTreatment<'_> {
    fn drop(&mut self) {
        let mut known = self.0.lock();
        if let Some(at) = known.under_way.iter().position(|name| *name == self.1) {
            known.under_way.remove(at);
        }
    }
}

impl Oracle {
    pub fn new() -> Self {
        Self {
            known: Arc::default(),
            began: Instant::now(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a circumstance.
    pub fn begin(&self, what: impl Into<String>, consequences: &[Consequence]) -> OngoingCondition {
        self.begin_settling(what, consequences, SETTLE)
    }

    /// Like [`Oracle::begin`], with another time until it must be known.
    pub fn begin_settling(
        &self,
        what: impl Into<String>,
        consequences: &[Consequence],
        settles: Duration,
    ) -> OngoingCondition {
        let mut known = self.lock();
        known.conditions.push(Condition {
            what: what.into(),
            consequences: consequences.to_vec(),
            from: Instant::now(),
            settles,
            to: None,
        });
        OngoingCondition {
            oracle: self.clone(),
            number: known.conditions.len() - 1,
        }
    }

    /// What has been wrong for so long at that moment that nothing may claim that all is well, by number and text.
    pub fn known_problems_at(&self, moment: Instant) -> BTreeMap<usize, String> {
        let known = self.lock();
        let all = known.conditions.iter().enumerate();
        all.filter(|(_, it)| it.to.is_none() && it.consequences.contains(&Consequence::NotWell))
            .filter(|(_, it)| it.from + it.settles <= moment)
            .map(|(number, it)| (number, it.what.clone()))
            .collect()
    }

    /// When everything that is wrong now must be known.
    pub fn settled_at(&self) -> Instant {
        let known = self.lock();
        let all = known.conditions.iter();
        let lasting =
            all.filter(|it| it.to.is_none() && it.consequences.contains(&Consequence::NotWell));
        let settled = lasting.map(|it| it.from + it.settles).max();
        settled.unwrap_or_else(Instant::now)
    }

    /// Whether a current circumstance has this consequence.
    pub fn now(&self, consequences: Consequence) -> bool {
        let known = self.lock();
        let mut all = known.conditions.iter();
        all.any(|it| it.to.is_none() && it.consequences.contains(&consequences))
    }

    /// Whether a circumstance in this period, or shortly before, excuses it.
    pub fn is_excused(&self, consequences: Consequence, from: Instant, to: Instant) -> bool {
        let late = match consequences {
            Consequence::Refuses => REFUSES_AFTER,
            _ => Duration::ZERO,
        };
        let known = self.lock();
        known.conditions.iter().any(|it| {
            it.consequences.contains(&consequences)
                && it.from <= to
                && it.to.is_none_or(|end| end + late >= from)
        })
    }

    /// The number of kinds of violation.
    pub fn violations(&self) -> usize {
        self.lock().violations.len()
    }

    /// Records a violation. Counts its kind and keeps the detail of the first.
    pub fn record_violation(&self, kind: &str, detail: &str) {
        let at = self.began.elapsed().as_secs();
        let detail: String = detail.replace('\n', " ⏎ ").chars().take(DETAIL).collect();
        let mut known = self.lock();
        let during = known.under_way.join(" + ");
        let lasting: Vec<_> = known
            .conditions
            .iter()
            .filter(|it| it.to.is_none())
            .collect();
        let lasting: Vec<_> = lasting.iter().map(|it| it.what.as_str()).collect();
        let line = format!(
            "{kind}: at {at} s, during [{during}], while [{}]: {detail}",
            lasting.join(", ")
        );
        let is_new = !known.violations.contains_key(kind);
        if is_new {
            println!("VIOLATION {line}");
        }
        if is_new && known.violations.len() >= KEPT {
            return;
        }
        known
            .violations
            .entry(kind.to_owned())
            .or_insert((0, line))
            .0 += 1;
    }

    /// Counts the start of a treatment.
    pub fn begin_treatment(&self, name: &'static str) -> RunningTreatment<'_> {
        let mut known = self.lock();
        *known.treatments.entry(name).or_insert(0) += 1;
        known.under_way.push(name);
        RunningTreatment(self, name)
    }

    /// How often each treatment was started.
    pub fn treatments(&self) -> BTreeMap<&'static str, usize> {
        self.lock().treatments.clone()
    }

    /// How long the run has lasted.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// All violations as text, or an empty text.
    pub fn all_violations(&self) -> String {
        let mut all = String::new();
        for (times, first) in self.lock().violations.values() {
            let _ = writeln!(all, "{times} times, first: {first}");
        }
        all
    }
}
