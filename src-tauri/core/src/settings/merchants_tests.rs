use jiff::tz::TimeZone;

use super::*;
use crate::{
    model::moment::Moment,
    settings::{KeyKind, ProjectHold, document::settings_of},
};

const FILE: &str = "\
[receiver]
bearer_token = \"old\"

[[merchant]]
name = \"Olaya\"
token = \"t-olaya\"
project = \"production\"

[[merchant]]
name = \"مطعم الرياض\"
token = \"t-riyadh\"
project = \"staging\"

[[merchant]]
name = \"Alone\"
token = \"t-alone\"

[[project]]
name = \"staging\"
colour = \"amber\"
";

fn merchant(settings: &Settings, header: Option<&str>) -> Option<Option<String>> {
    let authorised = settings.authorise(header.map(str::as_bytes));
    authorised.map(|authorised| authorised.merchant)
}

#[test]
fn the_token_that_matches_names_the_merchant() {
    let settings = settings_of(FILE).unwrap();
    let of = |name: &str| Some(Some(name.to_owned()));
    for (header, found) in [
        (Some("Bearer old"), Some(None)),
        (Some("bearer t-olaya"), of("Olaya")),
        (Some("Bearer t-riyadh"), of("مطعم الرياض")),
        (Some("Bearer t-alone"), of("Alone")),
        (Some("Bearer t-olay"), None),
        (Some("Bearer "), None),
        (Some("Basic t-olaya"), None),
        (Some("Bearer"), None),
        (Some(""), None),
        (None, None),
    ] {
        assert_eq!(merchant(&settings, header), found, "{header:?}");
    }
}

#[test]
fn no_token_is_taken_where_that_is_allowed_but_a_wrong_one_never() {
    let lenient = FILE.replace("[receiver]\n", "[receiver]\nallow_no_token = true\n");
    let lenient = settings_of(&lenient).unwrap();
    assert_eq!(merchant(&lenient, None), Some(None));
    assert_eq!(merchant(&lenient, Some("Bearer wrong")), None);
    assert_eq!(merchant(&lenient, Some("")), None);
    let open = settings_of("").unwrap();
    assert_eq!(merchant(&open, None), Some(None));
    assert_eq!(merchant(&open, Some("Bearer whatever")), Some(None));
}

#[test]
fn a_merchant_of_the_same_token_as_the_old_setting_gives_it_its_name() {
    let both = "[receiver]\nbearer_token = \"t\"\n[[merchant]]\nname = \"A\"\ntoken = \"t\"\n";
    let both = settings_of(both).unwrap();
    assert_eq!(
        merchant(&both, Some("Bearer t")),
        Some(Some("A".to_owned()))
    );
}

#[test]
fn a_project_is_described_or_only_named() {
    let settings = settings_of(FILE).unwrap();
    let project = |merchant| settings.project_of(Some(merchant), KeyKind::Receiver);
    let staging = project("مطعم الرياض").unwrap();
    assert_eq!(staging.colour, ProjectColour::Amber);
    let production = project("Olaya").unwrap();
    assert_eq!(
        (&*production.name, production.colour),
        ("production", ProjectColour::Grey)
    );
    assert_eq!(project("Alone"), None);
    assert_eq!(project("nobody"), None);
}

#[test]
fn a_muted_project_is_held_and_one_in_its_quiet_hours_until_they_end() {
    let settings = settings_of(
        "[[merchant]]\nname = \"A\"\ntoken = \"a\"\nproject = \"muted\"\n\
         [[merchant]]\nname = \"B\"\ntoken = \"b\"\nproject = \"quiet\"\n\
         [[merchant]]\nname = \"C\"\ntoken = \"c\"\nproject = \"early\"\n\
         [[merchant]]\nname = \"D\"\ntoken = \"d\"\n\
         [[project]]\nname = \"muted\"\nmute = true\n\
         [[project]]\nname = \"quiet\"\nquiet_hours = \"22:00-07:00\"\n\
         [[project]]\nname = \"early\"\nquiet_hours = \"22:00-06:00\"\n",
    )
    .unwrap();
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let moment = |text: &str| Moment::from_millis(at(text));
    let hold = |merchants: &[&str], now: &str| {
        let origins = merchants.iter();
        let origins = origins.map(|merchant| (Some(*merchant), KeyKind::Receiver));
        settings.hold_of(origins, moment(now), &TimeZone::UTC)
    };
    let night = "2026-11-28T23:00:00Z";
    let quiet = |until: &str| Some(ProjectHold::Quiet(moment(until)));
    assert_eq!(hold(&["A"], night), Some(ProjectHold::Muted));
    assert_eq!(hold(&["B"], night), quiet("2026-11-29T07:00:00Z"));
    for both in [["B", "C"], ["C", "B"]] {
        assert_eq!(hold(&both, night), quiet("2026-11-29T06:00:00Z"));
    }
    for both in [["A", "B"], ["B", "A"]] {
        assert_eq!(hold(&both, night), quiet("2026-11-29T07:00:00Z"));
        assert_eq!(hold(&both, "2026-11-28T12:00:00Z"), None);
    }
    // If some reports came with another token, it is notified.
    assert_eq!(hold(&["A", "D"], night), None);
    assert_eq!(hold(&["nobody"], night), None);
    assert_eq!(hold(&[], night), None);
}

