//! The rows of the update notice, which `table.rs` includes. Only the file shows them: whoever publishes a build sets
//! the URL and the key.

use minisign_verify::PublicKey;

use super::{
    assign::{keep, optional},
    entry::{Entry, SWITCH, TEXT, Type},
};
use crate::model::http_url::HttpUrl;

pub(super) const CHECK: Entry = Entry {
    name: "updates.check",
    comment: "Whether to look once a day for a newer version, at the URL below. It is announced, never installed.",
    help: "Looks for a newer version once a day. Installs nothing.",
    value: Type::Switch(false, |settings, on| settings.updates.check = on),
    get: |settings| settings.updates.check.to_string(),
    ..SWITCH
};

pub(super) const URL: Entry = Entry {
    name: "updates.url",
    comment: "E.g. \"https://missedhook.example/latest.json\": a JSON file with \"version\", \"summary\" and \"url\".\n\
        Its minisign signature is beside it, with .minisig at the end of the URL. Redirects are not followed.",
    help: "The file that names the newest version, signed with minisign.",
    value: Type::Text("", |settings, text| {
        let words = "must be a URL that begins with https:// or http://";
        optional(
            &mut settings.updates.url,
            text,
            |text| HttpUrl::parse(text).ok(),
            words,
        )
    }),
    empty_means: Some("nothing is looked for"),
    get: |settings| {
        let url = settings.updates.url.as_ref();
        url.map_or_else(String::new, ToString::to_string)
    },
    ..TEXT
};

pub(super) const KEY: Entry = Entry {
    name: "updates.key",
    comment: "The publisher's public key: the second line of minisign.pub. What is not signed with it is not believed.",
    help: "The publisher’s minisign public key.",
    value: Type::Text("", |settings, text| {
        if !text.is_empty() && PublicKey::from_base64(text).is_err() {
            return Err(
                "must be a public key of minisign: the second line of minisign.pub".to_owned(),
            );
        }
        keep(&mut settings.updates.key, text)
    }),
    empty_means: Some("nothing is looked for"),
    get: |settings| settings.updates.key.clone(),
    ..TEXT
};
