//! A search that is asked of one incident alone, as alert rules do: it says something of the latest report. Pure; the
//! store answers searches of the whole history.

use jiff::tz::TimeZone;

use super::{
    projects::Projects,
    search::{CodeFilter, Query},
};
use crate::{
    explain::explain,
    incident::{Incident, Subject},
    model::{arabic_words, endpoint, fold::fold, moment::Moment},
};

/// The longest search, in characters.
const MAX_LENGTH: usize = 500;

/// What is wrong with a search that is to be asked of incidents as they fail.
///
/// # Errors
/// The token that is not understood, or that says nothing of an incident that fails just now.
pub fn check(text: &str) -> Result<(), String> {
    if text.chars().count() > MAX_LENGTH || text.chars().any(char::is_control) {
        return Err(format!(
            "search must be one line of at most {MAX_LENGTH} characters"
        ));
    }
    let query = read(text);
    let problem = |token: &super::search::QueryToken| {
        let problem = token.problem.as_deref()?.trim_end_matches('.');
        Some(format!("{} can't be searched for: {problem}", token.text))
    };
    if let Some(problem) = query.tokens.iter().find_map(problem) {
        return Err(problem);
    }
    let asks_in_vain = |token: &&super::search::QueryToken| {
        let (name, value) = token.text.split_once(':').unwrap_or_default();
        let value = value.replace('"', "").to_ascii_lowercase();
        let of_state = ["open", "acknowledged", "resolved", "muted"];
        match name.to_ascii_lowercase().as_str() {
            "since" | "until" | "incident" => true,
            "is" => of_state.contains(&&*value),
            _ => false,
        }
    };
    if let Some(token) = query.tokens.iter().find(asks_in_vain) {
        return Err(format!(
            "{} can't be asked of an incident that fails just now: take it out of the search",
            token.text
        ));
    }
    if query == Query::default() {
        return Err("search is empty: it would find every incident".to_owned());
    }
    Ok(())
}

/// Whether a search finds an incident by its endpoint and its latest report. Words are looked for in the endpoint and in
/// RETM's message. One that [`check`] refuses finds nothing.
pub fn finds(text: &str, projects: &Projects, incident: &Incident) -> bool {
    if check(text).is_err() {
        return false;
    }
    let query = read(text).in_projects(projects);
    let is_readable = incident.label != Subject::Unreadable.label();
    let (code, message) = (incident.last_code, &*incident.last_message);
    let endpoints = [&*incident.endpoint, &*incident.last_endpoint];
    any(&query.codes, |filter| match *filter {
        CodeFilter::None => code.is_none() && is_readable,
        CodeFilter::Range(from, to) => code.is_some_and(|code| (from..=to).contains(&code)),
    }) && (query.causes.is_empty() || {
        let said = explain(code, message);
        is_readable && any(&query.causes, |cause| said.may_be(*cause))
    }) && is_at(&query, &endpoints)
        && any(&query.merchants, |part| {
            let merchant = incident.merchant.as_deref();
            merchant.is_some_and(|merchant| fold(merchant).contains(part))
        })
        && (query.projects.is_empty() || {
            let merchant = incident.merchant.as_deref();
            query.origins.include(merchant, incident.last_source)
        })
        && query
            .readable
            .is_none_or(|readable| readable == is_readable)
        && any(&query.sources, |source| *source == incident.last_source)
        && has_words(&query, &format!("{}\n{message}", endpoints.join("\n")))
}

/// Whether a search finds everything at an endpoint: one that asks for nothing but endpoints and hosts.
pub fn finds_endpoint(text: &str, endpoint: &str) -> bool {
    let query = read(text);
    let asks_for_more = Query {
        endpoints: Vec::new(),
        hosts: Vec::new(),
        tokens: Vec::new(),
        ..query.clone()
    };
    check(text).is_ok() && asks_for_more == Query::default() && is_at(&query, &[endpoint])
}

/// Nothing in it depends on the time: [`check`] refuses what would.
fn read(text: &str) -> Query {
    Query::read(text, Moment::from_millis(0), &TimeZone::UTC)
}

/// Whether one of these is so, where there are any.
fn any<T>(asked: &[T], is_so: impl Fn(&T) -> bool) -> bool {
    asked.is_empty() || asked.iter().any(is_so)
}

fn is_at(query: &Query, endpoints: &[&str]) -> bool {
    let has = |part: &str| {
        endpoints.iter().any(|one| {
            one.to_lowercase().contains(part) || fold(&endpoint::readable(one)).contains(part)
        })
    };
    let hosts: Vec<String> = endpoints
        .iter()
        .filter_map(|one| {
            let written = endpoint::any_host(one)?;
            let as_kept = one.to_lowercase();
            let as_kept = as_kept.split('/').nth(2).unwrap_or_default();
            Some(format!("{} {as_kept}", fold(&written)))
        })
        .collect();
    any(&query.endpoints, |part| has(part))
        && any(&query.hosts, |part| {
            hosts.iter().any(|host| host.contains(part))
        })
}

