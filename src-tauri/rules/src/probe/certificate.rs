//! Certificates that a server presented: their contents, and what is wrong with a chain that was rejected. x509-parser
//! reads them and the core's TLS library has judged them; this module names which common fault it was.

// x509-parser: parses certificates in safe Rust, maintained by Rusticata; rustls does not expose their contents.
use x509_parser::{
    certificate::X509Certificate, extensions::GeneralName, prelude::FromDer as _, time::ASN1Time,
    x509::X509Name,
};

use crate::model::moment::Moment;

/// The maximum number of names kept per certificate.
const NAMES: usize = 100;

/// A certificate. All texts come from the network.
#[derive(Debug)]
pub struct Certificate {
    pub subject: String,
    pub issuer: String,
    /// The host names and addresses it is valid for.
    pub names: Vec<String>,
    pub from: Moment,
    pub until: Moment,
    raw_subject: Vec<u8>,
    raw_issuer: Vec<u8>,
}

impl Certificate {
    /// Parses a certificate. `None` if it is not one.
    pub fn read(der: &[u8]) -> Option<Self> {
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

/// A name for people: the common name, else the organisation, else the whole name.
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

/// A certificate that was rejected.
#[derive(Debug)]
pub struct BadCertificate {
    /// What is wrong with it.
    pub fault: CertificateFault,
}

/// The faults of a certificate.
#[derive(Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// It expired at this moment.
    Expired(Moment),
    /// It becomes valid at this moment.
    NotYetValid(Moment),
    /// It is for these names.
    WrongName(Vec<String>),
    /// It is self-signed.
    SelfSigned,
    /// Its issuer, with this name, is unknown and was not sent along.
    IncompleteChain(String),
    /// The chain ends at an untrusted authority with this name.
    Untrusted(String),
    /// Something else, in the library's words.
    Other(String),
}

impl CertificateFault {
    /// The fault in a few words.
    pub const fn words(&self) -> &'static str {
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

/// Why the TLS library rejected a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It expired. The moment is present if the library reports it.
    Expired(Option<Moment>),
    /// It is not valid yet. The moment is present if the library reports it.
    NotYetValid(Option<Moment>),
    /// It is for another name.
    WrongName,
    /// No trusted certificate signed it.
    UnknownIssuer,
    /// The server's certificate is that of an authority.
    Authority,
    /// Something else.
    Other,
}

/// Determines the fault from the rejection, the library's text, and the presented chain, leaf first.
pub fn judge(rejection: Rejection, words: String, chain: &[Certificate]) -> CertificateFault {
    use Rejection as R;
    let leaf = chain.first();
    let self_signed = leaf.is_some_and(Certificate::is_signed_by_itself);
    match (rejection, leaf) {
        (R::Expired(Some(at)), _) => CertificateFault::Expired(at),
        (R::Expired(None), Some(leaf)) => CertificateFault::Expired(leaf.until),
        (R::NotYetValid(Some(at)), _) => CertificateFault::NotYetValid(at),
        (R::NotYetValid(None), Some(leaf)) => CertificateFault::NotYetValid(leaf.from),
        (R::WrongName, Some(leaf)) => CertificateFault::WrongName(leaf.names.clone()),
        // A certificate that is its own authority, as openssl creates them, is rejected for that.
        (R::UnknownIssuer | R::Authority, _) if self_signed => CertificateFault::SelfSigned,
        (R::UnknownIssuer, Some(leaf)) => {
            let top = top(leaf, chain);
            if std::ptr::eq(top, leaf) {
                CertificateFault::IncompleteChain(leaf.issuer.clone())
            } else if top.is_signed_by_itself() {
                CertificateFault::Untrusted(top.subject.clone())
            } else {
                CertificateFault::Untrusted(top.issuer.clone())
            }
        }
        _ => CertificateFault::Other(words),
    }
}

/// The last certificate of the chain that is linked to the leaf.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(subject: &str, issuer: &str) -> Certificate {
        Certificate {
            subject: subject.to_owned(),
            issuer: issuer.to_owned(),
            names: vec![format!("{subject}.example")],
            from: Moment::from_millis(1),
            until: Moment::from_millis(2),
            raw_subject: subject.into(),
            raw_issuer: issuer.into(),
        }
    }

    #[test]
    fn a_refused_chain_has_one_fault() {
        use Rejection as R;
        let at = Moment::from_millis(9);
        let (own, other) = (
            || signed("a", "a"),
            || CertificateFault::Other("words".to_owned()),
        );
        for (rejection, chain, fault) in [
            (R::Expired(Some(at)), vec![], CertificateFault::Expired(at)),
            (
                R::Expired(None),
                vec![signed("a", "b")],
                CertificateFault::Expired(Moment::from_millis(2)),
            ),
            (R::Expired(None), vec![], other()),
            (
                R::NotYetValid(None),
                vec![signed("a", "b")],
                CertificateFault::NotYetValid(Moment::from_millis(1)),
            ),
            (
                R::WrongName,
                vec![signed("a", "b")],
                CertificateFault::WrongName(vec!["a.example".to_owned()]),
            ),
            (R::UnknownIssuer, vec![own()], CertificateFault::SelfSigned),
            (R::Authority, vec![own()], CertificateFault::SelfSigned),
            (R::Authority, vec![signed("a", "b")], other()),
            (
                R::UnknownIssuer,
                vec![signed("a", "b")],
                CertificateFault::IncompleteChain("b".to_owned()),
            ),
            (
                R::UnknownIssuer,
                vec![signed("a", "b"), signed("b", "c")],
                CertificateFault::Untrusted("c".to_owned()),
            ),
            (
                R::UnknownIssuer,
                vec![signed("a", "b"), signed("b", "b")],
                CertificateFault::Untrusted("b".to_owned()),
            ),
            (R::UnknownIssuer, vec![], other()),
            (R::Other, vec![own()], other()),
        ] {
            let found = judge(rejection, "words".to_owned(), &chain);
            assert_eq!(found, fault, "{rejection:?} {chain:?}");
        }
    }
}
