//! The settings of the update notice as values.

// minisign-verify: verifies minisign's signatures and nothing else.
use minisign_verify::PublicKey;

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
