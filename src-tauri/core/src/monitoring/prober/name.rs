//! Resolves a host name once, with the system's name servers and hosts file or with the configured name server. The
//! same addresses are then checked and connected to.

use std::{
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};

// hickory-resolver: DNS in Rust, maintained by its own project; the system call reports neither NXDOMAIN versus
// SERVFAIL nor which server answered.
use hickory_resolver::{
    Hosts, TokioResolver,
    config::{ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::{
        op::{Query, ResponseCode},
        rr::{Name, RecordType},
    },
};

use crate::probe::outcome::DnsFailure;

/// The maximum number of addresses of a name.
const ADDRESSES: usize = 16;
/// How often a name server that does not answer is queried.
const TRIES: u32 = 3;

/// The result of a look-up.
pub(crate) struct LookUp {
    /// The servers that were queried: `127.0.0.53, 9.9.9.9`, or `the hosts file`.
    pub(crate) asked: String,
    /// The addresses, IPv4 before IPv6, each once.
    pub(crate) found: Result<Vec<IpAddr>, DnsFailure>,
}

/// Looks up a name within that time.
pub(crate) async fn look_up(host: &str, resolver: Option<SocketAddr>, limit: Duration) -> LookUp {
    let nobody = |why| LookUp {
        asked: String::new(),
        found: Err(why),
    };
    let Some(name) = name(host) else {
        return nobody(DnsFailure::NotAName);
    };
    let resolver = match build(resolver, limit).await {
        Ok(built) => built,
        Err(words) => return nobody(DnsFailure::NoResolver(words)),
    };
    let (resolver, mut asked) = resolver;
    let began = Instant::now();
    let found = tokio::time::timeout(limit, resolver.lookup_ip(name.clone())).await;
    let found = match found {
        Err(_) => Err(DnsFailure::Timeout(began.elapsed())),
        Ok(Err(error)) => Err(why_not(error, began.elapsed())),
        Ok(Ok(found)) => {
            let mut addresses: Vec<IpAddr> = Vec::new();
            for address in found.iter() {
                if addresses.len() < ADDRESSES && !addresses.contains(&address) {
                    addresses.push(address);
                }
            }
            addresses.sort_by_key(IpAddr::is_ipv6);
            if addresses.is_empty() {
                Err(DnsFailure::NoAddress)
            } else {
                Ok(addresses)
            }
        }
    };
    if found.is_ok() && resolver.options().use_hosts_file != ResolveHosts::Never {
        let name = name.clone();
        let in_file = tokio::task::spawn_blocking(move || is_in_hosts_file(&name)).await;
        if in_file.unwrap_or(false) {
            "the hosts file".clone_into(&mut asked);
        }
    }
    LookUp { asked, found }
}

/// A name with a dot is fully qualified: the machine's search list is for short ones.
fn name(host: &str) -> Option<Name> {
    let mut name = Name::from_ascii(host).ok()?;
    if host.contains('.') {
        name.set_fqdn(true);
    }
    Some(name)
}

fn is_in_hosts_file(name: &Name) -> bool {
    let hosts = Hosts::from_system().unwrap_or_default();
    [RecordType::A, RecordType::AAAA].into_iter().any(|kind| {
        let query = Query::query(name.clone(), kind);
        hosts.lookup_static_host(&query).is_some()
    })
}

/// A resolver for one look-up, and the servers that it queries. It caches nothing between probes.
async fn build(
    named: Option<SocketAddr>,
    limit: Duration,
) -> Result<(TokioResolver, String), String> {
    let mut builder = match named {
        Some(at) => {
            let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
            let connections = connections.map(|mut connection| {
                connection.port = at.port();
                connection
            });
            let server = NameServerConfig::new(at.ip(), true, connections.to_vec());
            let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
            let provider = TokioRuntimeProvider::default();
            let mut builder = TokioResolver::builder_with_config(config, provider);
            builder.options_mut().use_hosts_file = ResolveHosts::Never;
            builder
        }
        // Reads files (on Windows, the registry).
        None => tokio::task::spawn_blocking(TokioResolver::builder_tokio)
            .await
            .map_err(|error| error.to_string())?
            .map_err(|error| error.to_string())?,
    };
    let asked = match named {
        Some(at) => at.to_string(),
        None => system_servers().await,
    };
    let options = builder.options_mut();
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    // All tries end before the limit does, so that an answer for one address family still counts.
    options.timeout = limit.mul_f64(0.9) / TRIES;
    options.attempts = usize::try_from(TRIES - 1).unwrap_or(1);
    options.cache_size = 0;
    let resolver = builder.build().map_err(|error| error.to_string())?;
    Ok((resolver, asked))
}

/// The name servers in this machine's configuration.
async fn system_servers() -> String {
    let read = tokio::task::spawn_blocking(hickory_resolver::system_conf::read_system_conf).await;
    let Ok(Ok((config, _))) = read else {
        return String::new();
    };
    let servers = config.name_servers().iter();
    let mut servers: Vec<String> = servers.map(|server| server.ip.to_string()).collect();
    servers.dedup();
    servers.join(", ")
}

fn why_not(error: NetError, waited: Duration) -> DnsFailure {
    match error {
        NetError::Timeout => DnsFailure::Timeout(waited),
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => DnsFailure::NotFound,
            ResponseCode::NoError => DnsFailure::NoAddress,
            code => DnsFailure::Failed(code_words(code)),
        },
        NetError::Dns(DnsError::ResponseCode(code)) => DnsFailure::Failed(code_words(code)),
        other => DnsFailure::NoResolver(other.to_string()),
    }
}

/// The names that other tools use (RFC 1035, 4.1.1).
fn code_words(code: ResponseCode) -> String {
    match code {
        ResponseCode::ServFail => "it says SERVFAIL".to_owned(),
        ResponseCode::Refused => "it says REFUSED".to_owned(),
        code => format!("it says “{code}”"),
    }
}
