//! A developer's integration behind the relay. A test starts, stops, slows down and breaks it, always at the same port.
//! It records every request.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle, sleep},
    time::Duration,
};

use crate::{
    endpoint::{Received, receive},
    ports,
    recording::Recording,
};

/// How it handles a request.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// Answers with this status, header lines and body, after a delay.
    Answers {
        status: u16,
        headers: &'static str,
        body: &'static str,
        after: Duration,
    },
    /// Closes the connection without an answer.
    Closes,
    /// Never answers.
    Hangs,
    /// Starts an answer and never ends it.
    NeverEnds,
}

impl Behaviour {
    /// Answers at once.
    pub const fn status(status: u16) -> Self {
        Self::Answers {
            status,
            headers: "",
            body: "from the integration",
            after: Duration::ZERO,
        }
    }

    /// Answers after a delay.
    pub const fn slowly(status: u16, after: Duration) -> Self {
        Self::Answers {
            status,
            headers: "",
            body: "from the integration",
            after,
        }
    }
}

/// The integration.
pub struct Integration {
    address: SocketAddr,
    behaviour: Arc<Mutex<Behaviour>>,
    requests: Recording<Received>,
    answers: Recording<()>,
    running: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

impl Integration {
    /// Starts an integration.
    pub fn start(behaviour: Behaviour) -> Self {
        let mut integration = Self::stopped(behaviour);
        integration.go_on();
        integration
    }

    /// An integration that is not running yet.
    ///
    /// # Panics
    /// If no port is available.
    pub fn stopped(behaviour: Behaviour) -> Self {
        Self {
            address: ([127, 0, 0, 1], ports::unused()).into(),
            behaviour: Arc::new(Mutex::new(behaviour)),
            requests: Recording::default(),
            answers: Recording::default(),
            running: None,
        }
    }

    /// Its URL, without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes its behaviour from now on.
    ///
    /// # Panics
    /// If a thread of it panicked.
    pub fn behave(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }

    /// The requests so far.
    pub fn requests(&self) -> &Recording<Received> {
        &self.requests
    }

    /// One for each answer that it has sent.
    pub fn answers(&self) -> &Recording<()> {
        &self.answers
    }

    /// The bodies so far, as text. Requests without one are left out: the port may have been another test's, whose program
    /// still asks it how it is.
    pub fn bodies(&self) -> Vec<String> {
        let all = self.requests.all().into_iter();
        all.filter(|request| !request.body.is_empty())
            .map(|request| String::from_utf8_lossy(&request.body).into_owned())
            .collect()
    }

    /// Starts it, possibly again, at its port.
    ///
    /// # Panics
    /// If its port is taken.
    pub fn go_on(&mut self) {
        let listener = ports::listen(self.address);
        let end = Arc::new(AtomicBool::new(false));
        let (behaviour, told) = (Arc::clone(&self.behaviour), Arc::clone(&end));
        let (requests, answers) = (self.requests.clone(), self.answers.clone());
        let serving = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if told.load(Ordering::SeqCst) {
                    return;
                }
                let behaviour = Arc::clone(&behaviour);
                let (requests, answers) = (requests.clone(), answers.clone());
                thread::spawn(move || {
                    // A client that only checks whether something listens sends nothing.
                    let mut first = [0; 1];
                    if !stream.peek(&mut first).is_ok_and(|read| read > 0) {
                        return;
                    }
                    // Decided before anyone sees the request.
                    let behaviour = behaviour.lock().unwrap().clone();
                    if let Ok(stream) = receive(stream, &requests)
                        && answer(stream, &behaviour).is_ok()
                    {
                        answers.add(());
                    }
                });
            }
        });
        self.running = Some((end, serving));
    }

    /// Stops it, so that connections are refused.
    ///
    /// # Panics
    /// If its thread panicked.
    pub fn stop(&mut self) {
        let Some((end, serving)) = self.running.take() else {
            return;
        };
        end.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        serving.join().unwrap();
    }
}

fn answer(mut stream: TcpStream, behaviour: &Behaviour) -> std::io::Result<()> {
    match behaviour {
        Behaviour::Answers {
            status,
            headers,
            body,
            after,
        } => {
            sleep(*after);
            let head = format!(
                "HTTP/1.1 {status} So\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes())?;
            stream.write_all(body.as_bytes())
        }
        Behaviour::Closes => Ok(()),
        Behaviour::Hangs => {
            sleep(Duration::from_secs(120));
            Ok(())
        }
        Behaviour::NeverEnds => {
            stream.write_all(b"HTTP/1.1 200 So\r\nContent-Length: 100\r\n\r\nbegun")?;
            sleep(Duration::from_secs(120));
            Ok(())
        }
    }
}
