//! Why a delivery failed, as one word for programs and for the search.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

/// Why a delivery failed, according to the code and the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[derive(Serialize, Deserialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ReportCause")]
pub enum Cause {
    /// Nothing is listening on that address and port.
    Refused,
    /// The name does not resolve.
    Dns,
    /// The server can't be reached over the network.
    Unreachable,
    /// The connection is not accepted in time.
    ConnectTimeout,
    /// The connection is established, but no complete answer comes in time.
    Timeout,
    /// The connection is reset.
    Reset,
    /// The connection is closed without a response.
    Closed,
    /// The response is not HTTP.
    NotHttp,
    /// The response breaks off.
    Truncated,
    /// The certificate has expired.
    TlsExpired,
    /// The certificate is not valid yet.
    TlsNotYetValid,
    /// The certificate is for another name.
    TlsName,
    /// The certificate is self-signed.
    TlsSelfSigned,
    /// The certificate does not chain to a trusted authority.
    TlsChain,
    /// There is no TLS version or cipher in common.
    TlsVersion,
    /// The TLS handshake fails in another way.
    TlsFailed,
    /// HTTPS was sent to a port that speaks plain HTTP.
    HttpsToHttp,
    /// Plain HTTP was sent to a port that speaks HTTPS.
    HttpToHttps,
    /// Redirects go in a circle.
    RedirectLoop,
    /// The endpoint redirects.
    Redirect,
    /// The endpoint answers with a status that counts as a failure.
    Status,
    /// The cause is unknown, or one of several.
    Unknown,
}

impl Cause {
    /// Whether something answered, though not as expected.
    pub const fn answered(self) -> bool {
        !matches!(
            self,
            Self::Refused
                | Self::Dns
                | Self::Unreachable
                | Self::ConnectTimeout
                | Self::Timeout
                | Self::Reset
                | Self::Closed
                | Self::Unknown
        )
    }
}
