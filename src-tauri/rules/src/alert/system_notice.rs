//! Notices about everything but incidents: RETM can't reach this machine, reports can't be stored, the public URL has
//! changed, somebody is guessing keys, a monitor is down. They are held like alerts but not stored. A notice that is no
//! longer true is dropped. After a restart, everything is checked again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::tz::TimeZone;

use crate::alert::endpoint_rule::{AlertRule, treatment};
use crate::alert::notice::{Actions, Notice, Slot, Urgency};
use crate::alert::one_line::one_line;
use crate::model::{local_words, release::Release};
use crate::{
    alert::auth_throttle::BruteForce, locale::Locale, model::problem::Problem,
    monitor::reachability::policy::ReachabilityNotice,
};

/// A title and a body in the user's language.
pub(crate) type InWords = Box<dyn Fn(Locale) -> (String, String) + Send>;
/// Returns whether the notice is still true. May query the store.
pub type StillTrue = Box<dyn Fn() -> bool + Send>;
/// Called after the notice was displayed.
pub type OnShown = Box<dyn FnOnce() + Send>;

/// A notice with the conditions for showing it.
pub struct SystemNotice {
    slot: Slot,
    /// Asked for when it is shown, in the language of that moment.
    words: InWords,
    actions: Actions,
    sound: bool,
    /// The endpoint or host that it is about. `None` if it is about this program.
    about: Option<String>,
    still_true: StillTrue,
    urgency: Urgency,
    /// It ends an earlier notice in its slot. If that one was never shown, neither is this.
    is_recovery: bool,
    /// It replaced a recovery that was still queued, so the desktop still shows the outage that the recovery would have
    /// ended.
    follows_recovery: bool,
    shown: Option<OnShown>,
}

impl SystemNotice {
    /// A notice with these words in this slot. `is_recovery` means that it ends the earlier notice there.
    pub(crate) fn new(
        slot: Slot,
        words: InWords,
        still_true: StillTrue,
        is_recovery: bool,
    ) -> Self {
        Self {
            slot,
            words,
            actions: Actions::None,
            sound: true,
            about: None,
            still_true,
            urgency: match is_recovery {
                true => Urgency::Low,
                false => Urgency::Lasting,
            },
            is_recovery,
            follows_recovery: false,
            shown: None,
        }
    }

    /// Makes it go by itself, although it ends no earlier notice.
    #[must_use]
    pub(super) fn passing(mut self) -> Self {
        self.urgency = Urgency::Normal;
        self
    }

    /// Sets the actions besides opening it.
    #[must_use]
    pub(crate) fn with_actions(mut self, actions: Actions) -> Self {
        self.actions = actions;
        self
    }

    /// Sets the endpoint that it is about, for the alert rules.
    #[must_use]
    pub fn about(mut self, endpoint: Option<String>) -> Self {
        self.about = endpoint;
        self
    }

    /// Applies the alert rules. Returns whether to show the notice at all.
    pub fn apply_rules(&mut self, rules: &[AlertRule]) -> bool {
        let Some(endpoint) = &self.about else {
            return true;
        };
        let treatment = treatment(rules, endpoint);
        self.sound = treatment.sound;
        self.urgency = treatment.urgency(self.urgency);
        treatment.notify
    }

    /// Sets a callback for when it was displayed.
    #[must_use]
    pub fn on_shown(mut self, shown: OnShown) -> Self {
        self.shown = Some(shown);
        self
    }

    /// Called after the notice was displayed.
    pub fn mark_shown(self) {
        if let Some(shown) = self.shown {
            shown();
        }
    }

    /// Whether RETM can reach this machine. `still_true` returns whether `tell` still holds.
    pub fn reachability(tell: &ReachabilityNotice, zone: &TimeZone, still_true: StillTrue) -> Self {
        let is_recovery = matches!(tell, ReachabilityNotice::ReachableAgain { .. });
        let (tell, zone) = (tell.clone(), zone.clone());
        let words = Box::new(move |locale| tell.words(locale, &zone));
        Self::new(Slot::Reachability, words, still_true, is_recovery)
    }

