//! Every enum word that appears in the database, in JSON and in the settings. They are published, so none may change. A
//! new variant adds its word here.

use std::{fmt::Debug, str::FromStr};

use strum::VariantArray;

/// Each variant is written as its word and read back from it, and there are no others.
fn assert_words<T>(words: &str)
where
    T: Copy + Debug + Into<&'static str> + FromStr<Err: Debug> + PartialEq + VariantArray,
{
    let written: Vec<&str> = T::VARIANTS.iter().map(|&value| value.into()).collect();
    assert_eq!(written.join(" "), words);
    for (&value, word) in T::VARIANTS.iter().zip(written) {
        assert_eq!(word.parse::<T>().unwrap(), value);
    }
    for wrong in ["", "none", "OPEN", "Open", " open"] {
        assert!(wrong.parse::<T>().is_err(), "{wrong:?}");
    }
}

/// The words are the same in JSON.
fn assert_json<T: Copy + Into<&'static str> + serde::Serialize + VariantArray>() {
    for &value in T::VARIANTS {
        assert_eq!(serde_json::to_value(value).unwrap(), value.into());
    }
}

#[test]
fn words_stay_to_the_letter() {
    use crate::{
        alert::{AlertKind, SuppressReason},
        explain::Cause,
        incident::{
            IncidentState,
            delivery_error::Source,
            timeline::{Actor, TimelineKind},
        },
        locale::{Calendar, Digits, Language, LanguageSetting},
        model::tunnel::TunnelKind,
        monitor::{MonitorState, notices::AnnouncedVia},
        relay::{
            mode::RelayMode,
            request::{RequestState, Trigger},
        },
        status::{Density, HourFormat, Theme, WindowZone},
    };

    assert_words::<IncidentState>("open acknowledged resolved");
    assert_words::<Source>("retm test simulated relay");
    assert_words::<Actor>("retm person rule");
    assert_words::<TimelineKind>(
        "opened acknowledged resolved reopened muted unmuted recovered told not_told code_changed peak probed \
         last_report",
    );
    assert_words::<Cause>(
        "refused dns unreachable connect_timeout timeout reset closed not_http truncated tls_expired \
         tls_not_yet_valid tls_name tls_self_signed tls_chain tls_version tls_failed https_to_http http_to_https \
         redirect_loop redirect status unknown",
    );
    assert_words::<AlertKind>("opened escalated grew recovered passed flapping");
    assert_words::<SuppressReason>(
        "acknowledged resolved muted rule growing storm host together never_told came_back quiet_hours paused do_not_disturb \
         woke away",
    );
    assert_words::<MonitorState>("unknown up failing down resting offline");
    assert_words::<AnnouncedVia>("itself host incident certificate");
    assert_words::<TunnelKind>("tailscale ngrok ssh own_url cloudflared bore");
    assert_words::<Theme>("system light dark");
    assert_words::<LanguageSetting>("system en ar");
    assert_words::<Language>("en ar");
    assert_words::<Digits>("latin arabic");
    assert_words::<Calendar>("gregorian umm-al-qura");
    assert_words::<WindowZone>("local utc");
    assert_words::<HourFormat>("24h 12h system");
    assert_words::<Density>("compact comfortable");
    assert_words::<RelayMode>("through catch keep");
    assert_words::<RequestState>("delivered waiting needs_you dead passed");
    assert_words::<Trigger>("initial automatic manual replay");

    assert_json::<IncidentState>();
    assert_json::<Source>();
    assert_json::<Actor>();
    assert_json::<TimelineKind>();
    assert_json::<Cause>();
    assert_json::<MonitorState>();
    assert_json::<TunnelKind>();
    assert_json::<Theme>();
    assert_json::<Language>();
    assert_json::<Digits>();
    assert_json::<Calendar>();
    assert_json::<WindowZone>();
    assert_json::<HourFormat>();
    assert_json::<Density>();
    assert_json::<RelayMode>();
    assert_json::<RequestState>();
    assert_json::<Trigger>();
}
