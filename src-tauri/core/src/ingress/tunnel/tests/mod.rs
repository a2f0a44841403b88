//! Tunnels with real parts on loopback: stand-ins for the programs that need the internet, and, in `bore.rs`, bore's
//! own server. The stand-ins are shell scripts that print what the real ones print; the guard is a real process.

#![cfg(unix)]

mod bore;

use std::{fs, net::SocketAddr, path::Path, time::Duration};

use tokio::{sync::watch, time::timeout};

use super::{
    discovery::tests::stub_program,
    guard::tests::{by_this_test_program, lives, pids, until},
    *,
};
use crate::{
    feed::Feed,
    model::{
        moment::system_clock,
        tunnel::{NamedTunnel, TunnelConfig, TunnelStatus},
    },
    worker::Workers,
};

/// How long anything may take before a test fails.
const LIMIT: Duration = Duration::from_secs(30);

fn quick() -> TunnelTimings {
    TunnelTimings {
        first: Duration::from_millis(20),
        most: Duration::from_millis(200),
        look_again: Duration::from_millis(50),
        ..TunnelTimings::default()
    }
}

fn deps(dir: &Path, timings: TunnelTimings) -> TunnelDeps {
    TunnelDeps {
        guard: by_this_test_program(),
        timings,
        places: vec![dir.to_owned()],
        ..TunnelDeps::of_this_machine().unwrap()
    }
}

fn start(wanted: Option<TunnelConfig>, local: SocketAddr, deps: TunnelDeps) -> Supervisor {
    let workers = Workers::new(Feed::default(), system_clock());
    Supervisor::start(wanted, local, deps, &workers)
}

/// An address where nothing needs to listen.
fn nowhere() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 7386))
}

async fn wait_for(
    status: &mut watch::Receiver<TunnelStatus>,
    what: &str,
    so: impl Fn(&TunnelStatus) -> bool,
) -> TunnelStatus {
    let waiting = async { status.wait_for(|status| so(status)).await.unwrap().clone() };
    if let Ok(found) = timeout(LIMIT, waiting).await {
        return found;
    }
    panic!("waited in vain: {what}; it is {:?}", status.borrow());
}

async fn url(status: &mut watch::Receiver<TunnelStatus>) -> String {
    match wait_for(status, "up", |status| {
        matches!(status, TunnelStatus::Up { .. })
    })
    .await
    {
        TunnelStatus::Up { public_url, .. } => public_url,
        other => panic!("{other:?}"),
    }
}

async fn down(status: &mut watch::Receiver<TunnelStatus>, words: &str) -> TunnelStatus {
    wait_for(status, words, |status| {
        matches!(status, TunnelStatus::Down { problem, .. } if problem.what.contains(words))
    })
    .await
}

/// A quick tunnel with another URL at every start; it writes its process ids to `pids`.
fn cloudflared(dir: &Path, then: &str) {
    let script = format!(
        r#"echo $$ >> '{pids}'
        n=$(wc -l < '{pids}')
        >&2 echo "2026-02-21T14:24:01Z INF Requesting new quick Tunnel on trycloudflare.com..."
        >&2 echo "2026-02-21T14:24:06Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |"
        >&2 echo "2026-02-21T14:24:06Z INF |  https://start-number-$((n)).trycloudflare.com   |"
        >&2 echo "2026-02-21T14:24:07Z INF Registered tunnel connection connIndex=0 event=0 ip=198.51.100.7 location=del04 protocol=quic"
        {then}"#,
        pids = dir.join("pids").display()
    );
    stub_program(dir, "cloudflared", &script);
}

const QUICK: TunnelConfig = TunnelConfig::Cloudflared { named: None };

