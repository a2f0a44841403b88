//! The settings as values, and what is derived from them.

use std::net::{Ipv4Addr, SocketAddr};

use super::{
    Key, KeyUsed, Merchant, ProbeSettings, Project, RelaySettings, ServerUrl, SettingsError,
    SummarySettings, TeamSettings, TunnelSettings, UpdateSettings,
};
use crate::{
    alert::AlertRule,
    locale::{Calendar, Digits, LanguageSetting, Locale},
    model::{
        http_url::HttpUrl,
        moment::Moment,
        problem::Problem,
        public_url::PublicUrl,
        quiet_hours::QuietHours,
        secret::Secret,
        tunnel::{NamedTunnel, TunnelConfig, TunnelKind, TunnelStatus},
    },
    monitor::{MonitorConfig, reachability::policy::Reachability},
    platform::{language, network},
    relay::{
        quota::{self, Traffic},
        silence::Expectation,
    },
    share::target::Target,
    status::{Appearance, ConnectionFacts, Theme},
};

/// R-E-T-M on a phone's keys.
pub const DEFAULT_PORT: u16 = 7386;

/// The settings in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The secret part of the receiver URL.
    pub key: Key,
    /// The previous key.
    pub old_key: Option<Key>,
    /// Until when the previous key is also accepted; `None`: it is not.
    pub old_key_until: Option<Moment>,
    /// The token that RETM must send, if any.
    pub bearer_token: Option<Secret>,
    /// The tokens of merchants.
    pub merchants: Vec<Merchant>,
    /// The groups of merchants and keys.
    pub projects: Vec<Project>,
    /// The project of the key.
    pub project: Option<String>,
    /// Whether a request without a token is let in although tokens are set.
    pub allow_no_token: bool,
    /// Where the receiver listens.
    pub listen: SocketAddr,
    /// The base URL of the user's own ingress.
    pub public_url: Option<PublicUrl>,
    /// The invalid text in its place, which is not in force.
    pub public_url_refused: Option<RefusedUrl>,
    /// The tunnel that the app runs.
    pub tunnel: TunnelSettings,
    /// The relay of RETM's ordinary webhooks.
    pub relay: RelaySettings,
    /// The requests that the relay should receive.
    pub expected: Vec<Expectation>,
    /// The settings of probes.
    pub probe: ProbeSettings,
    /// The regular checks, one per endpoint.
    pub monitors: Vec<MonitorConfig>,
    /// Rules for the notifications of some endpoints.
    pub alert_rules: Vec<AlertRule>,
    /// Where incidents are sent.
    pub targets: Vec<Target>,
    /// The secrets of the targets, for redaction.
    target_secrets: Vec<Secret>,
    /// Where incidents are shared with colleagues.
    pub team: TeamSettings,
    /// Whether endpoints that differ only in an id share an incident.
    pub group_ids: bool,
    /// When alerts wait.
    pub quiet_hours: Option<QuietHours>,
    /// The same as written in the file; empty if there are none.
    pub quiet_hours_text: String,
    /// Whether alerts wait while the desktop's do-not-disturb is on.
    pub respect_do_not_disturb: bool,
    /// Whether and when the summary of a week is told.
    pub summary: SummarySettings,
    /// How many days a resolved incident is kept; 0: forever.
    pub keep_days: u32,
    /// How many megabytes (10⁶ bytes) the history may take; 0: no limit.
    pub max_size_mb: u32,
    /// The window's colour theme.
    pub theme: Theme,
    /// The configured language.
    pub language: LanguageSetting,
    /// The digits of counts and times.
    pub digits: Digits,
    /// The calendar of dates.
    pub calendar: Calendar,
    /// How the window writes times, and how much room its rows have.
    pub appearance: Appearance,
    /// Whether the desktop app starts when the user logs in.
    pub start_at_login: bool,
    /// Whether the receiver is for this machine only: RETM need not reach it.
    pub local_only: bool,
    /// Whether to check for newer versions, and where.
    pub updates: UpdateSettings,
}

/// A public URL in the file that is invalid, or that RETM can't reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedUrl {
    /// As written in the file.
    pub text: String,
    /// Why it is refused, without the final full stop.
    pub why: String,
}

