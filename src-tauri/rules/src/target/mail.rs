//! Mail: plain text, one thread an incident.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::message::Message;
use crate::model::secret::Secret;

/// How the way to a server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum MailTls {
    /// After a greeting in clear; nothing is sent where the server can't.
    #[default]
    StartTls,
    /// From the first byte on.
    Tls,
    /// Not at all.
    None,
}

/// A server that takes mail, and between whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is encrypted.
    pub tls: MailTls,
    /// User and password, where it wants some.
    pub login: Option<(String, Secret)>,
    /// Who sends.
    pub from: String,
    /// Who receives.
    pub to: Vec<String>,
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// By whom it goes, and between whom.
    pub server: MailServer,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// The header `Message-ID`: the same if it is sent again.
    pub message_id: String,
    /// What all mails about one incident refer to, so that they are one thread.
    pub references: Option<String>,
}

pub(super) fn render(server: &MailServer, message: &Message) -> Mail {
    let domain = server.from.rsplit('@').next().unwrap_or_default();
    let domain = domain.trim_end_matches('>');
    Mail {
        server: server.clone(),
        subject: message.title.clone(),
        body: message.lines.join("\n") + "\n",
        message_id: format!("<missedhook-{}@{domain}>", message.id),
        references: message
            .incident
            .map(|incident| format!("<missedhook-incident-{incident}@{domain}>")),
    }
}
