//! What is notified of colleagues' incidents.

use super::*;
use crate::{
    share::{target::message::Change, team::SharedIncident},
    store::{TeamMachine, TeamNews},
};

fn news(incidents: Vec<SharedIncident>) -> TeamNews {
    TeamNews {
        machines: vec![TeamMachine {
            machine: "m".to_owned(),
            name: "anna".to_owned(),
            silent_to: 0,
        }],
        incidents: incidents
            .into_iter()
            .map(|one| ("m".to_owned(), one))
            .collect(),
        acts: Vec::new(),
        is_all: true,
    }
}

fn incident(number: i64, state: IncidentState, episode: i64) -> SharedIncident {
    SharedIncident {
        incident: 1,
        number,
        episode,
        state,
        by: None,
        endpoint: "/retm/orders".to_owned(),
        code: Some(503),
        message: String::new(),
        error_count: 1,
        opened_at: Moment::now(),
        last_error_at: Moment::now(),
    }
}

/// The notification server took its time: what was decided meanwhile knew of no notification.
#[tokio::test]
async fn what_ends_while_its_notification_is_on_its_way_is_notified_as_over() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    store.join_team("own".to_owned()).await.unwrap();
    store.take_team_news(news(Vec::new())).await.unwrap();
    let waiting = || {
        let rows = store.read(|reader| reader.team_to_notify()).unwrap();
        rows.into_iter()
            .filter_map(|row| row.waiting.map(|change| (row, change)))
            .collect::<Vec<_>>()
    };
    let take = async |number, state, episode| {
        let news = news(vec![incident(number, state, episode)]);
        store.take_team_news(news).await.unwrap();
    };
    let record = async |shown| {
        let store = store.clone();
        let recorded = tokio::task::spawn_blocking(move || store.record_team_notified(shown));
        recorded.await.unwrap().unwrap();
    };
    take(1, IncidentState::Open, 1).await;
    let shown = waiting();
    assert_eq!(shown[0].1, Change::Opened);
    take(2, IncidentState::Resolved, 1).await;
    assert_eq!(waiting().len(), 0, "nobody was told of it, it seems");
    record(shown).await;
    let shown = waiting();
    assert_eq!(shown[0].1, Change::Recovered);

    // It opens again while that is on its way.
    take(3, IncidentState::Open, 2).await;
    record(shown).await;
    assert_eq!(waiting()[0].1, Change::Escalated);
    close(store).await;
}
