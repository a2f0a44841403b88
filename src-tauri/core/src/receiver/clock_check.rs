//! Handles a clock that HTTP can't represent: before 1970 or after 9999. hyper would panic on every request, so senders
//! get a 503 until the clock is right. Logged once.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::model::moment::Clock;
use crate::receiver::connection_limit::Permit;

/// How long a refused sender may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How much of its request is read and discarded, so that it can read the answer.
const DRAIN_LIMIT: u64 = 512 * 1024;

const BODY: &str =
    r#"{"status":503,"title":"Service Unavailable","detail":"The receiver's clock is wrong."}"#;

fn answer() -> String {
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\nretry-after: 60\r\nconnection: close\r\n\r\n{BODY}",
        BODY.len()
    )
}

/// Checks the clock, and logs when it becomes wrong and when it is right again.
pub(super) struct ClockCheck {
    clock: Clock,
    was_right: bool,
}

impl ClockCheck {
    pub(super) fn of(clock: Clock) -> Self {
        Self {
            clock,
            was_right: true,
        }
    }

    /// Whether HTTP has a date for the clock's time.
    pub(super) fn is_right(&mut self) -> bool {
        let now = (self.clock)();
        let is_right = now.is_http_time();
        if self.was_right && !is_right {
            tracing::error!(
                "This machine's clock says {now}. RETM's reports are refused with 503 until it is right. Set the clock."
            );
        } else if is_right && !self.was_right {
            tracing::warn!("This machine's clock is right again. Reports are accepted.");
        }
        self.was_right = is_right;
        is_right
    }
}

/// Answers 503, and lets the sender read it.
pub(super) async fn refuse(mut stream: TcpStream, _place: Arc<Permit>) {
    let refusing = async {
        let mut some = [0; 1];
        // HTTP allows an answer only once the client has begun to send.
        if stream.read(&mut some).await.is_ok_and(|read| read > 0) {
            stream.write_all(answer().as_bytes()).await?;
            stream.shutdown().await?;
            tokio::io::copy(&mut stream.take(DRAIN_LIMIT), &mut tokio::io::sink()).await?;
        }
        Ok::<_, std::io::Error>(())
    };
    let _ = timeout(TIMEOUT, refusing).await;
}
