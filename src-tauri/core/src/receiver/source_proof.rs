//! The proof that a report which claims to be a test or a simulation was sent by this instance: an HMAC over the claim,
//! the time, a nonce and the body. Its key is made at each start. The running program keeps the key in memory and in
//! its private directory, for the commands that send. A sender who knows only the receiver's key can't make such a
//! claim, and an observed proof can't be used again.

use parking_lot::Mutex;
use std::{collections::BTreeSet, fs, io, time::Duration};

use crate::{
    incident::delivery_error::Source,
    model::moment::{Moment, system_clock},
    monitor::reachability::proof::{Nonce, SigningKey},
    platform::{
        data_dir::{DataDir, replace_private_file},
        random::{self, NoRandomness},
    },
};

/// The header that carries the proof. It is never stored.
pub const HEADER: &str = "missedhook-source-proof";
/// How far the time in a proof may be ahead of the receiver's.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);
/// How old a proof may be. A machine that is suspended or hangs may answer late; without its proof, a test would be
/// taken for RETM's report and raise an alert. Each proof is valid once within this time.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// Separates this use of HMAC from any other.
const DOMAIN: &[u8] = b"missedhook-source-v1:";

/// A secret of this instance and its own commands. Cheap to clone; `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct SourceKey(SigningKey);

impl SourceKey {
    /// Makes a new key from the system's random numbers.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn random() -> Result<Self, NoRandomness> {
        random::secret().map(Self)
    }

    /// Saves the key where commands on that directory find it, and replaces the previous one.
    ///
    /// # Errors
    /// The disk's error. The old key is gone anyway: its proofs are worth nothing.
    pub fn save(&self, dir: &DataDir) -> io::Result<()> {
        let path = dir.source_key();
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => replace_private_file(&path, self.0.to_hex().as_bytes()),
        }
    }

    /// The key of the program that runs on that directory; `None` if it can't be read.
    pub fn load(dir: &DataDir) -> Option<Self> {
        let text = fs::read_to_string(dir.source_key()).ok()?;
        SigningKey::from_hex(text.trim()).map(Self)
    }

    /// The headers of a report with that claim and body.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn headers(
        &self,
        source: Source,
        body: &[u8],
    ) -> Result<[(&'static str, String); 2], NoRandomness> {
        let proof = self.prove(source, body, system_clock()())?;
        Ok([
            (Source::HEADER, source.into_str().to_owned()),
            (HEADER, proof),
        ])
    }

    fn prove(&self, source: Source, body: &[u8], now: Moment) -> Result<String, NoRandomness> {
        let (time, nonce) = (now.millis(), random::nonce()?);
        let head = head(source, time, &nonce);
        let signature = self.0.sign(&[DOMAIN, head.as_bytes(), body]);
        Ok(format!("{time}.{}.{signature}", nonce.as_str()))
    }
}

/// The signed part before the body.
fn head(source: Source, time: i64, nonce: &Nonce) -> String {
    format!("{}\n{time}\n{}\n", source.into_str(), nonce.as_str())
}

/// The receiver's side: checks proofs and remembers which were used.
#[derive(Debug)]
pub struct Proofs {
    key: SourceKey,
    used: Mutex<BTreeSet<(i64, String)>>,
}

impl Proofs {
    pub fn new(key: SourceKey) -> Self {
        Self {
            key,
            used: Mutex::default(),
        }
    }

