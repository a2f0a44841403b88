//! How long the writer waits for more jobs before it indexes what it has stored. The caller that was just answered may
//! need this very processor to read the answer, and many senders need longer to send again. After a number of jobs
//! there is no delay any more, because otherwise the index would never catch up with a sender that never pauses.

use crate::store::search::{indexing::CHUNK, renewal::Renewal};

const DELAY_MS: u32 = 1;
const DELAY_AFTER_LARGE_BATCH_MS: u32 = 5;

/// How many jobs in one commit count as a large batch.
const LARGE_BATCH: usize = 32;

/// After this many jobs, or large batches in a row, there is no delay any more.
const MAX_JOBS: usize = 64;
const MAX_LARGE_BATCHES: u32 = 16;

/// How many times the number indexed at once is doubled while no job arrives.
const MAX_DOUBLED: u32 = 3;

/// What has arrived since the last indexing, and how often something was indexed since the last job.
#[derive(Default)]
pub struct IndexBackoff {
    jobs: usize,
    last: usize,
    large_batches: u32,
    indexed: u32,
}

impl IndexBackoff {
    pub fn add(&mut self, jobs: usize) {
        self.indexed = 0;
        self.jobs += jobs;
        self.last = jobs;
        self.large_batches = match jobs < LARGE_BATCH {
            true => 0,
            false => self.large_batches + 1,
        };
    }

    /// Something was indexed, and no job arrived in the meantime.
    pub fn indexed(&mut self) {
        *self = Self {
            indexed: self.indexed + 1,
            ..Self::default()
        };
    }

    /// How many to index at once: a larger number costs less for each, but makes a job wait longer.
    pub fn chunk(&self) -> i64 {
        CHUNK << self.indexed.min(MAX_DOUBLED)
    }

    pub fn delay_ms(&self) -> u32 {
        match (self.last, self.large_batches) {
            (0, _) => 0,
            (_, 0) if self.jobs < MAX_JOBS => DELAY_MS,
            (_, 1..=MAX_LARGE_BATCHES) => DELAY_AFTER_LARGE_BATCH_MS,
            _ => 0,
        }
    }
}

/// How long the writer waits for jobs before it continues with an old index. Reads of the old index have ended before
/// it is dropped.
pub const fn pause_ms(renewal: Renewal) -> u32 {
    match renewal {
        Renewal::Part(_) => 5,
        Renewal::Whole => 2_000,
        Renewal::Done => 0,
    }
}

/// Logs the progress, in steps of ten percent.
pub fn log_renewal(before: Renewal, now: Renewal) {
    match (before, now) {
        (Renewal::Part(before), Renewal::Part(now)) if now / 10 > before / 10 => {
            tracing::info!("renewing the search index: {now} %");
        }
        (Renewal::Part(_), Renewal::Whole) => tracing::info!("renewed the search index"),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_is_indexed_at_once_the_longer_no_job_comes() {
        let mut backoff = IndexBackoff::default();
        let mut chunks = Vec::new();
        for _ in 0..5 {
            chunks.push(backoff.chunk());
            backoff.indexed();
        }
        assert_eq!(chunks, [64, 128, 256, 512, 512]);
        assert_eq!(backoff.delay_ms(), 0);
        backoff.add(1);
        assert_eq!((backoff.chunk(), backoff.delay_ms()), (64, DELAY_MS));
    }
}
