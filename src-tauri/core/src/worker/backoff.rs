//! How long a worker that has failed rests before it is started again.

use std::time::Duration;

/// The first pause.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(60);
/// A worker that has run for so long begins with the first pause again.
const STEADY: Duration = Duration::from_secs(60);

/// The pauses of one worker.
#[derive(Debug, Default)]
pub struct Backoff {
    last: Option<Duration>,
}

impl Backoff {
    /// The pause after a run that lasted so long.
    pub fn after(&mut self, ran_for: Duration) -> Duration {
        let pause = match self.last.filter(|_| ran_for < STEADY) {
            None => FIRST,
            Some(last) => (last * 2).min(LONGEST),
        };
        self.last = Some(pause);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute_and_begin_anew_after_a_steady_run() {
        let mut backoff = Backoff::default();
        let mut seconds = |ran_for| backoff.after(Duration::from_secs(ran_for)).as_secs();
        let pauses: Vec<_> = (0..8).map(|_| seconds(0)).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(seconds(59), 60);
        assert_eq!(seconds(60), 1);
        assert_eq!(seconds(0), 2);
    }
}
