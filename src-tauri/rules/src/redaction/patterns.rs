//! Credentials recognised by their format alone. One list; each entry names a literal that must occur in a text before
//! its pattern runs. The `regex` crate matches in time linear in the text, whatever the text is.

use std::sync::LazyLock;

use regex::Regex;

use super::compiled::compiled;

/// A form of credentials.
struct Pattern {
    /// Every match contains one of these, in this case or in capitals.
    hints: &'static [&'static str],
    regex: LazyLock<Option<Regex>>,
    /// The replacement.
    mark: &'static str,
}

macro_rules! pattern {
    ($hints:expr, $regex:expr) => {
        pattern!($hints, $regex, "[redacted]")
    };
    ($hints:expr, $regex:expr, $mark:expr) => {
        Pattern {
            hints: &$hints,
            regex: LazyLock::new(|| compiled($regex)),
            mark: $mark,
        }
    };
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    vec![
        // A receiver's key, including one that was replaced long ago.
        pattern!(
            ["/error/", "/ERROR/"],
            r"(?i)(/error/)[0-9a-z_-]{16,}",
            "${1}[redacted]"
        ),
        pattern!(
            ["%2Ferror%2F", "%2ferror%2f"],
            r"(?i)(%2ferror%2f)[0-9a-z_-]{16,}",
            "${1}[redacted]"
        ),
        // PEM and PGP, with real line breaks or those escaped in JSON; also cut off.
        pattern!(
            ["PRIVATE KEY"],
            r"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)(?:[^\[-][^-]*)(-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?",
            "${1}[redacted]${2}"
        ),
        // JSON Web Tokens, signed (three parts) and encrypted (five); also cut off.
        pattern!(["eyJ"], r"\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}"),
        // Stripe.
        pattern!(
            ["_live_", "_test_"],
            r"\b[spr]k_(?:live|test)_[0-9a-zA-Z]{8,}"
        ),
        pattern!(["whsec_"], r"\bwhsec_[0-9a-zA-Z+/=]{16,}"),
        // GitHub, GitLab.
        pattern!(
            ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
            r"\bgh[pousr]_[0-9A-Za-z]{16,}"
        ),
        pattern!(["github_pat_"], r"\bgithub_pat_[0-9A-Za-z_]{20,}"),
        pattern!(
            ["gl"],
            r"\bgl(?:pat|dt|rt|ptt|ft|soat|agent|oas)-[0-9A-Za-z_-]{16,}"
        ),
        // Slack, Discord, Teams: anyone with the URL may post.
        pattern!(
            ["xox", "xapp-"],
            r"\b(?:xox[abeoprs]|xapp)-[0-9A-Za-z-]{10,}"
        ),
        pattern!(
            ["hooks.slack.com"],
            r"(hooks\.slack\.com/(?:services|workflows|triggers)/)[0-9A-Za-z/_-]+",
            "${1}[redacted]"
        ),
        pattern!(
            ["/api/webhooks/"],
            r"(discord(?:app)?\.com/api/webhooks/\d+/)[0-9A-Za-z_-]+",
            "${1}[redacted]"
        ),
        pattern!(
            ["webhook.office.com"],
            r"(webhook\.office\.com/webhookb2/)[^\s\x22'<>]+",
            "${1}[redacted]"
        ),
        pattern!(
            ["bot"],
            r"(\bbot)\d{8,10}:[A-Za-z0-9_-]{30,}",
            "${1}[redacted]"
        ),
        pattern!([":AA"], r"\b\d{8,10}:AA[A-Za-z0-9_-]{30,}"),
        pattern!(
            ["."],
            r"\b[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}"
        ),
        // Amazon: the key's ID, and the secret next to it.
        pattern!(
            ["AKIA", "ASIA"],
            r"\b(?:AKIA|ASIA)[0-9A-Z]{12,}(?:[\s,:;/|\x22']{1,4}[A-Za-z0-9/+=]{40}(?:\b|$))?"
        ),
        // Google.
        pattern!(["AIza"], r"\bAIza[0-9A-Za-z_-]{30,}"),
        pattern!(["ya29."], r"\bya29\.[0-9A-Za-z_-]{10,}"),
        pattern!(["GOCSPX-"], r"\bGOCSPX-[0-9A-Za-z_-]{16,}"),
        pattern!(["1//0"], r"\b1//0[0-9A-Za-z_-]{20,}"),
        // Mail: SendGrid, Mailgun, Mailchimp, Brevo, Postmark by its header.
        pattern!(["SG."], r"\bSG\.[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
        pattern!(["key-"], r"\bkey-[0-9a-f]{32}\b"),
        pattern!(["-us"], r"\b[0-9a-f]{32}-us\d{1,2}\b"),
        pattern!(["xkeysib-"], r"\bxkeysib-[0-9a-f]{32,}-[0-9A-Za-z]+"),
        // Package registries.
        pattern!(["npm_"], r"\bnpm_[0-9A-Za-z]{20,}"),
        pattern!(["pypi-"], r"\bpypi-[0-9A-Za-z_-]{20,}"),
        pattern!(["dckr_pat_"], r"\bdckr_pat_[0-9A-Za-z_-]{16,}"),
        pattern!(["rubygems_"], r"\brubygems_[0-9a-f]{32,}"),
        pattern!(["cio"], r"\bcio[0-9A-Za-z]{32}\b"),
        // Clouds and services.
        pattern!(["do"], r"\bdo[opr]_v1_[0-9a-f]{32,}"),
        pattern!(["shp"], r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{16,}"),
        pattern!(["sq0"], r"\bsq0[a-z]{3}-[0-9A-Za-z_-]{16,}"),
        pattern!(["EAA"], r"\bEAA[0-9A-Za-z]{20,}"),
        pattern!(
            ["sk-"],
            r"\bsk-(?:ant-|proj-|or-)?[0-9A-Za-z_-]*[0-9A-Za-z]{20,}"
        ),
        pattern!(["hf_"], r"\bhf_[0-9A-Za-z]{20,}"),
        pattern!(["hvs.", "hvb."], r"\bhv[sb]\.[0-9A-Za-z_-]{20,}"),
        pattern!(["lin_api_"], r"\blin_api_[0-9A-Za-z]{20,}"),
        pattern!(["secret_", "ntn_"], r"\b(?:secret|ntn)_[0-9A-Za-z]{32,}"),
        pattern!(["NRAK-"], r"\bNRAK-[0-9A-Z]{20,}"),
        pattern!(["PMAK-"], r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{30,}"),
        pattern!(["AC", "SK"], r"\bSK[0-9a-f]{32}\b"),
        pattern!(["tfp_", "r8_"], r"\b(?:tfp|r8)_[0-9A-Za-z]{20,}"),
        pattern!(["tskey-"], r"\btskey-[a-z]+-[0-9A-Za-z]+-[0-9A-Za-z]+"),
        pattern!(
            ["age-secret-key-", "AGE-SECRET-KEY-"],
            r"(?i)\bAGE-SECRET-KEY-1[0-9A-Z]{20,}"
        ),
        pattern!(["sntrys_"], r"\bsntrys_[0-9A-Za-z+/=_-]{20,}"),
        pattern!(
            ["atlasv1."],
            r"\b[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_-]{40,}"
        ),
        pattern!(["~"], r"\b[0-9A-Za-z_-]{3}8Q~[0-9A-Za-z._~-]{30,}"),
        // Connection strings without names: Go's MySQL, Oracle's thin driver.
        pattern!(
            ["@"],
            r"\b([\w.-]+:)[^\s@/]+(@(?:tcp|unix|udp)\()",
            "${1}[redacted]${2}"
        ),
        pattern!(
            ["jdbc:oracle"],
            r"(jdbc:oracle:\w+:[\w.-]+/)[^\s@]+(@)",
            "${1}[redacted]${2}"
        ),
        // Command lines.
        pattern!(
            ["-u", "--user", "--proxy-user"],
            r"(\s(?:-u|--user|-U|--proxy-user)[ =]?[\x22']?[\w.@-]*:)[^\s\x22':\[][^\s\x22']*",
            "${1}[redacted]"
        ),
        pattern!(
            ["mysql", "mariadb"],
            r"((?:mysql|mariadb)[\w-]*\s(?:[^\n]{0,80}?\s)?-p)[^\s\[-][^\s]*",
            "${1}[redacted]"
        ),
        pattern!(
            ["sshpass"],
            r"(sshpass\s+-p\s*[\x22']?)[^\s\x22'\[]+",
            "${1}[redacted]"
        ),
        pattern!(
            ["login"],
            r"(\blogin\s(?:[^\n]{0,80}?\s)?-p\s+[\x22']?)[^\s\x22'\[-][^\s\x22']*",
            "${1}[redacted]"
        ),
        pattern!(
            ["redis-cli"],
            r"(redis-cli\s(?:[^\n]{0,80}?\s)?-a\s+[\x22']?)[^\s\x22'\[-][^\s\x22']*",
            "${1}[redacted]"
        ),
    ]
});

/// Redacts everything that matches.
pub fn redact(mut text: String) -> String {
    for Pattern { hints, regex, mark } in &*PATTERNS {
        if !hints.iter().any(|hint| text.contains(hint)) {
            continue;
        }
        let Some(regex) = &**regex else {
            continue;
        };
        if let std::borrow::Cow::Owned(written) = regex.replace_all(&text, *mark) {
            text = written;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_sound() {
        for pattern in &*PATTERNS {
            assert!(pattern.regex.is_some(), "{:?}", pattern.hints);
        }
    }
}