    /// Makes a new key and saves it for the commands on that directory.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn start(dir: &DataDir) -> Result<Self, NoRandomness> {
        let key = SourceKey::random()?;
        if let Err(error) = key.save(dir) {
            tracing::warn!(%error, "can't write the key that proves reports of `send-test` and `simulate`");
        }
        Ok(Self::new(key))
    }

    /// Saves the key again if it is missing: on a full disk it could not be written.
    pub fn save_key_again(&self, dir: &DataDir) {
        let is_ours = |key: SourceKey| key.0.to_hex() == self.key.0.to_hex();
        if SourceKey::load(dir).is_some_and(is_ours) {
            return;
        }
        if let Err(error) = self.key.save(dir) {
            tracing::debug!(%error, "still can't write the key that proves reports of `send-test` and `simulate`");
        }
    }

    /// The key, for reports that this process sends itself.
    pub const fn key(&self) -> &SourceKey {
        &self.key
    }

    /// Returns where a report came from: the claimed source if the proof is valid, otherwise RETM. Each proof is
    /// accepted once.
    pub fn source(&self, claimed: Source, proof: Option<&str>, body: &[u8], now: Moment) -> Source {
        let is_proven = || self.take(claimed, proof?, body, now);
        let can_be_claimed = matches!(claimed, Source::Test | Source::Simulated);
        if can_be_claimed && is_proven().is_some() {
            claimed
        } else {
            Source::Retm
        }
    }

    fn take(&self, claimed: Source, proof: &str, body: &[u8], now: Moment) -> Option<()> {
        let (time, rest) = proof.split_once('.')?;
        let (nonce, signature) = rest.split_once('.')?;
        let (time, nonce) = (time.parse::<i64>().ok()?, Nonce::parse(nonce)?);
        let (oldest, newest) = (
            now.minus(MAX_AGE).millis(),
            now.plus(CLOCK_TOLERANCE).millis(),
        );
        if !(oldest..=newest).contains(&time) {
            return None;
        }
        let head = head(claimed, time, &nonce);
        let message = [DOMAIN, head.as_bytes(), body];
        if !self.key.0.is_signed(&message, signature) {
            return None;
        }
        let mut used = self.used.lock();
        *used = used.split_off(&(oldest, String::new()));
        used.insert((time, nonce.as_str().to_owned())).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::from_millis(1_800_000_000_000);
    const BODY: &[u8] = br#"{"code":503,"endpoint":"/a"}"#;

    fn proofs() -> Proofs {
        Proofs::new(SourceKey::random().unwrap())
    }

    #[test]
    fn a_claim_is_believed_once_and_with_its_own_proof_only() {
        let (ours, other) = (proofs(), proofs());
        for claim in [Source::Test, Source::Simulated] {
            let proof = ours.key.prove(claim, BODY, NOW).unwrap();
            let foreign = other.key.prove(claim, BODY, NOW).unwrap();
            let wrong = match claim {
                Source::Test => Source::Simulated,
                _ => Source::Test,
            };
            let (time, rest) = proof.split_once('.').unwrap();
            let later = format!("{}.{rest}", time.parse::<i64>().unwrap() + 1);
            for (what, claimed, text, body, now) in [
                ("no proof", claim, None, BODY, NOW),
                ("another's", claim, Some(&*foreign), BODY, NOW),
                ("another claim", wrong, Some(&*proof), BODY, NOW),
                ("another body", claim, Some(&*proof), &BODY[1..], NOW),
                ("another time", claim, Some(&*later), BODY, NOW),
                ("too old", claim, Some(&*proof), BODY, after(86_400_001)),
                (
                    "from the future",
                    claim,
                    Some(&*proof),
                    BODY,
                    after(-60_001),
                ),
                ("half", claim, Some(&proof[..proof.len() - 1]), BODY, NOW),
                ("empty", claim, Some(""), BODY, NOW),
                ("dots", claim, Some("..."), BODY, NOW),
                (
                    "RETM claims nothing",
                    Source::Retm,
                    Some(&*proof),
                    BODY,
                    NOW,
                ),
            ] {
                let found = ours.source(claimed, text, body, now);
                assert_eq!(found, Source::Retm, "{claim:?}: {what}");
            }
            let again = || ours.source(claim, Some(&proof), BODY, after(86_400_000));
            assert_eq!(again(), claim, "what was refused used nothing up");
            assert_eq!(again(), Source::Retm, "a replay");
        }
    }

    #[test]
    fn what_was_used_is_forgotten_once_it_is_too_old_to_be_used_again() {
        let ours = proofs();
        for hour in 0..1_000 {
            let now = after(hour * 3_600_000);
            let proof = ours.key.prove(Source::Test, BODY, now).unwrap();
            let found = ours.source(Source::Test, Some(&proof), BODY, now);
            assert_eq!(found, Source::Test);
        }
        assert_eq!(ours.used.lock().len(), 25);
    }

    #[test]
    fn the_key_is_private_and_each_start_has_its_own() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path()).unwrap();
        assert!(SourceKey::load(&dir).is_none());
        let (first, second) = (SourceKey::random().unwrap(), SourceKey::random().unwrap());
        first.save(&dir).unwrap();
        second.save(&dir).unwrap();
        let loaded = SourceKey::load(&dir).unwrap();
        assert_eq!(loaded.0.to_hex(), second.0.to_hex());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(dir.source_key()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(format!("{second:?}"), "SourceKey(SigningKey([redacted]))");
    }

    fn after(millis: i64) -> Moment {
        Moment::from_millis(NOW.millis() + millis)
    }
}
