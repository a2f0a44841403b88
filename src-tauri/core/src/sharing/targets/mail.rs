//! One mail by SMTP submission, within a time limit. Blocks.

use std::{error::Error as _, time::Duration};

use lettre::{
    Message, SmtpTransport, Transport as _,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};

use crate::share::target::{Mail, MailTls};

/// The time limit of each answer from the server.
const LIMIT: Duration = Duration::from_secs(10);

/// Sends a mail through its server.
///
/// # Errors
/// Why the server does not accept it.
pub fn send(mail: &Mail) -> Result<(), String> {
    let server = &mail.server;
    let message = message(mail)?;
    let parameters = || TlsParameters::new(server.host.clone()).map_err(|error| describe(&error));
    let tls = match server.tls {
        MailTls::StartTls => Tls::Required(parameters()?),
        MailTls::Tls => Tls::Wrapper(parameters()?),
        MailTls::None => Tls::None,
    };
    let mut transport = SmtpTransport::builder_dangerous(&server.host)
        .port(server.port)
        .timeout(Some(LIMIT))
        .tls(tls);
    if let Some((user, password)) = &server.login {
        let credentials = Credentials::new(user.clone(), password.reveal().clone());
        transport = transport.credentials(credentials);
    }
    transport
        .build()
        .send(&message)
        .map(drop)
        .map_err(|error| describe(&error))
}

fn message(mail: &Mail) -> Result<Message, String> {
    let mailbox = |text: &String| {
        let parsed: Result<Mailbox, _> = text.parse();
        parsed.map_err(|error| format!("{text} is no address of mail: {error}"))
    };
    let mut builder = Message::builder()
        .from(mailbox(&mail.server.from)?)
        .subject(&mail.subject)
        .message_id(Some(mail.message_id.clone()))
        .header(ContentType::TEXT_PLAIN);
    for to in &mail.server.to {
        builder = builder.to(mailbox(to)?);
    }
    if let Some(references) = &mail.references {
        builder = builder
            .references(references.clone())
            .in_reply_to(references.clone());
    }
    builder
        .body(mail.body.clone())
        .map_err(|error| error.to_string())
}

/// The error with its cause, which says more.
fn describe(error: &lettre::transport::smtp::Error) -> String {
    let said = error.to_string();
    match error.source().map(ToString::to_string) {
        Some(cause) if !said.contains(&cause) => format!("{said}: {cause}"),
        _ => said,
    }
}
