//! Escapes text from others for each dialect, so that it stays plain text. Hidden characters were escaped before.

/// Slack's mrkdwn: only `& < >` start Slack's own markup (`<!channel>`, `<@U1>`, links). A zero-width space separates
/// the signs of emphasis from their words.
pub(super) fn slack(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
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
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '*'
                | '_'
                | '~'
                | '`'
                | '|'
                | '>'
                | '#'
                | '['
                | ']'
                | '('
                | ')'
                | '<'
                | '@'
                | '-'
                | '+'
                | '!'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