    /// The machine can be reached again after an outage, at a URL that RETM does not have yet. This is one story, so it
    /// is one notice in the slot of the outage. It is shown whether or not the outage was.
    pub fn reachable_at_new_url(after: Duration, public_url: &str, still_true: StillTrue) -> Self {
        let url = public_url.to_owned();
        let words = move |locale: Locale| {
            let body = locale.message("url-moved-body").code("url", &url);
            let body = body.phrase("span", local_words::span(locale, after));
            (locale.words("url-changed-title"), body.text())
        };
        Self {
            actions: Actions::CopyUrl,
            ..Self::new(Slot::Reachability, Box::new(words), still_true, false)
        }
    }

    /// The public URL differs from the one that was copied for RETM.
    pub fn public_url_changed(public_url: &str, still_true: StillTrue) -> Self {
        let url = public_url.to_owned();
        let words = move |locale: Locale| {
            let body = locale.message("url-changed-body").code("url", &url);
            (locale.words("url-changed-title"), body.text())
        };
        Self {
            actions: Actions::CopyUrl,
            ..Self::new(Slot::PublicUrl, Box::new(words), still_true, false)
        }
    }

    /// Somebody is guessing keys or tokens.
    pub fn brute_force(brute_force: &BruteForce) -> Self {
        let brute_force = *brute_force;
        let words = move |locale: Locale| {
            let title = brute_force.title(locale);
            (title, locale.words("guessing-body"))
        };
        Self::new(
            Slot::AuthFailures,
            Box::new(words),
            Box::new(|| true),
            false,
        )
    }

    /// Reports can't be stored.
    pub fn store_failing(problem: &Problem, still_true: StillTrue) -> Self {
        let words = of_problem("store-failing-title", problem);
        Self::new(Slot::Store, words, still_true, false)
    }

    /// The history was missing at startup.
    pub fn history_missing(problem: &Problem) -> Self {
        let words = of_problem("history-gone-title", problem);
        Self::new(Slot::SetAside, words, Box::new(|| true), false)
    }

    /// A damaged database was set aside.
    pub fn set_aside(problem: &Problem) -> Self {
        let words = of_problem("history-set-aside-title", problem);
        Self::new(Slot::SetAside, words, Box::new(|| true), false)
    }

    /// The relay's damaged database was set aside. Requests that waited in it are not delivered.
    pub fn relay_set_aside(problem: &Problem) -> Self {
        let words = of_problem("relay-set-aside-title", problem);
        Self::new(Slot::RelaySetAside, words, Box::new(|| true), false)
    }

    /// The window was closed for the first time, and the program keeps running.
    pub fn window_closed(has_tray: bool, still_true: StillTrue) -> Self {
        let place = if has_tray { "tray" } else { "nowhere" };
        let words = move |locale: Locale| {
            let say = |id| locale.message(id).form("place", place).text();
            (say("window-closed-title"), say("window-closed-body"))
        };
        // `true`: like the end of an outage, it may be missed.
        Self::new(Slot::Window, Box::new(words), still_true, true)
    }

    /// A newer version is published. Nothing is installed automatically.
    pub fn update(release: &Release) -> Self {
        let version = release.version.to_string();
        let summary = one_line(&release.summary);
        let url = one_line(release.url.as_str());
        let words = move |locale: Locale| {
            let title = locale.message("update-title").code("version", &version);
            let body = locale.message("update-body");
            let body = body
                .form(
                    "told",
                    if summary.is_empty() {
                        "nothing"
                    } else {
                        "more"
                    },
                )
                .quoted("summary", &summary)
                .code("url", &url);
            (title.text(), body.text())
        };
        // It may be missed: `doctor` reports it too.
        Self::new(Slot::Update, Box::new(words), Box::new(|| true), true)
    }

