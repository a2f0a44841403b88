use super::*;
use crate::settings::document::settings_of;

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
    let staging = settings.project_of("مطعم الرياض").unwrap();
    assert_eq!(staging.colour, ProjectColour::Amber);
    let production = settings.project_of("Olaya").unwrap();
    assert_eq!(
        (&*production.name, production.colour),
        ("production", ProjectColour::Grey)
    );
    assert_eq!(settings.project_of("Alone"), None);
    assert_eq!(settings.project_of("nobody"), None);
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
        ("[[project]]\nname = \"p\"\ncolour = \"pink\"", "grey"),
    ] {
        let wrong = settings_of(lines).unwrap_err();
        assert!(wrong.contains(said), "{lines}: {wrong}");
        assert!(!wrong.contains("s3cret"), "{wrong}");
    }
}
