//! The module graph of the rules and the core, from their `use` lines and the paths in their code: there must be no
//! cycles. What a module re-exports counts as used where it is defined.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::{code, folders, rust_files, source_of};

/// `["store", "reader"]` is `store/reader.rs` or `store/reader/mod.rs`.
type Name = Vec<String>;

struct Modules {
    code: BTreeMap<Name, String>,
    /// What each name that a module imports with `use` refers to.
    aliases: BTreeMap<Name, Name>,
}

impl Modules {
    fn read() -> Self {
        let mut files = BTreeMap::new();
        for (member, _) in folders() {
            let source = source_of(&member);
            for file in rust_files(&source) {
                let path = file.strip_prefix(&source).unwrap().with_extension("");
                let mut name: Name = path
                    .iter()
                    .map(|part| part.to_str().unwrap().to_owned())
                    .collect();
                if name.last().is_some_and(|last| last == "mod") {
                    name.pop();
                }
                if !["lib", "fuzzing"].contains(&&*name[0]) {
                    files.insert(name, fs::read_to_string(file).unwrap());
                }
            }
        }
        Self::of(files)
    }

    fn of(files: BTreeMap<Name, String>) -> Self {
        let mut modules = Self {
            code: files
                .into_iter()
                .map(|(name, text)| (name, code(&text)))
                .collect(),
            aliases: BTreeMap::new(),
        };
        for (module, code) in &modules.code {
            for (_, path, name) in uses(code) {
                if let Some(path) = modules.resolved(module, &path) {
                    modules
                        .aliases
                        .insert([&module[..], &[name]].concat(), path);
                }
            }
        }
        modules
    }

    /// A path from the crate root. `None` if it leads to another crate or to a mere value.
    fn resolved(&self, module: &Name, path: &[String]) -> Option<Name> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        match &*path[0] {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module, &path[1..]].concat()),
            "super" => {
                let (above, _) = module.split_at(module.len().checked_sub(supers)?);
                Some([above, &path[supers..]].concat())
            }
            first => {
                let inner = [&module[..], &[first.to_owned()]].concat();
                self.code
                    .contains_key(&inner)
                    .then(|| [module, path].concat())
            }
        }
    }

    /// The module in which it is defined.
    fn owner(&self, mut path: Name) -> Option<Name> {
        while let Some(length) = (1..=path.len()).rev().find(|length| {
            let start = &path[..*length];
            self.aliases.contains_key(start) && !self.code.contains_key(start)
        }) {
            path = [&self.aliases[&path[..length]][..], &path[length..]].concat();
        }
        while !path.is_empty() && !self.code.contains_key(&path) {
            path.pop();
        }
        (!path.is_empty()).then_some(path)
    }

    fn used_by(&self, module: &Name) -> BTreeSet<Name> {
        let code = &self.code[module];
        let in_uses = uses(code).into_iter().filter(|(handed_on, ..)| !handed_on);
        in_uses
            .map(|(_, path, _)| path)
            .chain(paths(code))
            .filter_map(|path| self.owner(self.resolved(module, &path)?))
            .filter(|used| used != module)
            .collect()
    }

    /// The modules on cycles, each with what it uses on the same cycle.
    fn circular(&self) -> BTreeMap<Name, BTreeSet<Name>> {
        let graph: BTreeMap<&Name, BTreeSet<Name>> = self
            .code
            .keys()
            .map(|module| (module, self.used_by(module)))
            .collect();
        let reached: BTreeMap<&Name, BTreeSet<&Name>> = graph
            .keys()
            .map(|module| {
                let (mut seen, mut left) = (BTreeSet::new(), vec![*module]);
                while let Some(next) = left.pop() {
                    left.extend(graph[next].iter().filter(|used| seen.insert(*used)));
                }
                (*module, seen)
            })
            .collect();
        let circular = graph
            .iter()
            .filter(|(module, _)| reached[*module].contains(*module));
        circular
            .map(|(module, used)| {
                let back = used.iter().filter(|used| reached[used].contains(module));
                ((*module).clone(), back.cloned().collect())
            })
            .collect()
    }
}

