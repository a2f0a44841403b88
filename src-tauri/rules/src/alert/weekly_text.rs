//! The words of the weekly summary.

use std::time::Duration;

use super::{
    notice::Slot,
    one_line::one_line,
    system_notice::{StillTrue, SystemNotice},
};
use crate::{
    history::weekly::{Week, WeekSummary},
    incident::name,
    locale::Locale,
    model::local_words,
};

/// The summary in two texts: how many incidents opened, and everything else in some sentences.
pub fn summary_words(summary: &WeekSummary, locale: Locale) -> (String, String) {
    let span = |seconds| local_words::span(locale, Duration::from_secs(seconds));
    let title = locale
        .message("weekly-title")
        .number("count", summary.opened);
    let difference = summary.opened - summary.before.opened;
    let than = match difference {
        1.. => "more",
        0 => "same",
        _ => "fewer",
    };
    let body = locale
        .message("weekly-body")
        .form("than", than)
        .number("by", difference.abs())
        .form("was", if summary.down_s == 0 { "up" } else { "down" })
        .phrase("down", span(summary.down_s))
        .number("unseen", summary.unseen);
    let body = match &summary.slowest {
        Some(slowest) => body
            .form("recovered", "yes")
            .code(
                "label",
                &one_line(&name(&slowest.endpoint, &slowest.label, locale)),
            )
            .phrase("took", span(slowest.took_s)),
        None => body
            .form("recovered", "no")
            .phrase("label", "")
            .phrase("took", ""),
    };
    let body = match &summary.cause {
        Some(cause) => body
            .form("named", "yes")
            .phrase("cause", cause.words_in(locale)),
        None => body.form("named", "no").phrase("cause", ""),
    };
    (title.text(), body.text())
}

impl SystemNotice {
    /// The summary of a week. It goes by itself: nothing fails because of it.
    pub fn week(week: Week, summary: WeekSummary, still_true: StillTrue) -> Self {
        let words = move |locale| summary_words(&summary, locale);
        Self::new(
            Slot::Week(week.number()),
            Box::new(words),
            still_true,
            false,
        )
        .passing()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        explain::Cause,
        history::weekly::{SlowestRecovery, WeekCause, WeekTotals},
        locale::Language,
        model::moment::Moment,
    };

    fn summary() -> WeekSummary {
        WeekSummary {
            week: "2026-W48".to_owned(),
            from: Moment::from_millis(0),
            to: Moment::from_millis(1),
            is_over: true,
            week_before: "2026-W47".to_owned(),
            week_after: None,
            opened: 12,
            down_s: 7_200,
            before: WeekTotals {
                opened: 8,
                down_s: 60,
            },
            unseen: 3,
            slowest: Some(SlowestRecovery {
                incident: 4,
                endpoint: "https://pos.example/retm/orders".to_owned(),
                label: "/retm/orders".to_owned(),
                took_s: 3_000,
            }),
            cause: Some(WeekCause {
                cause: Cause::Refused,
                status: None,
                words: "connection refused".to_owned(),
                count: 9,
            }),
            days: Vec::new(),
            endpoints: Vec::new(),
            incidents: Vec::new(),
            more: 0,
        }
    }

    #[test]
    fn the_words() {
        let (title, body) = summary_words(&summary(), Locale::default());
        assert_eq!(title, "12 incidents last week");
        assert_eq!(
            body,
            "4 more than the week before. Endpoints were down for 2 h in all. \
             /retm/orders took longest to recover: 50 min. Nobody looked at 3 of them. \
             Most often: connection refused."
        );
        let alone = WeekSummary {
            opened: 1,
            before: WeekTotals::default(),
            down_s: 0,
            unseen: 1,
            slowest: None,
            cause: None,
            ..summary()
        };
        let (title, body) = summary_words(&alone, Locale::default());
        assert_eq!(title, "1 incident last week");
        assert_eq!(
            body,
            "1 more than the week before. Nobody looked at 1 of them."
        );
        let fewer = WeekSummary {
            opened: 0,
            unseen: 0,
            ..alone
        };
        let (title, body) = summary_words(&fewer, Locale::default());
        assert_eq!(title, "No new incidents last week");
        assert_eq!(body, "As many as the week before.");
    }

    #[test]
    fn arabic_counts_in_its_own_forms() {
        let arabic = Locale {
            language: Language::Ar,
            ..Locale::default()
        };
        for (opened, title) in [
            (0, "لا حوادث جديدة في الأسبوع الماضي"),
            (1, "حادثة واحدة في الأسبوع الماضي"),
            (2, "حادثتان في الأسبوع الماضي"),
            (3, "3 حوادث في الأسبوع الماضي"),
            (12, "12 حادثة في الأسبوع الماضي"),
            (100, "100 حادثة في الأسبوع الماضي"),
        ] {
            let summary = WeekSummary {
                opened,
                ..summary()
            };
            assert_eq!(summary_words(&summary, arabic).0, title);
        }
        let (_, body) = summary_words(&summary(), arabic);
        assert!(
            body.starts_with("أكثر من الأسبوع السابق بمقدار 4 حوادث."),
            "{body}"
        );
        assert!(body.contains("\u{2066}/retm/orders\u{2069}"), "{body}");
    }
}