fn kill(pid: i32) {
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

#[tokio::test]
async fn a_program_that_ends_is_started_again_with_its_new_url() {
    let dir = tempfile::tempdir().unwrap();
    cloudflared(dir.path(), "exec sleep 1000");
    let tunnel = start(Some(QUICK), nowhere(), deps(dir.path(), quick()));
    let mut status = tunnel.status();
    assert_eq!(
        url(&mut status).await,
        "https://start-number-1.trycloudflare.com"
    );
    let file = dir.path().join("pids");
    kill(pids(&file)[0]);
    let second = "https://start-number-2.trycloudflare.com";
    wait_for(
        &mut status,
        second,
        |status| matches!(status, TunnelStatus::Up { public_url, .. } if public_url == second),
    )
    .await;
    assert!(
        tunnel
            .log()
            .iter()
            .any(|line| line.contains("start-number-1"))
    );

    // Looks connected but does not work: restarted, and the previous one has ended.
    tunnel.restart();
    let third = "https://start-number-3.trycloudflare.com";
    wait_for(
        &mut status,
        third,
        |status| matches!(status, TunnelStatus::Up { public_url, .. } if public_url == third),
    )
    .await;
    assert!(!lives(pids(&file)[1]));

    // Another kind: nothing of the previous one is left.
    let own = "https://hooks.example.com";
    tunnel.change(Some(TunnelConfig::OwnUrl {
        url: own.to_owned(),
    }));
    wait_for(
        &mut status,
        own,
        |status| matches!(status, TunnelStatus::Up { public_url, .. } if public_url == own),
    )
    .await;
    assert!(!lives(pids(&file)[2]));
    tunnel.change(None);
    wait_for(&mut status, "off", |status| *status == TunnelStatus::Off).await;
    tunnel.stop().await;
}

#[tokio::test]
async fn a_lost_connection_is_shown_until_it_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let then = r#"cd "$(dirname "$0")"
        while [ ! -e lost ]; do sleep 0.05; done
        >&2 echo "2026-02-21T14:25:07Z INF Retrying connection in up to 1s connIndex=0"
        while [ ! -e back ]; do sleep 0.05; done
        >&2 echo "2026-02-21T14:26:07Z INF Registered tunnel connection connIndex=0"
        exec sleep 1000"#;
    cloudflared(dir.path(), then);
    let tunnel = start(Some(QUICK), nowhere(), deps(dir.path(), quick()));
    let mut status = tunnel.status();
    let before = url(&mut status).await;
    fs::write(dir.path().join("lost"), "").unwrap();
    let lost = down(&mut status, "has lost its connection").await;
    assert!(matches!(lost, TunnelStatus::Down { retry_at: None, .. }));
    fs::write(dir.path().join("back"), "").unwrap();
    assert_eq!(url(&mut status).await, before, "the same run, the same URL");
    tunnel.stop().await;
}

#[tokio::test]
async fn one_that_does_not_reconnect_is_restarted() {
    let dir = tempfile::tempdir().unwrap();
    let then = r#">&2 echo "2026-02-21T14:25:07Z INF Retrying connection in up to 1s connIndex=0"
        exec sleep 1000"#;
    cloudflared(dir.path(), then);
    let timings = TunnelTimings {
        reconnect: Duration::from_millis(100),
        ..quick()
    };
    let tunnel = start(Some(QUICK), nowhere(), deps(dir.path(), timings));
    let mut status = tunnel.status();
    down(&mut status, "Cloudflare Tunnel made no new connection").await;
    // Down stays down until it is up again, so the status changes with every start.
    let file = dir.path().join("pids");
    timeout(LIMIT, async {
        while pids(&file).len() < 2 {
            status.changed().await.unwrap();
        }
    })
    .await
    .unwrap();
    assert!(!lives(pids(&file)[0]));
    tunnel.stop().await;
}

#[tokio::test]
async fn the_token_of_a_named_tunnel_is_neither_an_argument_nor_logged() {
    let dir = tempfile::tempdir().unwrap();
    stub_program(
        dir.path(),
        "cloudflared",
        r#">&2 echo "arguments: $*; token: $TUNNEL_TOKEN"
        >&2 echo "2026-02-21T14:24:07Z INF Registered tunnel connection connIndex=1 location=del04"
        exec sleep 1000"#,
    );
    let wanted = TunnelConfig::Cloudflared {
        named: Some(NamedTunnel {
            token: Secret::new("eyJhIjoi").unwrap(),
            hostname: "hooks.example.com".to_owned(),
        }),
    };
    let tunnel = start(Some(wanted), nowhere(), deps(dir.path(), quick()));
    assert_eq!(url(&mut tunnel.status()).await, "https://hooks.example.com");
    let expected = "arguments: tunnel --no-autoupdate run; token: [redacted]";
    assert!(
        tunnel.log().iter().any(|line| line == expected),
        "{:?}",
        tunnel.log()
    );
    tunnel.stop().await;
}