/// The public URL, or why it is refused. A refused URL does not prevent the start.
pub(super) fn public_url(text: &str) -> (Option<PublicUrl>, Option<RefusedUrl>) {
    if text.is_empty() {
        return (None, None);
    }
    let read = PublicUrl::parse(text).map_err(|error| error.to_string());
    let read = read.and_then(|url| match network::url_on_internet(&url) {
        Ok(()) => Ok(url),
        Err(error) => Err(error.to_string()),
    });
    match read {
        Ok(url) => (Some(url), None),
        Err(why) => {
            let text = text.to_owned();
            (None, Some(RefusedUrl { text, why }))
        }
    }
}

impl Settings {
    /// Default settings with a key.
    pub(super) fn with_key(key: Key) -> Self {
        Self {
            key,
            old_key: None,
            old_key_until: None,
            bearer_token: None,
            merchants: Vec::new(),
            projects: Vec::new(),
            project: None,
            allow_no_token: false,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT)),
            public_url: None,
            public_url_refused: None,
            tunnel: TunnelSettings::default(),
            relay: RelaySettings::default(),
            expected: Vec::new(),
            probe: ProbeSettings::default(),
            monitors: Vec::new(),
            alert_rules: Vec::new(),
            targets: Vec::new(),
            target_secrets: Vec::new(),
            team: TeamSettings::default(),
            group_ids: false,
            quiet_hours: None,
            quiet_hours_text: String::new(),
            respect_do_not_disturb: false,
            summary: SummarySettings::default(),
            keep_days: 0,
            max_size_mb: 0,
            theme: Theme::System,
            language: LanguageSetting::System,
            digits: Digits::Latin,
            calendar: Calendar::Gregorian,
            appearance: Appearance::default(),
            start_at_login: false,
            local_only: false,
            updates: UpdateSettings::default(),
        }
    }

    pub(super) fn set_targets(&mut self, targets: Vec<Target>) {
        let secrets = targets
            .iter()
            .flat_map(|target| target.destination.secrets());
        self.target_secrets = secrets.map(Secret::of).collect();
        self.targets = targets;
    }

    /// The credentials to redact: keys and tokens.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let keys = [
            Some(&self.key),
            self.old_key.as_ref(),
            self.relay.key.as_ref(),
        ];
        let keys = keys.into_iter().flatten().map(|key| &**key);
        let tokens = self.merchants.iter().map(|merchant| &merchant.token);
        keys.chain(self.bearer_token.as_ref())
            .chain(tokens)
            .map(|secret| secret.reveal().as_str())
            .chain(
                self.target_secrets
                    .iter()
                    .map(|secret| secret.reveal().as_str()),
            )
            .chain(
                self.team
                    .url
                    .iter()
                    .flat_map(ServerUrl::secrets)
                    .map(|secret| secret.reveal().as_str()),
            )
    }

    /// The problem if that much relay traffic is close to the quota of the current tunnel; `None` while it is off.
    pub fn relay_quota_problem(&self, used: Traffic) -> Option<Problem> {
        let public = self.public_url.as_ref().map(PublicUrl::to_string);
        let public = public.and_then(|url| HttpUrl::parse(&url).ok());
        let host = public.as_ref().and_then(|url| url.host_str());
        quota::problem(self.tunnel.kind, host, used).filter(|_| self.relay.enabled)
    }

    /// The language, digits and calendar of the program's texts.
    pub fn locale(&self) -> Locale {
        Locale {
            language: self.language.resolve(language::of_system),
            digits: self.digits,
            calendar: self.calendar,
        }
    }

    /// The public URL as written in the file, whether it is in force or not.
    pub fn public_url_text(&self) -> String {
        let refused = self.public_url_refused.as_ref();
        let refused = refused.map(|refused| refused.text.clone());
        let url = self.public_url.as_ref().map(PublicUrl::to_string);
        url.or(refused).unwrap_or_default()
    }

    /// Which key that is, if it is accepted now. Always compares two keys, so that the timing reveals nothing.
    pub fn key_used(&self, claimed: &[u8], now: Moment) -> Option<KeyUsed> {
        let current = self.key.is(claimed);
        let old = self.old_key.as_ref().unwrap_or(&self.key).is(claimed);
        let in_time = self.old_key_until.is_some_and(|until| now < until);
        match (current, old && in_time) {
            (true, _) => Some(KeyUsed::Current),
            (false, true) => Some(KeyUsed::Old),
            (false, false) => None,
        }
    }

    /// Whether the current key can be kept beside a new one. Not while the previous key is still accepted, because that
    /// would end early.
    pub(super) fn may_keep_old_key(
        &self,
        until: Option<Moment>,
        now: Moment,
    ) -> Result<(), SettingsError> {
        let kept = self.old_key.as_ref().and(self.old_key_until);
        match kept.filter(|kept| *kept > now).and(until.and(kept)) {
            Some(kept) => Err(SettingsError::OldKeyKept(kept)),
            None => Ok(()),
        }
    }

    /// The path for reports. Secret.
    pub fn receiver_path(&self) -> String {
        format!("/error/{}", self.key.reveal())
    }

    /// The receiver URL on this machine, for a receiver that listens at that address.
    pub fn local_url(&self, address: SocketAddr) -> String {
        format!("http://{address}{}", self.receiver_path())
    }

    /// The receiver URL behind that public URL.
    pub fn receiver_url_at(&self, public_url: &str) -> String {
        format!("{public_url}{}", self.receiver_path())
    }

    /// The URL for RETM's portal: with the tunnel's URL if known, else the configured public URL, else the local one.
    pub fn receiver_url(&self, tunnel: Option<&str>, address: SocketAddr) -> String {
        match tunnel.or(self.public_url.as_ref().map(PublicUrl::as_str)) {
            Some(public) => self.receiver_url_at(public),
            None => self.local_url(address),
        }
    }

    /// The path for the relay's requests; `None` while the relay is off. Secret.
    pub fn hook_path(&self) -> Option<String> {
        let key = self.relay.key.as_ref().filter(|_| self.relay.enabled)?;
        Some(format!("/hook/{}", key.reveal()))
    }

    /// The relay's URL without a path: with the tunnel's URL if known, else the configured public URL, else on this
    /// machine. `None` while the relay is off.
    pub fn hook_url(&self, tunnel: Option<&str>, address: SocketAddr) -> Option<String> {
        let path = self.hook_path()?;
        let public = tunnel.or(self.public_url.as_ref().map(|url| url.as_str()));
        Some(match public {
            Some(public) => format!("{public}{path}"),
            None => format!("http://{address}{path}"),
        })
    }

    /// The public URLs that are known to reach the receiver.
    pub(super) fn own_public_urls(&self) -> impl Iterator<Item = &str> {
        let tunnel = &self.tunnel;
        let others = [
            &*tunnel.ngrok_domain,
            &*tunnel.cloudflared_hostname,
            &*tunnel.ssh_public_url,
        ];
        let own = self.public_url.as_ref().map(|url| url.as_str());
        own.into_iter()
            .chain(others.into_iter().filter(|url| !url.is_empty()))
    }

    /// The facts about the ingress: from these settings, the tunnel and the check.
    pub fn connection_facts(
        &self,
        tunnel: TunnelStatus,
        reachability: Reachability,
    ) -> ConnectionFacts {
        let wants_tunnel = self.tunnel.kind.is_some();
        ConnectionFacts {
            tunnel,
            reachability,
            check_every: self.tunnel.check_every,
            unchecked: !wants_tunnel && self.public_url.is_some(),
            local_only: self.local_only && !wants_tunnel && self.public_url.is_none(),
        }
    }

    /// The tunnel that the app runs; `None` if it runs none.
    pub fn tunnel(&self) -> Option<TunnelConfig> {
        let tunnel = self.tunnel.clone();
        Some(match tunnel.kind? {
            TunnelKind::Tailscale => TunnelConfig::Tailscale,
            TunnelKind::Ngrok => TunnelConfig::Ngrok {
                domain: Some(tunnel.ngrok_domain).filter(|domain| !domain.is_empty()),
            },
            TunnelKind::Ssh => TunnelConfig::Ssh {
                destination: tunnel.ssh_destination,
                remote_port: tunnel.ssh_port,
                public_url: tunnel.ssh_public_url,
            },
            TunnelKind::OwnUrl => TunnelConfig::OwnUrl {
                url: self.public_url_text(),
            },
            TunnelKind::Cloudflared => TunnelConfig::Cloudflared {
                named: tunnel.cloudflared_token.map(|token| NamedTunnel {
                    token,
                    hostname: tunnel.cloudflared_hostname,
                }),
            },
            TunnelKind::Bore => TunnelConfig::Bore {
                server: tunnel.bore_server,
                port: tunnel.bore_port,
                secret: tunnel.bore_secret,
            },
        })
    }
}
