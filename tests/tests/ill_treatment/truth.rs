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
const REFUSES_STILL: Duration = Duration::from_secs(20);
/// How many kinds of violation are recorded, each with its first occurrence.
const KEPT: usize = 100;
/// The maximum length of a detail, in characters.
const DETAIL: usize = 700;

/// The consequences of a circumstance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
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
struct Circumstance {
    what: String,
    follows: Vec<Follows>,
    from: Instant,
    settles: Duration,
    to: Option<Instant>,
}

#[derive(Debug, Default)]
struct Known {
    circumstances: Vec<Circumstance>,
    violations: BTreeMap<String, (usize, String)>,
    treatments: BTreeMap<&'static str, usize>,
    under_way: Vec<&'static str>,
}

/// Everything known. Clones share it.
#[derive(Clone, Debug)]
pub struct Truth {
    known: Arc<Mutex<Known>>,
    began: Instant,
}

/// A circumstance that lasts until this is dropped.
#[derive(Debug)]
pub struct Lasting {
    truth: Truth,
    number: usize,
}

impl Drop for Lasting {
    fn drop(&mut self) {
        self.truth.lock().circumstances[self.number].to = Some(Instant::now());
    }
}

/// A treatment that runs until this is dropped.
#[derive(Debug)]
pub struct UnderWay<'a>(&'a Truth, &'static str);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut known = self.0.lock();
        if let Some(at) = known.under_way.iter().position(|name| *name == self.1) {
            known.under_way.remove(at);
        }
    }
}

impl Truth {
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
    pub fn begin(&self, what: impl Into<String>, follows: &[Follows]) -> Lasting {
        self.begin_settling(what, follows, SETTLE)
    }

    /// Like [`Truth::begin`], with another time until it must be known.
    pub fn begin_settling(
        &self,
        what: impl Into<String>,
        follows: &[Follows],
        settles: Duration,
    ) -> Lasting {
        let mut known = self.lock();
        known.circumstances.push(Circumstance {
            what: what.into(),
            follows: follows.to_vec(),
            from: Instant::now(),
            settles,
            to: None,
        });
        Lasting {
            truth: self.clone(),
            number: known.circumstances.len() - 1,
        }
    }

    /// What has been wrong for so long at that moment that nothing may claim that all is well, by number and text.
    pub fn untrue_at(&self, moment: Instant) -> BTreeMap<usize, String> {
        let known = self.lock();
        let all = known.circumstances.iter().enumerate();
        all.filter(|(_, it)| it.to.is_none() && it.follows.contains(&Follows::NotWell))
            .filter(|(_, it)| it.from + it.settles <= moment)
            .map(|(number, it)| (number, it.what.clone()))
            .collect()
    }

    /// When everything that is wrong now must be known.
    pub fn settled_at(&self) -> Instant {
        let known = self.lock();
        let all = known.circumstances.iter();
        let lasting = all.filter(|it| it.to.is_none() && it.follows.contains(&Follows::NotWell));
        let settled = lasting.map(|it| it.from + it.settles).max();
        settled.unwrap_or_else(Instant::now)
    }

    /// Whether a current circumstance has this consequence.
    pub fn now(&self, follows: Follows) -> bool {
        let known = self.lock();
        let mut all = known.circumstances.iter();
        all.any(|it| it.to.is_none() && it.follows.contains(&follows))
    }

    /// Whether a circumstance in this period, or shortly before, excuses it.
    pub fn excuses(&self, follows: Follows, from: Instant, to: Instant) -> bool {
        let late = match follows {
            Follows::Refuses => REFUSES_STILL,
            _ => Duration::ZERO,
        };
        let known = self.lock();
        known.circumstances.iter().any(|it| {
            it.follows.contains(&follows)
                && it.from <= to
                && it.to.is_none_or(|end| end + late >= from)
        })
    }

    /// The number of kinds of violation.
    pub fn violations(&self) -> usize {
        self.lock().violations.len()
    }

    /// Records a violation. Counts its kind and keeps the detail of the first.
    pub fn violated(&self, kind: &str, detail: &str) {
        let at = self.began.elapsed().as_secs();
        let detail: String = detail.replace('\n', " ⏎ ").chars().take(DETAIL).collect();
        let mut known = self.lock();
        let during = known.under_way.join(" + ");
        let lasting: Vec<_> = known
            .circumstances
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
    pub fn treats(&self, name: &'static str) -> UnderWay<'_> {
        let mut known = self.lock();
        *known.treatments.entry(name).or_insert(0) += 1;
        known.under_way.push(name);
        UnderWay(self, name)
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
