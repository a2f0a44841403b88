//! A connection on which only HTTP/1 is spoken. Mail servers, SSH and databases say something before they are asked.
//! Whether an HTTP client hears that before, beside or after its own request is chance, and so is what it makes of it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::CancellationToken;

/// How every response begins (RFC 9112, section 4).
const BEGINNING: &[u8] = b"HTTP/";

/// Passes everything on, until the other side says something that is not the beginning of a response. Reading fails
/// from then on, and the token is cancelled.
pub(crate) struct HttpOnly<S> {
    stream: S,
    /// How much of [`BEGINNING`] has come.
    matched: usize,
    other_protocol: CancellationToken,
}

impl<S> HttpOnly<S> {
    /// Around a new connection.
    pub(crate) fn new(stream: S, other_protocol: CancellationToken) -> Self {
        Self {
            stream,
            matched: 0,
            other_protocol,
        }
    }

    /// Whether this may continue a response. Empty lines may precede one.
    fn accepts(&mut self, heard: &[u8]) -> bool {
        for byte in heard {
            match BEGINNING.get(self.matched) {
                None => return true,
                Some(expected) if expected == byte => self.matched += 1,
                Some(_) if self.matched == 0 && matches!(byte, b'\r' | b'\n') => {}
                Some(_) => return false,
            }
        }
        true
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HttpOnly<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let heard = buffer.filled().get(before..).unwrap_or_default();
        if !self.other_protocol.is_cancelled() && self.accepts(heard) {
            return Poll::Ready(Ok(()));
        }
        // A read that fails has read nothing.
        buffer.set_filled(before);
        self.other_protocol.cancel();
        let error = io::Error::new(io::ErrorKind::InvalidData, "the response is not HTTP");
        Poll::Ready(Err(error))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HttpOnly<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    /// What is read of these pieces, and whether another protocol was heard.
    async fn read(pieces: &[&[u8]]) -> (Vec<u8>, bool) {
        let mut heard: Box<dyn AsyncRead + Unpin> = Box::new(tokio::io::empty());
        for piece in pieces {
            heard = Box::new(heard.chain(*piece));
        }
        let other = CancellationToken::new();
        let mut stream = HttpOnly::new(heard, other.clone());
        let mut text = Vec::new();
        let result = stream.read_to_end(&mut text).await;
        assert_eq!(result.is_err(), other.is_cancelled());
        (text, other.is_cancelled())
    }

    #[tokio::test]
    async fn responses_come_through_in_any_pieces() {
        for pieces in [
            &[&b"HTTP/1.1 200 OK\r\n\r\n220 mail"[..]][..],
            &[b"H", b"TT", b"P/", b"1.0 200 OK\r\n\r\n"],
            &[b"\r\n", b"\r\nHTTP/1.1 204 No Content\r\n\r\n"],
            &[b"HTT"],
            &[],
        ] {
            assert_eq!(read(pieces).await, (pieces.concat(), false));
        }
    }

    #[tokio::test]
    async fn anything_else_is_an_error_from_its_first_byte_on() {
        for pieces in [
            &[&b"220 mail.example.com ESMTP\r\n"[..]][..],
            &[b"SSH-2.0-OpenSSH_9.2\r\n"],
            &[b"HTT", b"Q"],
            &[b"http/1.1 200 OK\r\n\r\n"],
            &[b"\0", b"HTTP/1.1 200 OK\r\n\r\n"],
        ] {
            assert!(read(pieces).await.1, "{pieces:?}");
        }
    }
}
