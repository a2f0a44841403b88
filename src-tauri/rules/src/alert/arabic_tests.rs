//! Every notice in Arabic: its sentence first, codes and URLs isolated, no English of our own.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::{
    Silence, SystemNotice, auth_throttle::BruteForce, system_notice::StillTrue, text::with_change,
};
use crate::{
    incident::{Baseline, Change},
    locale::{Language, Locale},
    model::{
        http_url::HttpUrl,
        installed::{RestartBy, Upgrade},
        moment::Moment,
        problem::Problem,
        release::{Release, Version},
    },
    monitor::{
        MonitorCheck,
        notices::OutageNotice,
        reachability::{outcome::Hop, policy::ReachabilityNotice},
    },
    probe::Cause,
};

const NOW: Moment = Moment::from_millis(1_700_000_000_000); // 14 Nov 22:13
const ARABIC: Locale = Locale {
    language: Language::Ar,
    digits: crate::locale::Digits::Latin,
    calendar: crate::locale::Calendar::Gregorian,
};

fn ago(minutes: u64) -> Moment {
    NOW.minus(Duration::from_secs(minutes * 60))
}

fn yes() -> StillTrue {
    Box::new(|| true)
}

fn check(status: Option<u16>) -> MonitorCheck {
    MonitorCheck {
        at: NOW,
        good: false,
        took_ms: 1,
        cause: Cause::Refused,
        status,
        sentence: "رُفض الاتصال.".to_owned(),
    }
}

fn of_monitors() -> Vec<SystemNotice> {
    let label = || "/retm/orders".to_owned();
    let host = || "a.example".to_owned();
    let labels = |n: usize| (1..=n).map(|i| format!("/{i}")).collect::<Vec<_>>();
    let down = |failures, status| OutageNotice::Down {
        id: 4,
        label: label(),
        since: ago(6),
        failures,
        last: check(status),
    };
    let (since, until) = (ago(24), NOW);
    [
        down(1, None),
        down(2, Some(503)),
        down(3, Some(503)),
        OutageNotice::Up {
            id: 4,
            label: label(),
            since,
            until,
        },
        OutageNotice::HostDown {
            host: host(),
            labels: labels(5),
            since,
            last: check(None),
        },
        OutageNotice::HostUp {
            host: host(),
            since,
            until,
            still_down: labels(2),
        },
    ]
    .into_iter()
    .map(|change| SystemNotice::monitor(&change, NOW, &TimeZone::UTC, yes()))
    .collect()
}

fn of_the_rest() -> Vec<SystemNotice> {
    let zone = TimeZone::UTC;
    let problem = Problem::new("تعذر ذلك.", "هذا معناه.", "جرّب هذا.");
    let certificate =
        |until| SystemNotice::certificate("a.example", until, NOW, &TimeZone::UTC, yes());
    let release = Release {
        version: Version::parse("2.0.1").unwrap(),
        url: HttpUrl::parse("https://missedhook.example/2.0.1").unwrap(),
        summary: String::new(),
    };
    let unreachable = ReachabilityNotice::Unreachable {
        since: ago(3),
        hop: Hop::Tunnel,
        problem: problem.clone(),
    };
    let again = ReachabilityNotice::ReachableAgain {
        after: Duration::from_secs(180),
        moved: false,
    };
    let silence = |reachable_at| Silence {
        path: "/retm/orders*".to_owned(),
        within: Duration::from_secs(1800),
        since: ago(45),
        reachable_at,
    };
    let guessing = BruteForce {
        count: 31,
        since: ago(5),
        minutes: 5,
    };
    let after = Duration::from_secs(11 * 60);
    vec![
        certificate(ago(1)),
        certificate(NOW.plus(Duration::from_secs(3 * 86_400))),
        SystemNotice::reachability(&unreachable, &zone, yes()),
        SystemNotice::reachability(&again, &zone, yes()),
        SystemNotice::reachable_at_new_url(after, "https://b.example", yes()),
        SystemNotice::public_url_changed("https://b.example", yes()),
        SystemNotice::brute_force(&guessing),
        SystemNotice::store_failing(&problem, yes()),
        SystemNotice::history_missing(&problem),
        SystemNotice::set_aside(&problem),
        SystemNotice::window_closed(true, yes()),
        SystemNotice::window_closed(false, yes()),
        SystemNotice::update(&release),
        SystemNotice::store_recovered(after, yes()),
        SystemNotice::silent(&silence(Some(ago(5))), NOW, &zone, yes()),
        SystemNotice::silent(&silence(None), NOW, &zone, yes()),
        SystemNotice::heard_again("/retm/orders*", ago(45), NOW, yes()),
        upgraded(Some("0.2.0"), RestartBy::Button),
        upgraded(Some("0.2.0"), RestartBy::Hand),
        upgraded(None, RestartBy::Service),
    ]
}