#[tokio::test]
async fn what_ngrok_refuses_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let wanted = TunnelConfig::Ngrok { domain: None };
    let tunnel = start(Some(wanted), nowhere(), deps(dir.path(), quick()));
    let mut status = tunnel.status();
    down(&mut status, "There is no ngrok on this machine.").await;

    // Installed, but not signed in.
    stub_program(
        dir.path(),
        "ngrok",
        r#"echo '{"err":"authentication failed: The authtoken you specified is properly formed, but it is invalid.\nYour authtoken: 2abC_x\r\n\r\nERR_NGROK_107\r\n","lvl":"eror","msg":"failed to auth","obj":"tunnels.session"}'
        >&2 echo "ERROR:  authentication failed: The authtoken you specified is properly formed, but it is invalid."
        >&2 echo "ERROR:  ERR_NGROK_107"
        exit 1"#,
    );
    let refused = down(&mut status, "ngrok: this authtoken is not valid.").await;
    wait_for(&mut status, "a next try", |status| {
        matches!(
            status,
            TunnelStatus::Down {
                retry_at: Some(_),
                ..
            }
        )
    })
    .await;
    assert!(!format!("{refused:?} {:?}", tunnel.log()).contains("2abC_x"));

    // Signed in: it recovers on its own.
    stub_program(
        dir.path(),
        "ngrok",
        r#"echo '{"lvl":"info","msg":"client session established","obj":"csess"}'
        echo '{"addr":"http://127.0.0.1:7386","lvl":"info","msg":"started tunnel","name":"command_line","obj":"tunnels","url":"https://abc.ngrok-free.dev"}'
        exec sleep 1000"#,
    );
    assert_eq!(url(&mut status).await, "https://abc.ngrok-free.dev");
    tunnel.stop().await;
}

/// The exit code of a tunnel means nothing: bore's program and ssh exit silently with 0 when the remote end goes away.
#[tokio::test]
async fn a_program_that_ends_well_and_says_nothing_is_down_and_started_again() {
    let dir = tempfile::tempdir().unwrap();
    cloudflared(dir.path(), "[ $n -gt 1 ] && exec sleep 1000; exit 0");
    let timings = TunnelTimings {
        first: Duration::from_millis(300),
        ..quick()
    };
    let tunnel = start(Some(QUICK), nowhere(), deps(dir.path(), timings));
    let mut status = tunnel.status();
    down(&mut status, "cloudflared has ended.").await;
    assert_eq!(
        url(&mut status).await,
        "https://start-number-2.trycloudflare.com"
    );
    tunnel.stop().await;
}

#[tokio::test]
async fn ssh_takes_a_free_port_where_the_public_url_is_the_hosts_own() {
    let dir = tempfile::tempdir().unwrap();
    let script = format!(
        r#"echo "$*" >> '{}'
        printf 'debug1: remote forward success for: listen 0, connect 127.0.0.1:7386\r\n' >&2
        printf 'Allocated port 42943 for remote forward to 127.0.0.1:7386\r\n' >&2
        exec sleep 1000"#,
        dir.path().join("asked").display()
    );
    stub_program(dir.path(), "ssh", &script);
    let wanted = TunnelConfig::Ssh {
        destination: "user@host".to_owned(),
        remote_port: 0,
        public_url: "http://hooks.example.com".to_owned(),
    };
    let tunnel = start(Some(wanted), nowhere(), deps(dir.path(), quick()));
    let found = url(&mut tunnel.status()).await;
    assert_eq!(found, "http://hooks.example.com:42943");
    let asked = fs::read_to_string(dir.path().join("asked")).unwrap();
    assert!(asked.contains("-R 0:127.0.0.1:7386"), "{asked}");
    tunnel.stop().await;
}