/// The imports of `use` lines: whether it is re-exported with `pub`, its path, and its name.
fn uses(code: &str) -> Vec<(bool, Vec<String>, String)> {
    let mut found = Vec::new();
    for (before, tree) in use_lines(code) {
        let mut ends = Vec::new();
        expand(tree, &[], &mut ends);
        for mut path in ends {
            if path.last().is_some_and(|last| last == "self") {
                path.pop();
            }
            let last = path.pop().unwrap();
            let (last, name) = last.split_once(" as ").unwrap_or((&last, &last));
            path.push(last.to_owned());
            found.push((before.starts_with("pub"), path, name.to_owned()));
        }
    }
    found
}

/// The text of each `use` line before its `use`, and what follows up to the semicolon.
fn use_lines(code: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let line = code[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = code[line..at].trim();
        if (before.is_empty() || before.starts_with("pub"))
            && let Some((tree, _)) = code[at + 4..].split_once(';')
        {
            found.push((before, tree));
        }
    }
    found
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn expand(tree: &str, start: &[String], found: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    let Some((head, list)) = tree.split_once('{') else {
        let parts = tree.split("::").map(str::to_owned);
        return found.push(start.iter().cloned().chain(parts).collect());
    };
    let head = head.trim_end_matches("::").split("::");
    let head = head.filter(|part| !part.is_empty()).map(str::to_owned);
    let start: Vec<String> = start.iter().cloned().chain(head).collect();
    let list = list.strip_suffix('}').unwrap_or(list);
    let mut depth = 0;
    for part in list.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0 && c == ','
    }) {
        if !part.trim().is_empty() {
            expand(part, &start, found);
        }
    }
}

/// The paths in the code outside its `use` lines.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut rest = code.to_owned();
    for (_, tree) in use_lines(code) {
        rest = rest.replacen(&format!("use {tree};"), "", 1);
    }
    rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .filter(|word| word.contains("::") && !word.starts_with(':'))
        .map(|word| {
            let parts = word.split("::").filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        })
        .collect()
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    let modules = Modules::read();
    let mut edges = 0;
    for module in modules.code.keys() {
        edges += modules.used_by(module).len();
    }
    assert!(edges > 500, "{edges}");
    let said: String = modules
        .circular()
        .iter()
        .map(|(module, used)| {
            let used: Vec<String> = used.iter().map(|used| used.join("::")).collect();
            format!("{} uses {}\n", module.join("::"), used.join(", "))
        })
        .collect();
    assert!(said.is_empty(), "in a circle:\n{said}");
}

#[test]
fn a_circle_is_found_through_names_that_are_handed_on() {
    let file = |name: &str, text: &str| {
        let name: Name = name.split("::").map(str::to_owned).collect();
        (name, text.to_owned())
    };
    let circular = |files: &[(Name, String)]| {
        let found = Modules::of(files.iter().cloned().collect()).circular();
        let names: Vec<String> = found.keys().map(|name| name.join("::")).collect();
        names.join(" ")
    };
    // `a` only re-exports what `a::b` has.
    let mut files = vec![
        file("a", "pub mod b;\nmod c;\n\npub use b::{B, B as Other};\n"),
        file("a::b", "pub struct B;\n"),
        file("a::c", "use super::{B, Other};\nuse std::fmt;\n"),
        file("d", "use crate::{a::B, e};\n// use crate::f;\n"),
        file("e", "pub fn f() {}\n#[cfg(test)]\nuse crate::d;\n"),
    ];
    assert_eq!(circular(&files), "");
    files[1].1 = "pub struct B;\nfn f() { super::c::g() }\n".to_owned();
    assert_eq!(circular(&files), "a::b a::c");
    files[4].1 = "use crate::{\n    d::{self, D},\n};\n".to_owned();
    assert_eq!(circular(&files), "a::b a::c d e");
}
