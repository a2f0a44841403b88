//! The settings of the update notice. They stand in the file alone: whoever publishes a build names the URL and the key.

// minisign-verify: verifies minisign's signatures and nothing else.
use minisign_verify::PublicKey;

use super::{
    assign::{keep, optional},
    entry::{Entry, SWITCH, TEXT, Type},
};
use crate::model::http_url::HttpUrl;

/// Whether newer versions are looked for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateSettings {
    /// Whether they are.
    pub check: bool,
    /// Where the file is; its signature is beside it, with `.minisig` at the end.
    pub url: Option<HttpUrl>,
    /// Minisign's public key that the file must be signed with; empty where there is none.
    pub key: String,
}

impl UpdateSettings {
    /// Where to look and with which key; none where it is off or incomplete.
    pub fn source(&self) -> Option<(HttpUrl, PublicKey)> {
        let url = self.url.clone().filter(|_| self.check)?;
        Some((url, PublicKey::from_base64(&self.key).ok()?))
    }
}

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
    comment: "A JSON file with \"version\", \"summary\" and \"url\". Its minisign signature is beside it, at the same URL with\n\
        .minisig at the end. Redirects are not followed.",
    example: "https://missedhook.example/latest.json",
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
