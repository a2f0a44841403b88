#!/usr/bin/env bash
# intl_pluralrules 7.0.2 (crates.io), which fluent-bundle 0.16.0 chooses plural forms with: in Arabic it compares the
# number itself with 3..10 and 11..99, where CLDR says n % 100. So 103 and 111 are "other" instead of "few" and "many".
# Node's Intl.PluralRules has them right.
#
# Where it matters: whatever counts beyond 99 in Arabic: «103 دقائق» comes out as «103 دقيقة».
#
# Needs cargo and node. Builds a small program in a temporary folder; no network beside the registry.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "plurals"
version = "0.0.0"
edition = "2021"
[dependencies]
intl_pluralrules = "=7.0.2"
unic-langid = "=0.9.6"
TOML
cat > src/main.rs <<'RUST'
use intl_pluralrules::{PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

fn main() {
    let arabic: LanguageIdentifier = "ar".parse().unwrap();
    let rules = PluralRules::create(arabic, PluralRuleType::CARDINAL).unwrap();
    for n in [3, 11, 103, 111] {
        println!("intl_pluralrules {n}: {:?}", rules.select(n).unwrap());
    }
}
RUST
{
  cargo run -q
  node -e 'for (const n of [3, 11, 103, 111]) console.log(`node ${n}: ${new Intl.PluralRules("ar").select(n).toUpperCase()}`)'
} | tee seen
diff seen - <<'EXPECTED'
intl_pluralrules 3: FEW
intl_pluralrules 11: MANY
intl_pluralrules 103: OTHER
intl_pluralrules 111: OTHER
node 3: FEW
node 11: MANY
node 103: FEW
node 111: MANY
EXPECTED
