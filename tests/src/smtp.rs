//! A mail server that accepts every mail unencrypted and records it.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};

use crate::recording::Recording;

/// The server. Its thread ends with the test process.
pub struct MailServer {
    address: SocketAddr,
    mails: Recording<String>,
}

impl MailServer {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// If no port is available.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mails = Recording::default();
        let recorder = mails.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let recorder = recorder.clone();
                thread::spawn(move || drop(talk(&stream, &recorder)));
            }
        });
        Self { address, mails }
    }

    /// Name and port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The mails so far: sender, recipients, and the mail as received.
    pub fn mails(&self) -> &Recording<String> {
        &self.mails
    }
}

/// As much of RFC 5321 as a client that only submits mail needs.
fn talk(stream: &TcpStream, mails: &Recording<String>) -> std::io::Result<()> {
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    writer.write_all(b"220 here ESMTP\r\n")?;
    let (mut line, mut mail) = (String::new(), String::new());
    while reader.read_line(&mut line)? > 0 {
        let answer = match line.get(..4).unwrap_or_default() {
            "EHLO" => "250-here\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "MAIL" | "RCPT" => {
                mail.push_str(&line);
                "250 so be it\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n")?;
                loop {
                    line.clear();
                    if reader.read_line(&mut line)? == 0 || line == ".\r\n" {
                        break;
                    }
                    mail.push_str(&line);
                }
                mails.add(std::mem::take(&mut mail));
                "250 so be it\r\n"
            }
            "QUIT" => "221 farewell\r\n",
            _ => "250 so be it\r\n",
        };
        writer.write_all(answer.as_bytes())?;
        line.clear();
    }
    Ok(())
}
