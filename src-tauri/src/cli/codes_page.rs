//! `docs/codes.md`, generated from the rules that explain codes. `make types` writes it; a test fails when it is stale.

use std::{env, fs};

use missedhook_core::explain;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/codes.md");

const HEAD: &str = "\
<!-- Generated from rules/src/explain/rules.toml by `make types`; do not edit. A test fails when it is stale. -->
# RETM's reports and codes

RETM's error webhook is a `POST` with a JSON body:

| field | what it is |
| --- | --- |
| `code` | why the delivery failed. RETM does not document the numbers |
| `endpoint` | your endpoint that RETM could not reach |
| `message` | free text, often empty |

A number that can be an HTTP status is read as the status your endpoint answered with. Any other number is shown as unknown.
The message often says more than the code: `missedhook explain --code 0 --message TEXT` explains both together.

| code | what it means | what to do |
| --- | --- | --- |
";

fn page() -> String {
    let rows = explain::table().into_iter().map(|row| {
        let name = row.name.map_or_else(String::new, |name| format!(" {name}"));
        format!("| {}{name} | {} | {} |\n", row.code, row.meaning, row.next)
    });
    rows.fold(HEAD.to_owned(), |text, row| text + &row)
}

#[test]
fn the_codes_page_is_fresh() {
    if env::var_os("WRITE_BINDINGS").is_some() {
        fs::write(FILE, page()).unwrap();
    }
    let written = fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(written, page(), "docs/codes.md is stale: run `make types`");
}
