//! Escapes text from others for each dialect, so that it stays plain text. Hidden characters were escaped before. An
//! endpoint stays whole, so that it can be copied: signs that start no markup where they are stay as they are.

/// Slack's mrkdwn: only `& < >` start Slack's own markup (`<!channel>`, `<@U1>`, links). A zero-width space separates
/// the signs of emphasis from their words.
pub(super) fn slack(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (before, c, next) in neighbours(text) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if is_in_word(before, next) => out.push(c),
            '*' | '_' | '~' | '`' => {
                out.push('\u{200b}');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Markdown of Discord and of Adaptive Cards: a backslash before every sign that starts markup.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_line_start = true;
    for (before, c, next) in neighbours(text) {
        let is_markup = match c {
            '_' => !is_in_word(before, next),
            '\\' | '*' | '~' | '`' | '|' | '>' | '[' | ']' | '(' | ')' | '<' | '@' => true,
            // Headings and lists. An image needs a bracket.
            '#' | '-' | '+' => is_line_start,
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
        is_line_start = c == '\n' || (is_line_start && c.is_whitespace());
    }
    out
}

/// Each character with the one before it and the one after it.
fn neighbours(text: &str) -> impl Iterator<Item = (Option<char>, char, Option<char>)> {
    let before = std::iter::once(None).chain(text.chars().map(Some));
    let next = text.chars().skip(1).map(Some).chain([None]);
    let all = before.zip(text.chars()).zip(next);
    all.map(|((before, c), next)| (before, c, next))
}

/// Whether a sign stands between two letters or digits, as in `order_items`. Emphasis begins and ends beside a space or
/// another sign. Other scripts are not assumed to be words.
fn is_in_word(before: Option<char>, next: Option<char>) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    is_word(before) && is_word(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_stays_whole() {
        let endpoint = "https://pos-bridge.example.com/retm/order_items?a=1+2#top";
        assert_eq!(slack(endpoint), endpoint);
        assert_eq!(markdown(endpoint), endpoint);
    }

    #[test]
    fn emphasis_that_begins_or_ends_beside_a_space_is_none() {
        assert_eq!(markdown("_a_ b_c_ d"), "\\_a\\_ b_c\\_ d");
        assert_eq!(slack("_a_ b_c_"), "\u{200b}_a\u{200b}_ b_c\u{200b}_");
        assert_eq!(markdown("- a - b\n  # c"), "\\- a - b\n  \\# c");
    }

    #[test]
    fn nothing_of_others_is_markup() {
        assert_eq!(
            slack("<!channel> & *x*"),
            "&lt;!channel&gt; &amp; \u{200b}*x\u{200b}*"
        );
        assert_eq!(
            markdown("[x](https://evil) @everyone <@1> **b**"),
            "\\[x\\]\\(https://evil\\) \\@everyone \\<\\@1> \\*\\*b\\*\\*".replace("1>", "1\\>")
        );
    }
}
