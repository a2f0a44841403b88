//! Splits a query at white space into words and tokens with their positions. `search` interprets them.

/// How many characters of a query are read.
pub const MAX_LENGTH: usize = 1_000;

/// A word or a token.
pub struct Piece {
    /// As typed.
    pub text: String,
    /// The text before the first colon, in lower case.
    pub name: Option<String>,
    /// The text after it.
    pub value: String,
    /// Where it begins in the query, in UTF-16 units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// The piece that contains the caret, or ends at it.
pub fn piece_at(text: &str, at: u32) -> Option<Piece> {
    pieces(text)
        .into_iter()
        .find(|piece| piece.start <= at && at <= piece.end)
}

/// Splits at white space outside quotes.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut at, mut start, mut quoted) = (0_u32, 0_u32, false);
    let mut current = String::new();
    let mut end = |current: &mut String, start, end| {
        if !current.is_empty() {
            pieces.push(piece(std::mem::take(current), start, end));
        }
    };
    for c in text.chars().take(MAX_LENGTH) {
        if c.is_whitespace() && !quoted {
            end(&mut current, start, at);
        } else {
            if current.is_empty() {
                start = at;
            }
            quoted ^= c == '"';
            current.push(c);
        }
        at += u32::try_from(c.len_utf16()).unwrap_or(1);
    }
    end(&mut current, start, at);
    pieces
}

fn piece(text: String, start: u32, end: u32) -> Piece {
    let (name, value) = match text.split_once(':') {
        // Quoted text is always plain text.
        Some((name, _)) if name.contains('"') => (None, String::new()),
        Some((name, value)) => (Some(name.to_ascii_lowercase()), value.to_owned()),
        None => (None, String::new()),
    };
    Piece {
        text,
        name,
        value,
        start,
        end,
    }
}
