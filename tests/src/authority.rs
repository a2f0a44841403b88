//! A certificate authority for a test: a root that the program is made to trust, an intermediate below it, and
//! certificates as an endpoint would present them, valid and invalid.

use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What an endpoint presents: its chain, leaf first, and the key.
#[derive(Debug)]
pub struct PresentedChain {
    pub chain: Vec<CertificateDer<'static>>,
    /// The key of the leaf.
    pub key: PrivateKeyDer<'static>,
}

impl PresentedChain {
    /// Writes the chain and its key as servers read them.
    ///
    /// # Panics
    /// If they can't be written.
    pub fn write(&self, certificate: &Path, key: &Path) {
        let chain = self.chain.iter().map(|der| pem("CERTIFICATE", der));
        std::fs::write(certificate, chain.collect::<String>()).unwrap();
        std::fs::write(key, pem("PRIVATE KEY", self.key.secret_der())).unwrap();
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64);
    let lines = lines.map(|line| format!("{}\n", String::from_utf8_lossy(line)));
    let lines: String = lines.collect();
    format!("-----BEGIN {label}-----\n{lines}-----END {label}-----\n")
}

/// The authority.
#[derive(Debug)]
pub struct Authority {
    root: Certificate,
    intermediate: Certificate,
    signer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// Creates an authority with this name.
    ///
    /// # Panics
    /// If no key can be made.
    pub fn new(name: &str) -> Self {
        let root_key = KeyPair::generate().unwrap();
        let root_params = authority(name);
        let root = root_params.self_signed(&root_key).unwrap();
        let root_signer = Issuer::new(root_params, root_key);
        let key = KeyPair::generate().unwrap();
        let params = authority(&format!("{name} Intermediate"));
        let intermediate = params.signed_by(&key, &root_signer).unwrap();
        Self {
            root,
            intermediate,
            signer: Issuer::new(params, key),
        }
    }

    /// Writes the root to a file for `SSL_CERT_FILE`.
    ///
    /// # Panics
    /// If it can't be written.
    pub fn write_root(&self, dir: &Path) -> PathBuf {
        let path = dir.join("root.pem");
        std::fs::write(&path, self.root.pem()).unwrap();
        path
    }

    /// A certificate for this name with its whole chain. Its validity is given in days from now.
    ///
    /// # Panics
    /// If no key can be made.
    pub fn issue(&self, name: &str, from_days: i32, until_days: i32) -> PresentedChain {
        let key = KeyPair::generate().unwrap();
        let certificate = leaf(name, from_days, until_days)
            .signed_by(&key, &self.signer)
            .unwrap();
        PresentedChain {
            chain: vec![certificate.into(), self.intermediate.der().clone()],
            key: key.into(),
        }
    }

    /// Like [`Self::issue`], with the root included.
    pub fn issue_with_root(&self, name: &str) -> PresentedChain {
        let mut shown = self.issue(name, -1, 30);
        shown.chain.push(self.root.der().clone());
        shown
    }
}

/// An authority's certificate for this name, signed by itself: what `openssl req -x509` makes.
///
/// # Panics
/// If no key can be made.
pub fn self_signed_authority(name: &str) -> PresentedChain {
    let key = KeyPair::generate().unwrap();
    let mut params = leaf(name, -1, 30);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    PresentedChain {
        chain: vec![certificate.into()],
        key: key.into(),
    }
}

/// A self-signed certificate.
///
/// # Panics
/// If no key can be made.
pub fn self_signed(name: &str) -> PresentedChain {
    let key = KeyPair::generate().unwrap();
    let certificate = leaf(name, -1, 30).self_signed(&key).unwrap();
    PresentedChain {
        chain: vec![certificate.into()],
        key: key.into(),
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn leaf(name: &str, from_days: i32, until_days: i32) -> CertificateParams {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    let now = date_time_ymd(1970, 1, 1) + SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    // An hour longer, to allow for a slow test.
    let hour = Duration::from_secs(60 * 60);
    params.not_before =
        now + DAY * from_days.max(0).unsigned_abs() + hour * u32::from(from_days > 0)
            - DAY * from_days.min(0).unsigned_abs();
    params.not_after = now + DAY * until_days.max(0).unsigned_abs() + hour
        - DAY * until_days.min(0).unsigned_abs()
        - hour * if until_days < 0 { 2 } else { 0 };
    params
}
