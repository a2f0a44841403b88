//! Links into the window, such as `missedhook://incident/59`. They come from tickets, chats and web pages, so anything
//! else is refused and does nothing.

use std::fmt;

use super::{problem::Problem, visible};

/// The scheme, including its colon.
const SCHEME: &str = "missedhook:";

/// How much of a refused link is quoted, in characters.
const QUOTED: usize = 60;

/// The maximum number of digits in a link. Every such number is exact in JavaScript.
const DIGITS: usize = 15;

/// The target of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// An incident.
    Incident(i64),
    /// A report.
    Report(i64),
}

impl Link {
    /// Whether a text is meant as one of our links, well-formed or not.
    pub fn is_meant(text: &str) -> bool {
        text.get(..SCHEME.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(SCHEME))
    }

    /// Parses a link.
    ///
    /// # Errors
    /// If it is not exactly one of our links.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Self::read(text).ok_or_else(|| refused(text))
    }

    fn read(text: &str) -> Option<Self> {
        if !Self::is_meant(text) {
            return None;
        }
        let path = text[SCHEME.len()..].strip_prefix("//")?;
        // Some programs add a slash to a URL.
        let (kind, number) = path.strip_suffix('/').unwrap_or(path).split_once('/')?;
        let is_number = (1..=DIGITS).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit());
        let id = number.parse().ok().filter(|id| is_number && *id > 0)?;
        match kind {
            "incident" => Some(Self::Incident(id)),
            "report" => Some(Self::Report(id)),
            _ => None,
        }
    }

    /// The window's route for it.
    pub fn route(self) -> String {
        match self {
            Self::Incident(id) => format!("#/incident/{id}"),
            Self::Report(id) => format!("#/error/{id}"),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incident(id) => write!(f, "{SCHEME}//incident/{id}"),
            Self::Report(id) => write!(f, "{SCHEME}//report/{id}"),
        }
    }
}

fn refused(text: &str) -> Problem {
    let mut start: String = text.chars().take(QUOTED).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    Problem::new(
        format!(
            "Missedhook doesn't know the link “{}”.",
            visible::line(&start)
        ),
        "Nothing was opened.",
        "A link looks like missedhook://incident/59. Copy it again from the incident.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_is_written() {
        for link in [Link::Incident(59), Link::Report(999_999_999_999_999)] {
            assert_eq!(Link::parse(&link.to_string()), Ok(link));
        }
        assert_eq!(
            Link::parse("MissedHook://incident/7/"),
            Ok(Link::Incident(7))
        );
        assert_eq!(Link::Incident(59).route(), "#/incident/59");
        assert_eq!(Link::Report(4).route(), "#/error/4");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "missedhook:",
            "missedhook://",
            "missedhook://incident",
            "missedhook://incident/",
            "missedhook://incident/0",
            "missedhook://incident/-1",
            "missedhook://incident/+1",
            "missedhook://incident/1234567890123456",
            "missedhook://incident/٥",
            "missedhook://incident/5/resolve",
            "missedhook://incident/5?q=1",
            "missedhook://incident/5#x",
            "missedhook://incident//5",
            "missedhook:///incident/5",
            "missedhook:incident/5",
            "missedhook://settings/1",
            "missedhook://incident/%35",
            "https://example.com/incident/5",
            " missedhook://incident/5",
        ] {
            let problem = Link::parse(text).unwrap_err();
            assert_eq!(problem.meaning, "Nothing was opened.", "{text}");
        }
    }

    #[test]
    fn what_is_quoted_is_short_and_visible() {
        let text = format!("missedhook://\u{202e}\u{1b}[31m{}", "x".repeat(4000));
        let what = Link::parse(&text).unwrap_err().what;
        assert!(what.chars().count() < 140, "{what}");
        assert!(!what.contains(['\u{202e}', '\u{1b}']), "{what}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,40}|(?i)missedhook:.{0,20}") {
            if let Ok(link) = Link::parse(&text) {
                proptest::prop_assert_eq!(Link::parse(&link.to_string()), Ok(link));
            }
        }
    }
}
