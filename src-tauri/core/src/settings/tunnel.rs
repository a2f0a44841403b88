//! The tunnel in the settings: which kind is used, and the values that each kind needs. Values only; each kind checks
//! them itself when it starts. `Debug` never shows the token and the secret.

use std::time::Duration;

use crate::model::{secret::Secret, tunnel::TunnelKind};

/// The table `[tunnel]`. Unset texts are empty and unset ports are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TunnelSettings {
    /// The kind of tunnel that the app runs; `None`: no tunnel.
    pub kind: Option<TunnelKind>,
    /// How long after one reachability proof the next check is made.
    pub check_every: Duration,
    /// ngrok's domain.
    pub ngrok_domain: String,
    /// The destination of `ssh`.
    pub ssh_destination: String,
    /// The remote port.
    pub ssh_port: u16,
    /// The public URL of that port.
    pub ssh_public_url: String,
    /// The token of a named tunnel.
    pub cloudflared_token: Option<Secret>,
    /// The host name of that tunnel.
    pub cloudflared_hostname: String,
    /// The bore server.
    pub bore_server: String,
    /// The remote port; 0: any.
    pub bore_port: u16,
    /// The bore server's secret.
    pub bore_secret: Option<Secret>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{
            moment::Moment,
            public_url::PublicUrl,
            tunnel::{TunnelConfig, TunnelStatus},
        },
        monitor::reachability::policy::Reachability,
        settings::Settings,
        status::ConnectionState,
    };

    fn read_text(text: &str) -> Result<TunnelSettings, String> {
        super::super::document::settings_of(text).map(|settings| settings.tunnel)
    }

    #[test]
    fn what_is_set_is_what_is_wanted_and_secrets_do_not_print() {
        let temp = tempfile::tempdir().unwrap();
        let dir = crate::platform::data_dir::DataDir::open(temp.path().join("data")).unwrap();
        let mut settings = Settings::start(&dir).unwrap();
        assert_eq!(settings.tunnel(), None, "none by default");
        settings.tunnel = read_text(
            "[tunnel]\nkind = \"bore\"\nbore_server = \" bore.example \"\nbore_secret = \"s3cret\"\nbore_port = 4711\ncloudflared_token = \"t0ken\"\n",
        )
        .unwrap();
        assert_eq!(
            settings.tunnel(),
            Some(TunnelConfig::Bore {
                server: "bore.example".to_owned(),
                port: 4711,
                secret: Secret::new("s3cret"),
            })
        );
        let shown = format!("{settings:?}{:?}", settings.tunnel());
        assert!(
            !shown.contains("s3cret") && !shown.contains("t0ken"),
            "{shown}"
        );
        settings.tunnel.kind = Some(TunnelKind::Cloudflared);
        assert!(matches!(
            settings.tunnel(),
            Some(TunnelConfig::Cloudflared { named: Some(_) })
        ));
        settings.tunnel.cloudflared_token = None;
        assert_eq!(
            settings.tunnel(),
            Some(TunnelConfig::Cloudflared { named: None })
        );
        settings.tunnel.kind = Some(TunnelKind::OwnUrl);
        settings.public_url = PublicUrl::parse("https://abc.example").ok();
        assert_eq!(
            settings.tunnel(),
            Some(TunnelConfig::OwnUrl {
                url: "https://abc.example".to_owned()
            })
        );
    }

    #[test]
    fn this_machine_only_is_set_aside_only_where_no_way_in_is_wanted() {
        let temp = tempfile::tempdir().unwrap();
        let dir = crate::platform::data_dir::DataDir::open(temp.path().join("data")).unwrap();
        let mut settings = Settings::start(&dir).unwrap();
        let standing = |settings: &Settings| {
            let connection = settings.connection_facts(TunnelStatus::Off, Reachability::Off);
            connection.state(Moment::from_millis(0))
        };
        assert_eq!(standing(&settings), ConnectionState::Off);
        settings.local_only = true;
        assert_eq!(standing(&settings), ConnectionState::Local);
        // The tunnel is not up yet, because there is no receiver.
        settings.tunnel.kind = Some(TunnelKind::Bore);
        assert_eq!(standing(&settings), ConnectionState::Off);
        settings.tunnel.kind = None;
        settings.public_url = PublicUrl::parse("https://abc.example").ok();
        assert_eq!(standing(&settings), ConnectionState::Unchecked);
    }

    #[test]
    fn what_is_no_kind_and_no_port_is_refused() {
        for (text, word) in [
            ("[tunnel]\nkind = \"carrier pigeon\"", "kind must be"),
            ("[tunnel]\nbore_port = 70000", "bore_port must be"),
            ("[tunnel]\nssh_port = -1", "ssh_port must be"),
            (
                "[tunnel]\ncheck_every_seconds = 9",
                "check_every_seconds must be 10 or more",
            ),
            ("[tunnel]\nngrok_domain = 7", "ngrok_domain must be text"),
        ] {
            let wrong = read_text(text).unwrap_err();
            assert!(wrong.contains(word), "{wrong}");
        }
        let none = read_text("").unwrap();
        assert_eq!(
            (none.kind, none.check_every),
            (None, Duration::from_secs(300))
        );
    }
}
