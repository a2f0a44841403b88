//! The TLS handshake of a probe. The certificate is verified against this machine's trusted roots as any client would;
//! the verifier only records what it saw. Nothing is sent over a connection whose certificate was rejected.

use std::{io, sync::Arc, time::Duration};

use parking_lot::Mutex;

// rustls with tokio-rustls: TLS without OpenSSL, maintained by its own project; the roots are the system's, through
// rustls-native-certs, or Mozilla's (webpki-roots) if the system has none.
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use tokio::{net::TcpStream, time::Instant};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::model::moment::Moment;
use crate::probe::{
    certificate::{BadCertificate, Certificate, Rejection, judge},
    outcome::TlsFailure,
};

/// What the handshake revealed.
#[derive(Debug, Default)]
pub(crate) struct Handshake {
    /// `TLS 1.3`; `None` if the handshake did not get that far.
    pub(crate) version: Option<String>,
    /// The cipher suite.
    pub(crate) cipher: Option<String>,
    /// The negotiated protocol.
    pub(crate) alpn: Option<String>,
    /// The certificates, the server's own first.
    pub(crate) chain: Vec<Certificate>,
    /// Whether the server's own certificate is valid for the requested name.
    pub(crate) name_matches: bool,
}

/// The certificate verifier of this probe. Reads the roots that this machine trusts, which does not count towards the
/// endpoint's time.
///
/// # Errors
/// Why there is none, in a library's words.
pub(crate) async fn verifier(now: Moment) -> Result<RecordingVerifier, String> {
    let made = tokio::task::spawn_blocking(move || RecordingVerifier::new(now)).await;
    made.unwrap_or_else(|_| Err("the trusted certificates could not be read".to_owned()))
}

/// Runs the TLS handshake over a connection. What it revealed is returned either way.
pub(crate) async fn handshake(
    stream: TcpStream,
    host: &str,
    verifier: Result<RecordingVerifier, String>,
    deadline: Instant,
) -> (Handshake, Result<TlsStream<TcpStream>, TlsFailure>) {
    let other = |words: String| (Handshake::default(), Err(TlsFailure::Other(words)));
    let verifier = match verifier {
        Ok(verifier) => Arc::new(verifier),
        Err(words) => return other(words),
    };
    let Ok(name) = ServerName::try_from(host.trim_end_matches('.').to_owned()) else {
        return other("no certificate can name this host".to_owned());
    };
    let config = match config(&verifier) {
        Ok(config) => config,
        Err(error) => return other(error.to_string()),
    };
    let began = Instant::now();
    let greeting = TlsConnector::from(Arc::new(config)).connect(name.clone(), stream);
    let result = tokio::time::timeout_at(deadline, greeting).await;
    let peer_certificates = verifier.peer_certificates();
    let mut details = Handshake {
        chain: peer_certificates
            .iter()
            .filter_map(|der| Certificate::read(der))
            .collect(),
        name_matches: peer_certificates
            .first()
            .is_some_and(|der| is_for(der, &name)),
        ..Handshake::default()
    };
    match result {
        Ok(Ok(stream)) => {
            let (_, session) = stream.get_ref();
            details.version = session
                .protocol_version()
                .and_then(|version| version.as_str())
                .map(|name| name.replace("TLSv1_", "TLS 1."));
            details.cipher = session
                .negotiated_cipher_suite()
                .and_then(|suite| suite.suite().as_str())
                .map(str::to_owned);
            details.alpn = session
                .alpn_protocol()
                .map(|name| String::from_utf8_lossy(name).into_owned());
            (details, Ok(stream))
        }
        Ok(Err(error)) => {
            let why = why_not(&error, &details.chain);
            (details, Err(why))
        }
        Err(_) => {
            let waited: Duration = began.elapsed();
            (details, Err(TlsFailure::Silent(waited)))
        }
    }
}

fn config(verifier: &Arc<RecordingVerifier>) -> Result<ClientConfig, Error> {
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&verifier.provider))
        .with_safe_default_protocol_versions()?
        .dangerous()
        // Only "dangerous" because it is a custom verifier: it delegates every decision to webpki.
        .with_custom_certificate_verifier(Arc::clone(verifier) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn why_not(error: &io::Error, chain: &[Certificate]) -> TlsFailure {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(refused @ Error::InvalidCertificate(why)) => TlsFailure::Certificate(BadCertificate {
            fault: judge(rejection(why), refused.to_string(), chain),
        }),
        Some(Error::InvalidMessage(_)) => TlsFailure::Plain,
        Some(Error::AlertReceived(alert)) => TlsFailure::Alert(format!("{alert:?}")),
        Some(other) => TlsFailure::Other(other.to_string()),
        None => match error.kind() {
            io::ErrorKind::UnexpectedEof => TlsFailure::HungUp,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => TlsFailure::Reset,
            _ => TlsFailure::Other(error.to_string()),
        },
    }
}

/// Translates webpki's verdict on a certificate into a value of the rules.
fn rejection(error: &CertificateError) -> Rejection {
    use CertificateError as E;
    let moment = |time: &UnixTime| {
        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        Moment::from_millis(seconds.saturating_mul(1000))
    };
    match error {
        E::ExpiredContext { not_after, .. } => Rejection::Expired(Some(moment(not_after))),
        E::Expired => Rejection::Expired(None),
        E::NotValidYetContext { not_before, .. } => {
            Rejection::NotYetValid(Some(moment(not_before)))
        }
        E::NotValidYet => Rejection::NotYetValid(None),
        E::NotValidForName | E::NotValidForNameContext { .. } => Rejection::WrongName,
        E::UnknownIssuer => Rejection::UnknownIssuer,
        E::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => Rejection::Authority,
        _ => Rejection::Other,
    }
}

/// Whether the certificate is valid for that name.
fn is_for(der: &CertificateDer<'_>, name: &ServerName<'_>) -> bool {
    ParsedCertificate::try_from(der).is_ok_and(|parsed| verify_server_name(&parsed, name).is_ok())
}

/// A verifier that records what it is shown. It accepts what webpki accepts at the given time.
#[derive(Debug)]
pub(crate) struct RecordingVerifier {
    judge: Arc<WebPkiServerVerifier>,
    provider: Arc<CryptoProvider>,
    now: UnixTime,
    // Never held across an await.
    shown: Mutex<Vec<CertificateDer<'static>>>,
}

impl RecordingVerifier {
    /// Uses the roots that this machine trusts. Blocks, because it reads them from files.
    fn new(now: Moment) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        let native = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(native.certs);
        if roots.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        let provider = Arc::new(ring::default_provider());
        let judge =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        Ok(Self {
            judge: judge.build().map_err(|error| error.to_string())?,
            provider,
            now: UnixTime::since_unix_epoch(Duration::from_millis(millis)),
            shown: Mutex::default(),
        })
    }

    fn peer_certificates(&self) -> Vec<CertificateDer<'static>> {
        self.shown.lock().clone()
    }
}

impl ServerCertVerifier for RecordingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(end_entity).chain(intermediates);
        *self.shown.lock() = chain.map(|der| der.clone().into_owned()).collect();
        self.judge.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            self.now,
        )
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.judge.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.judge.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.judge.supported_verify_schemes()
    }
}
