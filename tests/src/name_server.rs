//! A DNS server for tests, on loopback over UDP. It answers each name as configured and records the questions. Any
//! other name does not exist.

use std::{
    net::{IpAddr, SocketAddr, UdpSocket},
    sync::{Arc, Mutex},
};

use hickory_proto::{
    op::{Message, ResponseCode},
    rr::{
        RData, Record, RecordType,
        rdata::{A, AAAA},
    },
};

use crate::recording::Recording;

/// Its answer for a name.
#[derive(Clone, Debug)]
pub enum DnsAnswer {
    /// These addresses.
    At(Vec<IpAddr>),
    /// The first for the first question about an address type, the second for all later ones.
    Then(IpAddr, IpAddr),
    /// A server failure.
    ServFail,
    /// No answer.
    Nothing,
}

/// The server. Its thread ends with the test process.
#[derive(Debug)]
pub struct NameServer {
    address: SocketAddr,
    names: Arc<Mutex<Vec<(String, DnsAnswer)>>>,
    asked: Recording<(String, RecordType)>,
}

impl NameServer {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// If no port is available.
    pub fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: socket.local_addr().unwrap(),
            names: Arc::default(),
            asked: Recording::default(),
        };
        let (names, asked) = (Arc::clone(&server.names), server.asked.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok((size, from)) = socket.recv_from(&mut buffer) {
                let answer = answer(&buffer[..size], &names.lock().unwrap(), &asked);
                if let Some(answer) = answer {
                    let _ = socket.send_to(&answer, from);
                }
            }
        });
        server
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the answer for this name from now on.
    ///
    /// # Panics
    /// If its thread panicked.
    pub fn set(&self, name: &str, says: DnsAnswer) {
        self.names.lock().unwrap().push((name.to_owned(), says));
    }

    /// The questions so far.
    pub fn asked(&self) -> &Recording<(String, RecordType)> {
        &self.asked
    }
}

fn answer(
    query: &[u8],
    names: &[(String, DnsAnswer)],
    asked: &Recording<(String, RecordType)>,
) -> Option<Vec<u8>> {
    let query = Message::from_vec(query).ok()?;
    let question = query.queries.first()?.clone();
    let name = question.name().to_ascii();
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let kind = question.query_type();
    let before = asked.all();
    let is_first = !before.contains(&(name.clone(), kind));
    asked.add((name.clone(), kind));
    let says = names.iter().rev().find(|(known, _)| *known == name);
    let mut answer = query.into_response();
    let addresses = match says.map(|(_, says)| says) {
        None => {
            answer.metadata.response_code = ResponseCode::NXDomain;
            Vec::new()
        }
        Some(DnsAnswer::ServFail) => {
            answer.metadata.response_code = ResponseCode::ServFail;
            Vec::new()
        }
        Some(DnsAnswer::Nothing) => return None,
        Some(DnsAnswer::At(addresses)) => addresses.clone(),
        Some(DnsAnswer::Then(first, then)) => vec![if is_first { *first } else { *then }],
    };
    for address in addresses {
        let data = match (address, kind) {
            (IpAddr::V4(address), RecordType::A) => RData::A(A(address)),
            (IpAddr::V6(address), RecordType::AAAA) => RData::AAAA(AAAA(address)),
            _ => continue,
        };
        answer.add_answer(Record::from_rdata(question.name().clone(), 60, data));
    }
    answer.to_vec().ok()
}
