//! The network between the person and a bore server: a TCP proxy on a loopback address of its own, in front of the
//! server's control port and of the port that it gives out. It can go deaf: what was connected stays connected and
//! nothing gets through any more, as after a laptop's sleep or behind a router that forgot.

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

/// How long a thread waits for bytes before it looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// The network; its connections end when it is dropped.
#[derive(Debug)]
pub struct Link {
    address: IpAddr,
    /// Grows when all that is connected goes deaf; the last value ends everything.
    age: Arc<AtomicUsize>,
}

const OVER: usize = usize::MAX;

impl Link {
    /// In front of those ports of a server.
    ///
    /// # Panics
    /// Where a port is taken.
    pub fn to(server: IpAddr, ports: &[u16]) -> Self {
        let address = IpAddr::from([
            127,
            fastrand::u8(1..255),
            fastrand::u8(1..255),
            fastrand::u8(1..255),
        ]);
        let age = Arc::new(AtomicUsize::new(0));
        for &port in ports {
            let listener = TcpListener::bind((address, port)).unwrap();
            listener.set_nonblocking(true).unwrap();
            let (age, to) = (Arc::clone(&age), SocketAddr::new(server, port));
            thread::spawn(move || accept(&listener, to, &age));
        }
        Self { address, age }
    }

    /// Where the server seems to be.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Nothing gets through what is connected now, and neither end learns of it. What connects after that is well.
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
            thread::sleep(LOOK);
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

/// Carries bytes one way until either end closes. A deaf connection still swallows them, as a network does; that an
/// end has closed gets through, or a server would hold its port for a quarter of an hour.
fn carry(mut from: TcpStream, mut to: TcpStream, age: &AtomicUsize, born: usize) {
    from.set_nonblocking(false).unwrap();
    from.set_read_timeout(Some(LOOK)).unwrap();
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
