//! The network between the user and a bore server: a TCP proxy on its own loopback address, in front of the server's
//! control port and of the ports that it assigns. It can go deaf: existing connections stay open but nothing gets
//! through, as after a laptop's sleep or behind a router that lost its state.

use std::{
    io::{Read, Write},
    net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// How long a thread waits for bytes before it checks whether it should stop.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The network. Its connections end when it is dropped.
#[derive(Debug)]
pub struct Link {
    address: IpAddr,
    /// Increases when all existing connections go deaf. The last value ends everything.
    age: Arc<AtomicUsize>,
}

const OVER: usize = usize::MAX;

impl Link {
    /// Creates a link in front of these ports of a server.
    ///
    /// # Panics
    /// If a port is taken.
    pub fn to(server: IpAddr, ports: &[u16]) -> Self {
        let address = IpAddr::from([
            127,
            fastrand::u8(1..255),
            fastrand::u8(1..255),
            fastrand::u8(1..255),
        ]);
        let age = Arc::new(AtomicUsize::new(0));
        for &port in ports {
            let listener = crate::ports::listen((address, port));
            listener.set_nonblocking(true).unwrap();
            let (age, to) = (Arc::clone(&age), SocketAddr::new(server, port));
            thread::spawn(move || accept(&listener, to, &age));
        }
        Self { address, age }
    }

    /// The address at which the server appears.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Blocks all existing connections without either end noticing. New connections work.
    pub fn go_deaf(&self) {
        self.age.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.age.store(OVER, Ordering::SeqCst);
    }
}

fn accept(listener: &TcpListener, to: SocketAddr, age: &Arc<AtomicUsize>) {
    while age.load(Ordering::SeqCst) != OVER {
        let Ok((near, _)) = listener.accept() else {
            thread::sleep(POLL_INTERVAL);
            continue;
        };
        let Ok(far) = TcpStream::connect(to) else {
            continue;
        };
        let born = age.load(Ordering::SeqCst);
        for (from, to) in [(&near, &far), (&far, &near)] {
            let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
            let age = Arc::clone(age);
            thread::spawn(move || carry(from, to, &age, born));
        }
    }
}

/// Copies bytes one way until either end closes. A deaf connection still swallows them, as a network does. A close gets
/// through, otherwise a server would hold its port for a quarter of an hour.
fn carry(mut from: TcpStream, mut to: TcpStream, age: &AtomicUsize, born: usize) {
    from.set_nonblocking(false).unwrap();
    from.set_read_timeout(Some(POLL_INTERVAL)).unwrap();
    let mut bytes = [0; 16 * 1024];
    while age.load(Ordering::SeqCst) != OVER {
        let read = match from.read(&mut bytes) {
            Ok(0) => break,
            Ok(read) => read,
            Err(e)
                if matches!(
                    e.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ) =>
            {
                continue;
            }
            Err(_) => break,
        };
        let hears = age.load(Ordering::SeqCst) == born;
        if hears && to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
