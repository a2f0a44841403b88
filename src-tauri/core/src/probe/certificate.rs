//! Certificates as they were shown: what stands in them, and what is wrong with a chain that was not accepted. Pure;
//! x509-parser reads them, webpki has judged them, and here it is only said which of the usual faults it was.

use rustls::{
    CertificateError, Error, OtherError,
    client::verify_server_name,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
// x509-parser: reads certificates for people, in safe Rust, kept up by Rusticata; rustls itself shows nothing of them.
use x509_parser::{
    certificate::X509Certificate, extensions::GeneralName, prelude::FromDer as _, time::ASN1Time,
    x509::X509Name,
};

use crate::model::moment::Moment;

/// How many names of a certificate are kept.
const NAMES: usize = 100;

/// A certificate. All texts are the network's.
#[derive(Debug)]
pub(crate) struct Certificate {
    /// Whom it is for.
    pub(crate) subject: String,
    /// Who signed it.
    pub(crate) issuer: String,
    /// The host names and addresses it is good for.
    pub(crate) names: Vec<String>,
    /// From when.
    pub(crate) from: Moment,
    /// Until when.
    pub(crate) until: Moment,
    raw_subject: Vec<u8>,
    raw_issuer: Vec<u8>,
}

impl Certificate {
    /// Reads one; none where it is none.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let (_, found) = X509Certificate::from_der(der).ok()?;
        let moment = |time: ASN1Time| Moment::from_millis(time.timestamp().saturating_mul(1000));
        let names = found
            .subject_alternative_name()
            .ok()
            .flatten()
            .map(|extension| {
                let names = extension.value.general_names.iter();
                names.filter_map(name).take(NAMES).collect()
            });
        Some(Self {
            subject: short_name(found.subject()),
            issuer: short_name(found.issuer()),
            names: names.unwrap_or_default(),
            from: moment(found.validity().not_before),
            until: moment(found.validity().not_after),
            raw_subject: found.subject().as_raw().to_vec(),
            raw_issuer: found.issuer().as_raw().to_vec(),
        })
    }

    fn is_signed_by_itself(&self) -> bool {
        self.raw_subject == self.raw_issuer
    }

    fn is_issuer_of(&self, other: &Self) -> bool {
        self.raw_subject == other.raw_issuer
    }
}

/// What a person calls it: the common name, else the organisation, else all of it.
fn short_name(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().chain(name.iter_organization());
    common
        .filter_map(|part| part.as_str().ok())
        .find(|text| !text.is_empty())
        .map_or_else(|| name.to_string(), str::to_owned)
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match <[u8; 4]>::try_from(*bytes) {
            Ok(v4) => Some(std::net::Ipv4Addr::from(v4).to_string()),
            Err(_) => <[u8; 16]>::try_from(*bytes)
                .ok()
                .map(|v6| std::net::Ipv6Addr::from(v6).to_string()),
        },
        _ => None,
    }
}

/// Whether the certificate is good for that name.
pub(crate) fn is_for(der: &CertificateDer<'_>, name: &ServerName<'_>) -> bool {
    ParsedCertificate::try_from(der).is_ok_and(|parsed| verify_server_name(&parsed, name).is_ok())
}

/// A certificate that was not accepted.
#[derive(Debug)]
pub(crate) struct Bad {
    /// What is wrong with it.
    pub(crate) fault: Fault,
}

/// What can be wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It expired then.
    Expired(Moment),
    /// It is valid only from then.
    NotYetValid(Moment),
    /// It is for these names.
    WrongName(Vec<String>),
    /// It is signed by itself.
    SelfSigned,
    /// Its issuer is not known, and was not sent along.
    IncompleteChain(String),
    /// The chain ends at an authority that is not trusted.
    Untrusted(String),
    /// Something else: the library's words.
    Other(String),
}

impl Fault {
    /// The same in a few words.
    pub(crate) const fn words(&self) -> &'static str {
        match self {
            Self::Expired(_) => "The certificate has expired",
            Self::NotYetValid(_) => "The certificate is not valid yet",
            Self::WrongName(_) => "The certificate is for another name",
            Self::SelfSigned => "The certificate is self-signed",
            Self::IncompleteChain(_) => "The intermediate certificate is missing",
            Self::Untrusted(_) => "The issuer is not trusted",
            Self::Other(_) => "The certificate is not accepted",
        }
    }
}

/// Which of them it is, by webpki's error and the chain as it was shown, the server's own certificate first.
pub(crate) fn judge(error: &CertificateError, chain: &[Certificate]) -> Fault {
    use CertificateError as E;
    let leaf = chain.first();
    let moment = |time: &UnixTime| {
        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        Moment::from_millis(seconds.saturating_mul(1000))
    };
    let self_signed = leaf.is_some_and(Certificate::is_signed_by_itself);
    match (error, leaf) {
        (E::ExpiredContext { not_after, .. }, _) => Fault::Expired(moment(not_after)),
        (E::Expired, Some(leaf)) => Fault::Expired(leaf.until),
        (E::NotValidYetContext { not_before, .. }, _) => Fault::NotYetValid(moment(not_before)),
        (E::NotValidYet, Some(leaf)) => Fault::NotYetValid(leaf.from),
        (E::NotValidForName | E::NotValidForNameContext { .. }, Some(leaf)) => {
            Fault::WrongName(leaf.names.clone())
        }
        // A certificate that is its own authority, as openssl makes them, is refused for that.
        (E::UnknownIssuer, _) if self_signed => Fault::SelfSigned,
        (E::Other(other), _) if self_signed && is_about_authority(other) => Fault::SelfSigned,
        (E::UnknownIssuer, Some(leaf)) => {
            let top = top(leaf, chain);
            if std::ptr::eq(top, leaf) {
                Fault::IncompleteChain(leaf.issuer.clone())
            } else if top.is_signed_by_itself() {
                Fault::Untrusted(top.subject.clone())
            } else {
                Fault::Untrusted(top.issuer.clone())
            }
        }
        (error, _) => Fault::Other(Error::InvalidCertificate(error.clone()).to_string()),
    }
}

fn is_about_authority(other: &OtherError) -> bool {
    other.to_string().contains("CaUsedAsEndEntity")
}

/// The last certificate of the chain that can be followed from the leaf.
fn top<'a>(leaf: &'a Certificate, chain: &'a [Certificate]) -> &'a Certificate {
    let mut top = leaf;
    for _ in chain {
        let above = chain.iter().find(|other| {
            other.is_issuer_of(top) && !std::ptr::eq(*other, top) && !top.is_signed_by_itself()
        });
        match above {
            Some(above) => top = above,
            None => break,
        }
    }
    top
}