fn upgraded(version: Option<&str>, by: RestartBy) -> SystemNotice {
    let version = version.map(str::to_owned);
    SystemNotice::upgraded(&Upgrade { version }, by)
}

/// Whether three Latin words stand in a row.
fn has_english(text: &str) -> bool {
    let words: Vec<_> = text.split_whitespace().collect();
    words.windows(3).any(|three| {
        three
            .iter()
            .all(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
    })
}

fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| ('ا'..='ي').contains(&c))
}

#[test]
fn every_notice_speaks_arabic_with_its_sentence_first() {
    for notice in of_monitors().into_iter().chain(of_the_rest()) {
        let notice = notice.notice(ARABIC);
        let (title, body) = (&notice.title, &notice.body);
        assert_eq!(notice.locale, ARABIC);
        assert!(is_arabic(title) && !has_english(title), "{title}");
        assert!(!has_english(body), "{body}");
        let first = body.lines().next().unwrap();
        assert!(is_arabic(first), "{title} | {body}");
        // A URL and a path that the sentence does not need stand on a line of their own.
        for line in body.lines().filter(|line| line.contains("://")) {
            assert!(line.starts_with('\u{2066}'), "{body}");
        }
    }
}

#[test]
fn the_words_of_some() {
    let body = |notices: Vec<SystemNotice>, at: usize| {
        let notice = notices[at].notice(ARABIC);
        format!("{} | {}", notice.title, notice.body)
    };
    let path = "\u{2066}/retm/orders\u{2069}";
    assert_eq!(
        body(of_monitors(), 2),
        format!("لا ترد {path} كما يجب | فشلت 3 فحوص متتالية منذ 22:07\n\u{2068}رُفض الاتصال\u{2069}")
    );
    assert_eq!(
        body(of_the_rest(), 5),
        "تغيّر رابط الاستقبال | حدّثه في بوابة RETM. يبدأ الآن بـ\n\u{2066}https://b.example\u{2069}"
    );
    assert_eq!(
        body(of_the_rest(), 14),
        "لا شيء من RETM منذ 45 دقيقة | يُتوقع طلب واحد على الأقل خلال 30 دقيقة. كان الوصول إلى \
         Missedhook ممكنًا في 22:08: راجع إعدادات الويب هوك في RETM.\n\u{2066}/retm/orders*\u{2069}"
    );
}

#[test]
fn a_change_begins_the_body() {
    let baseline = Baseline::of(Some(502), "", 1, Duration::from_secs(60));
    let change = baseline.change(Some(401), "", 1).unwrap();
    let notice = SystemNotice::window_closed(true, yes()).notice(ARABIC);
    let body = with_change(notice, &change).body;
    let begins = "تغيّر من \u{2066}502\u{2069} إلى \u{2066}401\u{2069}. تُستقبل";
    assert!(body.starts_with(begins), "{body}");
    let rate = Change::Rate {
        before: 120,
        now: 1_200,
    };
    assert_eq!(rate.words(ARABIC), "1,200 بلاغ في ساعة بدلا من 120");
}
