//! What a person is told of how monitors stand, and what is kept of that: asked of the rules in [`crate::monitor`], noted
//! for good once it was shown.

use super::{Followed, Rounds, Shown};
use crate::{
    model::moment::Moment,
    monitor::{
        certificate::{self, Warned},
        notices::{Announcements, Mark, Seen, announcements},
    },
    monitoring::deps::{Tell, What},
};

impl Rounds {
    pub(super) fn look_at_certificate(&mut self, at: usize, host: String, until: Moment) {
        let behind = self
            .monitors
            .iter()
            .filter(|followed| followed.host == host);
        let given = behind.filter_map(|followed| followed.kept.warned);
        let Some(warned) = certificate::warning(until, self.now(), given) else {
            return;
        };
        if let Some(followed) = self.monitors.get_mut(at) {
            followed.kept.warned = Some(warned);
            let shown = Shown::Warned(followed.kept.id, warned);
            self.tell(What::Certificate { host, until }, shown);
        }
    }

    fn tell(&self, what: What, shown: Shown) {
        self.publish();
        let heard = self.heard.clone();
        (self.means.tell)(Tell {
            what,
            // The task may have ended.
            shown: Box::new(move || drop(heard.send(shown))),
        });
    }

    /// Tells what follows from how all of them stand.
    pub(super) async fn announce(&mut self) {
        if self.is_offline() {
            return;
        }
        let now = self.now();
        let mut seen = Vec::new();
        let mut resting = Vec::new();
        for followed in &self.monitors {
            let Followed { wish, kept, .. } = followed;
            if !wish.on {
                resting.extend(kept.announced.map(|_| (kept.id, None)));
                continue;
            }
            let is_new = kept.standing.is_failing() && kept.announced.is_none();
            let endpoint = kept.endpoint.clone();
            if is_new || kept.announced.is_some() {
                let asked = endpoint.clone();
                let is_muted = self
                    .with_book(move |book| book.is_muted_for_good(&asked))
                    .await;
                if is_muted == Some(true) {
                    resting.extend(kept.announced.map(|_| (kept.id, None)));
                    continue;
                }
            }
            let incident = if is_new {
                self.with_book(move |book| book.incident_at(&endpoint, now))
                    .await
            } else {
                None
            };
            seen.push(Seen {
                id: kept.id,
                label: wish.label(),
                host: followed.host.clone(),
                standing: kept.standing,
                last: kept.last.clone(),
                asked_at: followed.asked_at,
                announced: kept.announced,
                incident: incident.flatten(),
                expiry_told: self.is_expiry_told(followed),
            });
        }
        let Announcements { tell, mut silently } = announcements(&seen);
        silently.append(&mut resting);
        self.mark(&silently);
        if !silently.is_empty() {
            self.with_book(move |book| book.announced(silently)).await;
        }
        for (news, marks) in tell {
            self.mark(&marks);
            self.tell(What::News(news), Shown::Marks(marks));
        }
    }

    fn is_expiry_told(&self, of: &Followed) -> bool {
        let host = &of.host;
        let expired = of
            .kept
            .certificate_until
            .map(|until| Warned { until, days: 0 });
        let mut behind = self.monitors.iter().filter(|other| other.host == *host);
        expired.is_some() && behind.any(|other| other.kept.warned == expired)
    }

    fn mark(&mut self, marks: &[Mark]) {
        for (id, announced) in marks {
            for followed in &mut self.monitors {
                if followed.kept.id == *id {
                    followed.kept.announced = *announced;
                }
            }
        }
    }

    /// Something was shown to a person: so much is known after a restart.
    pub(super) async fn note(&self, shown: Shown) {
        self.with_book(move |book| match shown {
            Shown::Marks(marks) => book.announced(marks),
            Shown::Warned(id, warned) => book.warned(id, warned),
        })
        .await;
    }
}