#[test]
fn a_keys_project_is_that_of_what_came_without_a_merchant_that_has_one() {
    let settings = settings_of(
        "[receiver]\nproject = \"staging\"\n[relay]\nproject = \"production\"\n\
         [[merchant]]\nname = \"A\"\ntoken = \"a\"\nproject = \"own\"\n\
         [[merchant]]\nname = \"B\"\ntoken = \"b\"\n\
         [[project]]\nname = \"staging\"\nmute = true\n",
    )
    .unwrap();
    let project = |merchant, key| settings.project_of(merchant, key).unwrap().name;
    assert_eq!(project(None, KeyKind::Receiver), "staging");
    assert_eq!(project(None, KeyKind::Relay), "production");
    assert_eq!(project(Some("A"), KeyKind::Relay), "own");
    assert_eq!(project(Some("B"), KeyKind::Receiver), "staging");
    assert_eq!(project(Some("nobody"), KeyKind::Relay), "production");
    let marks = settings.key_projects();
    assert!(marks.receiver.unwrap().is_muted && !marks.relay.unwrap().is_muted);
    let now = Moment::from_millis(0);
    let hold = |origins: &[(Option<&'static str>, KeyKind)]| {
        settings.hold_of(origins.iter().copied(), now, &TimeZone::UTC)
    };
    let muted = Some(ProjectHold::Muted);
    assert_eq!(hold(&[(None, KeyKind::Receiver)]), muted);
    assert_eq!(hold(&[(Some("B"), KeyKind::Receiver)]), muted);
    assert_eq!(hold(&[(Some("A"), KeyKind::Receiver)]), None);
    assert_eq!(
        hold(&[(None, KeyKind::Receiver), (None, KeyKind::Relay)]),
        None
    );
}

#[test]
fn every_token_is_redacted_and_none_is_printed() {
    let settings = settings_of(FILE).unwrap();
    let secrets: Vec<_> = settings.secrets().collect();
    for token in ["old", "t-olaya", "t-riyadh", "t-alone"] {
        assert!(secrets.contains(&token), "{token}");
    }
    assert!(!format!("{settings:?}").contains("t-olaya"));
}

#[test]
fn what_is_wrong_is_said_without_a_token() {
    for (lines, said) in [
        ("merchant = 1", "[[merchant]]"),
        ("[[merchant]]\nname = \"A\"", "token must"),
        ("[[merchant]]\nname = \"A\"\ntoken = \"  \"", "token must"),
        ("[[merchant]]\ntoken = \"s3cret\"", "name must be 1 to 60"),
        ("[[merchant]]\nname = \"A\\n\"\ntoken = 1", "text in quotes"),
        (
            "[[merchant]]\nname = \"A\"\ntoken = \"s3cret\"\n[[merchant]]\nname = \"B\"\ntoken = \"s3cret\"",
            "another [[merchant]]",
        ),
        (
            "[[merchant]]\nname = \"A\"\ntoken = \"1\"\n[[merchant]]\nname = \"A\"\ntoken = \"2\"",
            "“A” is there already",
        ),
        ("[relay]\nproject = \"a\\nb\"", "project must be 1 to 60"),
        ("[[project]]\nname = \"p\"\ncolour = \"pink\"", "grey"),
        ("[[project]]\nname = \"p\"\nmute = \"yes\"", "true or false"),
        (
            "[[project]]\nname = \"p\"\nquiet_hours = \"late\"",
            "22:00-07:00",
        ),
    ] {
        let wrong = settings_of(lines).unwrap_err();
        assert!(wrong.contains(said), "{lines}: {wrong}");
        assert!(!wrong.contains("s3cret"), "{wrong}");
    }
}
