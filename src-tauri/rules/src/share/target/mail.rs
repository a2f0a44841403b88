//! Mail: plain text, one thread per incident.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::message::Message;
use crate::model::secret::Secret;

/// How the connection to a mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum MailTls {
    /// After a plain-text greeting. Nothing is sent if the server does not support it.
    #[default]
    StartTls,
    /// From the first byte.
    Tls,
    /// Not at all.
    None,
}

/// A mail server, with sender and recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    /// User and password, if it requires them.
    pub login: Option<(String, Secret)>,
    /// The sender.
    pub from: String,
    /// The recipients.
    pub to: Vec<String>,
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub server: MailServer,
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// The header `Message-ID`: the same if the mail is sent again.
    pub message_id: String,
    /// A reference shared by all mails about one incident, so that they form a thread.
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