    /// Reports are stored again, after this long.
    pub fn store_recovered(after: Duration, still_true: StillTrue) -> Self {
        let words = move |locale: Locale| {
            // Nobody counts whether any came.
            let body = locale.message("store-works-body");
            let body = body.phrase("span", local_words::span(locale, after));
            (locale.words("store-works-title"), body.text())
        };
        Self::new(Slot::Store, Box::new(words), still_true, true)
    }

    /// The notice to display, in this language. It replaces the earlier one in its slot.
    pub fn notice(&self, locale: Locale) -> Notice {
        let (title, body) = (self.words)(locale);
        Notice {
            slot: self.slot,
            title,
            body,
            replaces: true,
            silent: false,
            sound: self.sound,
            actions: self.actions,
            locale,
        }
    }

    /// Its urgency: an outage stays until it was seen, its end does not.
    pub fn urgency(&self) -> Urgency {
        self.urgency
    }

    /// Whether it is still true.
    pub fn is_still_true(&self) -> bool {
        (self.still_true)()
    }
}

/// A title, and what a problem says.
fn of_problem(title: &'static str, problem: &Problem) -> InWords {
    let problem = problem.clone();
    Box::new(move |locale| {
        let problem = problem.clone().in_language(locale);
        let body = locale.message("notice-of-problem");
        let body = body
            .quoted("what", &problem.what)
            .quoted("meaning", &problem.meaning)
            .quoted("remedy", &problem.remedy);
        (locale.words(title), body.text())
    })
}

/// Notices waiting to be shown, at most one per slot. Shared between the senders and the thread that displays them.
#[derive(Clone, Default)]
pub struct NoticeQueue(Arc<Mutex<Vec<SystemNotice>>>);

impl NoticeQueue {
    /// Queues a notice in place of the one in its slot. A recovery notice cancels a queued outage notice, unless that
    /// outage replaced a queued recovery: the desktop then still shows the older outage, which needs its end.
    pub fn add(&self, mut system_notice: SystemNotice) {
        let mut waiting = self.lock();
        let before = waiting
            .iter()
            .position(|before| before.slot == system_notice.slot)
            .map(|at| waiting.remove(at));
        let ended = before
            .as_ref()
            .is_some_and(|before| before.is_recovery || before.follows_recovery);
        system_notice.follows_recovery = ended && !system_notice.is_recovery;
        if !system_notice.is_recovery || before.is_none() || ended {
            waiting.push(system_notice);
        }
    }

    /// Puts back a notice that could not be shown, unless a newer one took its slot.
    pub fn put_back(&self, system_notice: SystemNotice) {
        let mut waiting = self.lock();
        if !waiting.iter().any(|newer| newer.slot == system_notice.slot) {
            waiting.push(system_notice);
        }
    }

    /// Takes the notice that has waited longest.
    pub fn take(&self) -> Option<SystemNotice> {
        let mut waiting = self.lock();
        (!waiting.is_empty()).then(|| waiting.remove(0))
    }

    /// Whether no notice waits.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<SystemNotice>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::moment::Moment, monitor::reachability::outcome::Hop};

    fn unreachable(what: &str) -> SystemNotice {
        let tell = ReachabilityNotice::Unreachable {
            since: Moment::from_millis(0),
            hop: Hop::Tunnel,
            problem: Problem::new(what, "It is so.", "Wait."),
        };
        SystemNotice::reachability(&tell, &TimeZone::UTC, Box::new(|| true))
    }

    fn again() -> SystemNotice {
        let tell = ReachabilityNotice::ReachableAgain {
            after: Duration::from_secs(60),
            moved: false,
        };
        SystemNotice::reachability(&tell, &TimeZone::UTC, Box::new(|| true))
    }

    fn titles(waiting: &NoticeQueue) -> Vec<String> {
        std::iter::from_fn(|| waiting.take())
            .map(|system_notice| system_notice.notice(Locale::default()))
            .map(|notice| format!("{}: {}", notice.title, notice.body))
            .collect()
    }

