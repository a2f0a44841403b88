//! Finds a name in the text of the file.

use std::ops::Range;

use toml_edit::{Document, Item, Key, TableLike};

/// The line of a name in a table, or in the nth table with that heading; if the name is not there, the line of the
/// heading. Counted from 1; 1 if neither is found.
pub(super) fn line_at(text: &str, within: &[(&str, usize)], name: &str) -> usize {
    find(text, within, name).map_or(1, |span| line_of(text, &span))
}

/// The line on which a span begins, from 1.
pub(super) fn line_of(text: &str, span: &Range<usize>) -> usize {
    let before = &text.as_bytes()[..span.start.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Where the value of that key begins. A table begins at its heading; its keys have no position if other tables share
/// it.
pub(super) fn begin(key: &Key, item: &Item) -> Option<Range<usize>> {
    match item {
        Item::Table(table) if !table.is_implicit() => table.span(),
        Item::ArrayOfTables(tables) => tables.iter().next()?.span(),
        _ => key.span(),
    }
}

fn find(text: &str, within: &[(&str, usize)], name: &str) -> Option<Range<usize>> {
    let document = Document::parse(text).ok()?;
    let mut table: &dyn TableLike = document.as_table();
    let mut heading = None;
    for (path, nth) in within {
        for key in path.split('.') {
            let (key, item) = table.get_key_value(key)?;
            heading = begin(key, item);
            table = match item {
                Item::ArrayOfTables(tables) => {
                    let nth = tables.get(*nth)?;
                    heading = nth.span();
                    nth
                }
                item => item.as_table_like()?,
            };
        }
    }
    let found = table.get_key_value(name);
    found.and_then(|(key, item)| begin(key, item)).or(heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# listen = 1
[tunnel]
listen = 2

[receiver]
\"listen\" = 3
probe.listen = 4
inline = { listen = 5 }

[[alerts.rule]]
match = \"a\"

[[alerts.rule]]
# match = \"no\"
 match = \"b\"

[alerts.other]
";

    #[test]
    fn a_name_is_found_in_its_own_table_however_it_is_written() {
        for (within, name, line) in [
            (&[("tunnel", 0)][..], "listen", 3),
            (&[("receiver", 0)], "listen", 6),
            (&[("receiver.probe", 0)], "listen", 7),
            (&[("receiver.inline", 0)], "listen", 8),
            (&[("receiver", 0)], "nothing", 5),
            (&[("alerts.rule", 0)], "match", 11),
            (&[("alerts.rule", 1)], "match", 15),
            (&[("alerts.rule", 1)], "sound", 13),
            (&[("alerts", 0)], "rule", 10),
            (&[("alerts", 0)], "other", 17),
            (&[], "tunnel", 2),
            (&[], "nothing", 1),
        ] {
            assert_eq!(line_at(FILE, within, name), line, "{within:?} {name}");
        }
    }
}
