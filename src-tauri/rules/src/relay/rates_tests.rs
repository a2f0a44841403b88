use super::*;

const NOW: Moment = Moment::from_millis(1_795_000_000_000);

fn ago(hours: u64) -> Moment {
    NOW.minus(Duration::from_secs(hours * 3_600))
}

/// Delivered at that attempt; 0: not yet.
fn sample(path: &str, hours: u64, at_attempt: u32, ms: u64) -> Sample {
    Sample {
        path: path.to_owned(),
        received_at: ago(hours),
        state: match at_attempt {
            0 => RequestState::Waiting,
            _ => RequestState::Delivered,
        },
        attempts: at_attempt.max(1),
        first_got_through: Some(at_attempt == 1),
        took_ms: (at_attempt > 0).then_some(ms),
    }
}

#[test]
fn each_span_counts_what_came_in_it_and_each_path_for_itself() {
    let mut counter = RateCounter::new(NOW, Some(ago(1_000)));
    for (path, hours, at_attempt, ms) in [
        ("/orders/1042", 1, 1, 10),
        ("/orders/1043", 2, 3, 30),
        ("/menu", 3, 0, 0),
        ("/menu", 100, 1, 20),
        ("/menu", 600, 1, 40),
        ("/menu", 800, 1, 1),
    ] {
        counter.add(&sample(path, hours, at_attempt, ms));
    }
    let [day, week, month] = counter.finish().try_into().unwrap();
    assert_eq!(day.all.first_try.words, "1 of 3");
    assert_eq!(day.all.in_the_end.words, "2 of 2");
    assert_eq!((day.all.waiting, day.known_from), (1, None));
    assert_eq!(day.all.attempts_a_delivery, Some(2.0));
    assert_eq!((day.all.p50_ms, day.all.p95_ms), (Some(10), Some(30)));
    let paths: Vec<_> = day.paths.iter().map(|one| &*one.path).collect();
    assert_eq!(paths, ["/orders/:id", "/menu"]);
    assert_eq!(day.paths[1].rate.attempts_a_delivery, None);
    assert_eq!(week.all.in_the_end.words, "3 of 3");
    assert_eq!(month.all.in_the_end.words, "4 of 4");
}

#[test]
fn what_is_not_known_is_not_counted_and_said() {
    let mut counter = RateCounter::new(NOW, Some(ago(48)));
    counter.add(&sample("/a", 49, 1, 1));
    counter.add(&sample("/a", 47, 1, 1));
    let [day, week, _] = counter.finish().try_into().unwrap();
    assert_eq!((day.known_from, day.all.in_the_end.of), (None, 0));
    assert_eq!(week.known_from, Some(ago(48)));
    assert_eq!(week.all.in_the_end.of, 1);
}

#[test]
fn what_was_deleted_still_counts_in_whole_days() {
    let mut counter = RateCounter::new(NOW, Some(ago(2_000)));
    let deleted = |hours: u64, path: &str| {
        let mut tally = Tally::default();
        tally.add_deleted(&sample(path, hours, 1, 1_234));
        DayTally {
            day: day_of(ago(hours)),
            path: path.to_owned(),
            tally,
        }
    };
    // The last one was received in the first, partial day of the week.
    let all = [deleted(700, "/a"), deleted(168, "/a"), deleted(167, "")];
    counter.add_deleted(&all, ago(167));
    counter.add(&sample("/a", 1, 1, 5));
    counter.add(&sample("/a", 168, 2, 5));
    let [day, week, month] = counter.finish().try_into().unwrap();
    assert_eq!((day.known_from, day.all.in_the_end.of), (None, 1));
    assert_eq!(
        week.known_from,
        Some(ago(167).plus(Duration::from_millis(1)))
    );
    assert_eq!(
        week.all.in_the_end.of, 1,
        "what is not known whole is left out"
    );
    assert_eq!((month.known_from, month.all.in_the_end.of), (None, 5));
    assert_eq!(month.all.first_try.words, "4 of 5");
    assert_eq!(
        (month.all.p50_ms, month.all.p95_ms),
        (Some(1_200), Some(1_200))
    );
    assert_eq!((month.paths.len(), month.more_paths), (1, 1));
}

#[test]
fn what_was_given_up_counts_against_and_what_was_never_tried_counts_for_nothing() {
    let mut counter = RateCounter::new(NOW, Some(ago(48)));
    counter.add(&Sample {
        state: RequestState::Dead,
        ..sample("/a", 1, 0, 0)
    });
    counter.add(&Sample {
        first_got_through: None,
        ..sample("/a", 1, 0, 0)
    });
    let day = counter.finish().remove(0);
    assert_eq!(day.all.first_try.words, "0 of 1");
    assert_eq!(day.all.in_the_end.words, "0 of 1");
    assert_eq!((day.all.p50_ms, day.all.waiting), (None, 1));
}

#[test]
fn no_percentage_of_a_few_and_none_that_is_rounded_up() {
    for (count, of, words) in [
        (9, 10, "9 of 10"),
        (19, 19, "19 of 19"),
        (19, 20, "19 of 20 (95 %)"),
        (20, 20, "20 of 20 (100 %)"),
        (19_999, 20_000, "19999 of 20000 (99.9 %)"),
        (1, 200, "1 of 200 (0.5 %)"),
        (1, 5_000, "1 of 5000 (< 0.1 %)"),
        (0, 5_000, "0 of 5000 (0 %)"),
        (0, 0, "0 of 0"),
    ] {
        assert_eq!(Share::new(count, of).words, words);
    }
}

#[test]
fn a_percentile_is_one_that_was_measured() {
    let all: BTreeMap<u64, u64> = (1..=100).map(|value| (value, 1)).collect();
    assert_eq!(percentile(&all, 50), Some(50));
    assert_eq!(percentile(&all, 95), Some(95));
    let one = BTreeMap::from([(7, 1)]);
    let none = BTreeMap::new();
    assert_eq!(
        (percentile(&one, 95), percentile(&none, 50)),
        (Some(7), None)
    );
}