/// Whether each word stands at the beginning of one there.
fn has_words(query: &Query, text: &str) -> bool {
    let text = in_words(text) + &in_words(&arabic_words::stems(&fold(text)));
    query.words.iter().all(|word| {
        let mut alternatives = arabic_words::alternatives(word).into_iter();
        alternatives.any(|one| text.contains(in_words(&one).trim_end()))
    })
}

/// Folded words, each with a space before it.
fn in_words(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .fold(String::new(), |all, word| all + " " + word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{IncidentState, delivery_error::Source};

    const NOW: Moment = Moment::from_millis(1_700_000_000_000);

    fn incident() -> Incident {
        Incident {
            id: 1,
            endpoint: "https://staging.shop.example/retm/orders".to_owned(),
            label: "/retm/orders".to_owned(),
            host: Some("staging.shop.example".to_owned()),
            state: IncidentState::Open,
            opened_at: NOW,
            last_error_at: NOW,
            error_count: 1,
            last_code: Some(503),
            previous_id: None,
            muted_until: None,
            changed_at: NOW,
            first_code: Some(503),
            worst_code: Some(503),
            last_error_id: 1,
            last_message: "Service Unavailable: تعذر الاتصال".to_owned(),
            last_endpoint: "https://staging.shop.example/retm/orders".to_owned(),
            last_source: Source::Retm,
            merchant: Some("Olaya".to_owned()),
            until_change: false,
            times_this_week: 1,
        }
    }

    #[test]
    fn every_kind_of_token_is_asked_of_the_latest_report() {
        let projects = Projects {
            of_merchants: [("Olaya".to_owned(), "production".to_owned())].into(),
            of_receiver: Some("staging".to_owned()),
            of_relay: None,
        };
        for (text, found) in [
            ("code:503", true),
            ("code:5xx", true),
            ("code:404 code:503", true),
            ("code:404", false),
            ("code:none", false),
            ("cause:status", true),
            ("cause:refused", false),
            ("endpoint:orders", true),
            ("endpoint:ORDERS host:staging", true),
            ("endpoint:menu", false),
            ("host:prod", false),
            ("merchant:olaya", true),
            ("merchant:riyadh", false),
            ("project:prod", true),
            ("project:staging", false),
            ("is:real", true),
            ("is:simulated", false),
            ("is:readable", true),
            ("is:unreadable", false),
            ("unavail", true),
            ("\"service unavailable\"", true),
            ("available", false),
            ("اتصال", true),
            ("code:503 nothing", false),
            ("code:503 since:2d", false),
        ] {
            assert_eq!(finds(text, &projects, &incident()), found, "{text}");
        }
        let unreadable = Incident {
            endpoint: String::new(),
            last_endpoint: String::new(),
            last_message: String::new(),
            label: Subject::Unreadable.label(),
            last_code: None,
            last_source: Source::Retm,
            ..incident()
        };
        assert!(finds("is:unreadable", &projects, &unreadable));
        for text in ["code:none", "endpoint:retm"] {
            assert!(!finds(text, &projects, &unreadable), "{text}");
        }
    }

    #[test]
    fn what_can_not_be_asked_is_refused_in_words() {
        for (text, said) in [
            ("", "empty"),
            ("   ", "empty"),
            ("since:2d", "since:2d can't be asked"),
            ("code:503 is:open", "is:open can't be asked"),
            ("is:Muted", "is:Muted can't be asked"),
            ("incident:4", "incident:4 can't be asked"),
            ("code:abc", "code:abc can't be searched for: A code is like"),
            ("hots:x", "Did you mean host:?"),
            ("a\nb", "one line"),
        ] {
            let wrong = check(text).unwrap_err();
            assert!(wrong.contains(said), "{text}: {wrong}");
            assert!(!wrong.ends_with('.'), "{wrong}");
        }
        assert_eq!(check("code:503 host:staging timeout"), Ok(()));
    }

    #[test]
    fn an_endpoint_alone_is_found_by_where_it_is() {
        let endpoint = "https://staging.shop.example/retm/orders";
        for (text, found) in [
            ("host:staging", true),
            ("host:staging endpoint:orders", true),
            ("host:prod", false),
            ("host:staging code:503", false),
            ("staging", false),
        ] {
            assert_eq!(finds_endpoint(text, endpoint), found, "{text}");
        }
    }
}
