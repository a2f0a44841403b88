//! Desktop entries of Linux that start this program: who owns them, and how their `Exec` is written and read.
//!
//! Desktop Entry Specification 1.5, «The Exec key».

use std::path::Path;

/// The key with the owner of the entry.
pub(super) const OWNER: &str = "X-Missedhook-Data-Dir";

/// The owner of an entry, and the `Exec` that starts this program with that argument and, if it is not the default, the
/// data directory. `None` if a path is not UTF-8, as an entry has to be.
pub(super) fn command(
    program: &Path,
    argument: &str,
    data_dir: &Path,
    default: Option<&Path>,
) -> Option<(String, String)> {
    let data_dir = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
    let (program, owner) = (program.to_str()?, data_dir.to_str()?);
    let mut exec = format!("{} {argument}", quoted(program));
    if default != Some(&data_dir) {
        exec.push_str(&format!(" --data-dir {}", quoted(owner)));
    }
    Some((owner.to_owned(), exec))
}

/// The relevant values of an entry.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// As written in the file.
    pub(super) exec: String,
    pub(super) owner: Option<String>,
    pub(super) off: bool,
}

impl Entry {
    pub(super) fn read(text: &str) -> Self {
        let mut entry = Self::default();
        let group = text
            .lines()
            .skip_while(|line| line.trim() != "[Desktop Entry]")
            .skip(1)
            .take_while(|line| !line.starts_with('['));
        for (key, value) in group.filter_map(|line| line.split_once('=')) {
            let value = value.trim();
            match key.trim() {
                "Exec" => value.clone_into(&mut entry.exec),
                OWNER => entry.owner = Some(unescaped(value)),
                "Hidden" => entry.off |= value == "true",
                // Not in the specification, but GNOME writes it.
                "X-GNOME-Autostart-enabled" => entry.off |= value == "false",
                _ => {}
            }
        }
        entry
    }
}

/// An argument of `Exec`: quoted, and then escaped like every string, so that a backslash becomes four.
fn quoted(argument: &str) -> String {
    let mut inner = String::with_capacity(argument.len() + 2);
    for c in argument.chars() {
        match c {
            '"' | '`' | '$' | '\\' => inner.extend(['\\', c]),
            '%' => inner.push_str("%%"),
            c => inner.push(c),
        }
    }
    escaped(&format!("\"{inner}\""))
}

/// The program that an `Exec` starts: its first argument.
pub(super) fn program_of(exec: &str) -> String {
    let exec = unescaped(exec);
    let mut program = String::new();
    let mut rest = exec.trim_start().chars().peekable();
    let in_quotes = rest.next_if_eq(&'"').is_some();
    while let Some(c) = rest.next() {
        match c {
            '"' if in_quotes => break,
            ' ' | '\t' if !in_quotes => break,
            '\\' if in_quotes => program.extend(rest.next()),
            '%' => {
                rest.next_if_eq(&'%');
                program.push('%');
            }
            c => program.push(c),
        }
    }
    program
}

/// A value of the type string.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\t', "\\t")
        .replace('\r', "\\r")
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next() {
            Some('s') => text.push(' '),
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some(c) => text.push(c),
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_the_specification_says() {
        for (argument, in_file) in [
            ("/usr/bin/missedhook", r#""/usr/bin/missedhook""#),
            ("/my apps/m", r#""/my apps/m""#),
            ("$HOME", r#""\\$HOME""#),
            (r"a\b", r#""a\\\\b""#),
            (r#"say "hi""#, r#""say \\"hi\\"""#),
            ("100%", r#""100%%""#),
            ("a\nb", r#""a\nb""#),
        ] {
            assert_eq!(quoted(argument), in_file);
            assert_eq!(program_of(&format!("{in_file} --hidden")), argument);
        }
        assert_eq!(
            program_of("/usr/bin/missedhook --hidden"),
            "/usr/bin/missedhook"
        );
        assert_eq!(program_of(""), "");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_quoted_is_read_back(program in "/[^\0]{0,40}", rest in "[ a-z-]{0,10}") {
            proptest::prop_assert_eq!(program_of(&format!("{} {rest}", quoted(&program))), program);
        }

        #[test]
        fn any_file_is_read(text in "(\\[Desktop Entry\\]\n)?(Exec=|Hidden=|.){0,20}[\n\\\\\"%]{0,5}.{0,40}") {
            program_of(&Entry::read(&text).exec);
        }
    }
}