#[tokio::test]
async fn a_start_without_a_url_fails_in_time_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let script = format!(
        "echo $$ >> '{}'; exec sleep 1000",
        dir.path().join("pids").display()
    );
    stub_program(dir.path(), "ssh", &script);
    let wanted = TunnelConfig::Ssh {
        destination: "user@host".to_owned(),
        remote_port: 8080,
        public_url: "https://hooks.example.com".to_owned(),
    };
    let timings = TunnelTimings {
        // The guard needs some of that time to start the program.
        start: Duration::from_millis(1500),
        most: Duration::from_secs(3600),
        first: Duration::from_secs(3600),
        ..quick()
    };
    let tunnel = start(Some(wanted), nowhere(), deps(dir.path(), timings));
    down(&mut tunnel.status(), "SSH (ssh -R) made no public URL").await;
    for pid in pids(&dir.path().join("pids")) {
        assert!(!lives(pid));
    }
    tunnel.stop().await;
}

#[tokio::test]
async fn a_funnel_that_leads_here_is_adopted_and_replaced_when_it_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("status.json");
    let script = format!(
        r#"if [ "$*" = "funnel status --json" ]; then cat '{}'; exit; fi
        echo "arguments: $*"
        echo "Available on the internet:"
        echo
        echo "https://desk.tail56ffe1.ts.net/"
        echo "|-- proxy http://127.0.0.1:7386"
        exec sleep 1000"#,
        config.display()
    );
    fs::write(
        &config,
        r#"{"Web":{"other.tail56ffe1.ts.net:443":{"Handlers":{"/":{"Proxy":"http://127.0.0.1:7386"}}}},
            "AllowFunnel":{"other.tail56ffe1.ts.net:443":true}}"#,
    )
    .unwrap();
    stub_program(dir.path(), "tailscale", &script);
    let tunnel = start(
        Some(TunnelConfig::Tailscale),
        nowhere(),
        deps(dir.path(), quick()),
    );
    let mut status = tunnel.status();
    assert_eq!(url(&mut status).await, "https://other.tail56ffe1.ts.net");
    assert!(matches!(
        *status.borrow(),
        TunnelStatus::Up { adopted: true, .. }
    ));

    fs::write(&config, "{}").unwrap();
    let own = "https://desk.tail56ffe1.ts.net";
    wait_for(&mut status, own, |status| {
        matches!(status, TunnelStatus::Up { public_url, adopted: false, .. } if public_url == own)
    })
    .await;
    assert!(
        tunnel
            .log()
            .iter()
            .any(|line| line == "arguments: funnel 7386")
    );
    tunnel.stop().await;
}

#[test]
fn nothing_is_left_when_the_app_ends_without_a_word() {
    let dir = tempfile::tempdir().unwrap();
    cloudflared(dir.path(), "exec sleep 1000");
    let app = tokio::runtime::Runtime::new().unwrap();
    let tunnel = app.block_on(async {
        let tunnel = start(Some(QUICK), nowhere(), deps(dir.path(), quick()));
        url(&mut tunnel.status()).await;
        tunnel
    });
    let program = pids(&dir.path().join("pids"))[0];
    assert!(lives(program));
    // No task runs again: the pipes are closed and nothing else happens, as with kill -9.
    app.shutdown_background();
    until("the program ends", || !lives(program));
    drop(tunnel);
}

#[test]
fn secrets_are_not_shown() {
    let wanted = bore::bore(bore::loopback(), Some("s3cret"));
    assert!(!format!("{wanted:?}").contains("s3cret"));
}

proptest::proptest! {
    /// Any output of a program is handled, and yields no URL that could not be pasted into the portal.
    #[test]
    fn any_line_is_read(
        line in "(ERROR: |debug1: |\\| |\\{\"msg\":\"started tunnel\",\"url\":\")?.{0,60}(connIndex=|ERR_NGROK_|https://|Your authtoken: ?)?.{0,60}",
    ) {
        let secret = Secret::new("s");
        proptest::prop_assert!(!log::plain(&line, secret.as_ref()).chars().any(char::is_control));
        for read in [cloudflared::read, ngrok::read, ssh::read, tailscale::read] {
            if let Some(TunnelEvent::Url(url)) = read(&line) {
                proptest::prop_assert_eq!(public_url::parse(&url), Some(url));
            }
        }
    }
}
