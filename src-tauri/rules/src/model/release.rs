//! A published version, as the update file describes it.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

use super::http_url::HttpUrl;

/// The maximum size of the file, in bytes.
pub const RELEASE_LIMIT: usize = 16 * 1024;

/// A version of three numbers. Each is below a million, so that a version fits into one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u32, u32, u32);

/// The upper bound of each number, exclusive.
const PART: u32 = 1_000_000;

impl Version {
    /// The version of this program.
    pub fn own() -> Option<Self> {
        Self::parse(env!("CARGO_PKG_VERSION"))
    }

    /// Parses `1.2.3`. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| {
            let is_number = part.bytes().all(|b| b.is_ascii_digit());
            let number = part.parse().ok().filter(|number| *number < PART);
            number.filter(|_| is_number)
        });
        let version = Self(parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then_some(version)
    }

    /// The version as one number. A newer version has a greater one.
    pub fn number(self) -> i64 {
        let part = i64::from(PART);
        (i64::from(self.0) * part + i64::from(self.1)) * part + i64::from(self.2)
    }

    /// The version with this number.
    pub fn from_number(number: i64) -> Option<Self> {
        let part = i64::from(PART);
        let one = |number: i64| u32::try_from(number).ok();
        Some(Self(
            one(number / part / part)?,
            one(number / part % part)?,
            one(number % part)?,
        ))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// A published release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub version: Version,
    /// What is new, in one sentence.
    pub summary: String,
    /// Where to get it.
    pub url: HttpUrl,
}

/// Why a file is not a valid release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoRelease {
    /// Not the required JSON.
    #[error("it is not a JSON object with version, summary and url")]
    Json,
    /// Not three numbers.
    #[error("its version is not like 1.2.3")]
    Version,
    /// Not a URL that we link to.
    #[error("its url does not begin with https://")]
    Url,
}

#[derive(Deserialize)]
struct File {
    version: String,
    #[serde(default)]
    summary: String,
    url: String,
}

impl Release {
    /// Parses the file. The caller has verified its signature.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NoRelease> {
        let file: File = serde_json::from_str(text).map_err(|_| NoRelease::Json)?;
        let url = HttpUrl::parse(&file.url).map_err(|_| NoRelease::Url)?;
        if url.scheme() != "https" || url.has_user() {
            return Err(NoRelease::Url);
        }
        Ok(Self {
            version: Version::parse(&file.version).ok_or(NoRelease::Version)?,
            summary: file.summary,
            url,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let version = |text| Version::parse(text).unwrap();
        assert!(version("0.10.0") > version("0.9.9"));
        assert!(version("1.0.0") > version("0.999999.0"));
        for text in ["0.1.0", "99.1.0", "1.2.999999"] {
            assert_eq!(
                Version::from_number(version(text).number()),
                Some(version(text))
            );
            assert_eq!(version(text).to_string(), text);
        }
        for text in [
            "",
            "1.2",
            "1.2.3.4",
            "1.2.-3",
            "1.2.+3",
            "1.2.1000000",
            "v1.2.3",
            "1.2.3-rc1",
        ] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        assert!(Version::own().is_some());
    }

    #[test]
    fn a_release_leads_to_https_alone() {
        let file = |version: &str, url: &str| {
            Release::parse(&format!(
                r#"{{"version": "{version}", "summary": "S", "url": "{url}", "more": 1}}"#
            ))
        };
        assert!(file("1.0.0", "https://missedhook.example/").is_ok());
        for url in [
            "http://a.example/",
            "file:///etc/passwd",
            "https://u:p@a.example/",
            "",
        ] {
            assert_eq!(file("1.0.0", url), Err(NoRelease::Url), "{url}");
        }
        assert_eq!(file("one", "https://a.example/"), Err(NoRelease::Version));
        assert_eq!(Release::parse("<html>"), Err(NoRelease::Json));
    }
}
