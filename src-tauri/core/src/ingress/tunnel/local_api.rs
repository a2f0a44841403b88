//! Queries an agent on this machine over HTTP. Only loopback, never through a proxy, bounded in time and size.

use std::{net::SocketAddr, time::Duration};

use serde_json::Value;
use ureq::Agent;

/// The time limit of one query; the answer is a few kilobytes from this machine.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The maximum size of an answer, in bytes.
const ANSWER_LIMIT: u64 = 256 * 1024;

/// The JSON at that path; `None` if nothing listens, or something else does.
pub(super) async fn get(agent: SocketAddr, path: &'static str) -> Option<Value> {
    let asking = tokio::task::spawn_blocking(move || {
        let client: Agent = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .proxy(None)
            .build()
            .into();
        let mut answer = client.get(format!("http://{agent}{path}")).call().ok()?;
        let body = answer
            .body_mut()
            .with_config()
            .limit(ANSWER_LIMIT)
            .read_to_string()
            .ok()?;
        serde_json::from_str(&body).ok()
    });
    asking.await.ok()?
}

#[cfg(test)]
pub(super) mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    /// An agent that answers those paths; 404 to any other.
    pub(in crate::ingress::tunnel) async fn agent(
        answers: Vec<(&'static str, Value)>,
    ) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = [0; 4096];
                let read = stream.read(&mut request).await.unwrap();
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let asked = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let answer = answers.iter().find(|(path, _)| *path == asked);
                let (status, body) = match answer {
                    Some((_, body)) => ("200 OK", body.to_string()),
                    None => ("404 Not Found", "no".to_owned()),
                };
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                stream.write_all((head + &body).as_bytes()).await.unwrap();
            }
        });
        address
    }

    #[tokio::test]
    async fn one_that_takes_the_question_and_never_answers_is_none() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let agent = listener.local_addr().unwrap();
        let hanging = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            while stream.read(&mut request).await.is_ok_and(|read| read > 0) {}
        });
        let limit = std::time::Duration::from_secs(30);
        let asked = tokio::time::timeout(limit, get(agent, "/api/tunnels")).await;
        assert_eq!(asked.unwrap(), None);
        hanging.await.unwrap();
    }

    #[tokio::test]
    async fn only_json_is_an_answer() {
        let agent = agent(vec![("/here", serde_json::json!({"a": 1}))]).await;
        assert_eq!(get(agent, "/here").await.unwrap()["a"], 1);
        assert_eq!(get(agent, "/elsewhere").await, None);
        assert_eq!(get(SocketAddr::from(([127, 0, 0, 1], 1)), "/").await, None);
    }
}
