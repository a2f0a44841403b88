//! What the documents refer to is there: files, headings, pages of the guide, subcommands.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on says so by panicking"
)]

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use missedhook_tests::program::binary;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A document: its headings' anchors and its links.
#[derive(Default)]
struct Document {
    anchors: HashSet<String>,
    links: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

/// Every Markdown file of the project.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let is_built = ["target", "node_modules", "dist"].contains(&name);
            if path.is_dir() && !is_built && !name.starts_with('.') {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    found
}

/// The text with what mdBook includes in its place.
fn text(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let included = text.trim().strip_prefix("{{#include ");
    match included.and_then(|rest| rest.strip_suffix("}}")) {
        Some(other) => fs::read_to_string(path.parent().unwrap().join(other)).unwrap(),
        None => text,
    }
}

/// The anchor of a heading, as GitHub and mdBook make it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then_some(c),
    });
    kept.collect::<String>().to_lowercase()
}

fn read(path: &Path) -> Document {
    let mut document = Document::default();
    let mut heading = None;
    for event in Parser::new_ext(&text(path), Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let heading = heading.take().unwrap_or_default();
                document.anchors.insert(anchor(&heading));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                document.links.push(dest_url.into_string());
            }
            _ => {}
        }
    }
    document
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_that_there_are() {
    let mut count = 0;
    let mut dead = Vec::new();
    for path in documents() {
        for link in read(&path).links {
            if link.contains("://") {
                continue;
            }
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file {
                "" => path.clone(),
                file => path.parent().unwrap().join(file),
            };
            let leads_there =
                target.exists() && (anchor.is_empty() || read(&target).anchors.contains(anchor));
            if !leads_there {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
    assert!(count > 50, "{count}");
}

/// Also: a link of the guide stays in the guide, for its site has no other page.
#[test]
fn every_page_of_the_guide_is_in_its_contents() {
    let docs = root().join("docs");
    let contents = read(&docs.join("SUMMARY.md")).links;
    for path in documents()
        .iter()
        .filter(|path| path.parent() == Some(&docs))
    {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(
            name == "SUMMARY.md" || contents.iter().any(|link| link == name),
            "{name} is not in docs/SUMMARY.md"
        );
        let links = read(path).links;
        let leaves = links.iter().find(|link| link.starts_with("../"));
        assert_eq!(leaves, None, "{name}");
    }
}

#[test]
fn every_subcommand_is_in_the_page_of_commands() {
    let page = fs::read_to_string(root().join("docs/commands.md")).unwrap();
    let help = Command::new(binary()).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let mut count = 0;
    for line in commands.lines().take_while(|line| !line.is_empty()) {
        // Continued help is indented further than a name.
        let Some(name) = line
            .strip_prefix("  ")
            .and_then(|line| line.split(' ').next())
        else {
            continue;
        };
        if !name.is_empty() && name != "help" {
            assert!(
                page.contains(&format!("`missedhook {name}"))
                    || page.contains(&format!("`{name} ")),
                "{name}"
            );
            count += 1;
        }
    }
    assert!(count > 15, "{count}");
}

/// The first screen: a sentence, a picture, how to install, the first minute, two commands.
#[test]
fn the_readme_is_one_screen_and_a_half() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.lines().count() < 60);
    let places = [
        "![",
        "## Install",
        "## The first minute",
        "make run",
        "make test",
    ];
    for place in places {
        assert!(readme.contains(place), "{place}");
    }
}
