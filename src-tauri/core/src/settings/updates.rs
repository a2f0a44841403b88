//! The settings of the update notice as values.

// minisign-verify: verifies minisign's signatures and nothing else.
use minisign_verify::PublicKey;

use crate::model::http_url::HttpUrl;

/// Whether to check for newer versions, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateSettings {
    /// Whether to check.
    pub check: bool,
    /// The URL of the file; its signature has the same URL with `.minisig` appended.
    pub url: Option<HttpUrl>,
    /// The minisign public key that the file must be signed with; empty if there is none.
    pub key: String,
}

impl UpdateSettings {
    /// Where to check and with which key; `None` if the check is off or incomplete.
    pub fn source(&self) -> Option<(HttpUrl, PublicKey)> {
        let url = self.url.clone().filter(|_| self.check)?;
        Some((url, PublicKey::from_base64(&self.key).ok()?))
    }
}
