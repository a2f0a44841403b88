//! Whether the month's traffic is close to the tunnel's limit.

use super::handle::Relay;
use crate::model::problem::Problem;

impl Relay {
    /// The problem if it is; `None` if it is not or is not known. Reads the relay's database: blocks.
    pub fn quota_problem(&self) -> Option<Problem> {
        let store = self.responsive_store()?;
        let used = store.read(|reader| reader.traffic(self.now())).ok()?;
        self.0.settings.get().relay_quota_problem(used)
    }
}