    #[test]
    fn the_newest_takes_the_place_of_an_older_one() {
        let waiting = NoticeQueue::default();
        waiting.add(unreachable("First."));
        waiting.add(SystemNotice::public_url_changed(
            "https://b.example",
            Box::new(|| true),
        ));
        waiting.add(unreachable("Second."));
        let titles = titles(&waiting);
        assert_eq!(titles.len(), 2, "{titles:?}");
        assert!(titles[1].contains("Second."), "{titles:?}");
    }

    #[test]
    fn a_rule_silences_a_host_and_nothing_of_this_program() {
        let rule = AlertRule {
            pattern: "staging.example.com".to_owned(),
            search: String::new(),
            notify: false,
            sound: false,
            urgency: crate::alert::RuleUrgency::Normal,
        };
        let about = |host: &str| unreachable("Down.").about(Some(format!("https://{host}/orders")));
        assert!(!about("staging.example.com").apply_rules(std::slice::from_ref(&rule)));
        assert!(about("prod.example.com").apply_rules(std::slice::from_ref(&rule)));
        assert!(unreachable("Down.").apply_rules(std::slice::from_ref(&rule)));
        let rule = AlertRule {
            notify: true,
            ..rule
        };
        let mut quiet = about("staging.example.com");
        assert!(quiet.apply_rules(&[rule]));
        assert_eq!(
            (quiet.urgency(), quiet.notice(Locale::default()).sound),
            (Urgency::Normal, false)
        );
    }

    #[test]
    fn what_is_over_before_it_was_shown_is_never_shown() {
        let waiting = NoticeQueue::default();
        waiting.add(unreachable("First."));
        waiting.add(again());
        assert_eq!(titles(&waiting), Vec::<String>::new());
        // A notice shown in the meantime gets its end.
        waiting.add(again());
        assert_eq!(titles(&waiting).len(), 1);
    }

    #[test]
    fn an_outage_shown_on_the_desktop_gets_its_end_however_often_it_came_and_went() {
        let waiting = NoticeQueue::default();
        // The first outage is shown. Its end, a second outage and that one's end are held.
        waiting.add(again());
        waiting.add(unreachable("Second."));
        waiting.add(again());
        let titles = titles(&waiting);
        assert_eq!(titles.len(), 1, "{titles:?}");
        assert!(titles[0].contains("again"), "{titles:?}");
    }

    #[test]
    fn an_outage_that_ends_at_another_url_is_one_notice_that_says_both() {
        let moved = || {
            let after = Duration::from_secs(180);
            SystemNotice::reachable_at_new_url(after, "https://b.example", Box::new(|| true))
        };
        let notice = moved().notice(Locale::default());
        assert_eq!(notice.title, "Your receiver URL has changed");
        for part in [
            "reached again",
            "3 min",
            "https://b.example",
            "Update it in RETM's portal",
        ] {
            assert!(notice.body.contains(part), "{}", notice.body);
        }
        assert_eq!(
            (notice.slot, notice.actions),
            (Slot::Reachability, Actions::CopyUrl)
        );
        // The URL has changed even if the outage was never announced.
        let waiting = NoticeQueue::default();
        waiting.add(unreachable("First."));
        waiting.add(moved());
        let titles = titles(&waiting);
        assert_eq!(titles.len(), 1, "{titles:?}");
        assert!(titles[0].contains("https://b.example"), "{titles:?}");
    }

    #[test]
    fn that_reports_are_kept_again_claims_no_refusal_that_nobody_saw() {
        let system_notice =
            SystemNotice::store_recovered(Duration::from_secs(150), Box::new(|| true));
        assert_eq!(
            system_notice.notice(Locale::default()).body,
            "For 3 min none could be kept. Any that came was refused with 503: look at RETM for what it could not report."
        );
    }

    #[test]
    fn what_could_not_be_shown_waits_unless_there_is_something_newer() {
        let waiting = NoticeQueue::default();
        waiting.add(unreachable("First."));
        let first = waiting.take().unwrap();
        waiting.add(unreachable("Second."));
        waiting.put_back(first);
        let titles = titles(&waiting);
        assert_eq!(titles.len(), 1);
        assert!(titles[0].contains("Second."), "{titles:?}");
    }
}
