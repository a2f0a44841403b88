//! Exports the types shared by the app and the window as TypeScript. `make types` writes the file; a test fails when it
//! is stale.

#![cfg(test)]

use missedhook::cli::doctor::MachineCheck;
use missedhook_core::{
    alert::{AlertPause, AlertRule, NotificationPreview, RuleUrgency},
    alerts::sample::SampleShown,
    engine::Sent,
    explain::{self, CodeWords, Explanation},
    history::{
        completion::{Choice, Completion},
        export::{ExportFormat, ExportProgress},
        search::{QueryReading, QueryToken},
        weekly::{
            EndpointDown, SlowestRecovery, WeekCause, WeekDay, WeekIncident, WeekSummary,
            WeekTotals,
        },
    },
    incident::{
        Action, ActionDone, CodeCount, EndpointCount, Incident, IncidentState, MerchantCount, Mute,
        delivery_error::{DeliveryError, DeliveryErrorDetail, Source},
        detail::IncidentDetail,
        diagnosis::Diagnosis,
        endpoint_page::{DayState, EndpointDay, EndpointDetail},
        histogram::{self, Plot},
        missed_window::{ListingCall, MissedWindow},
        timeline::{Actor, TimelineEntry, TimelineKind},
    },
    ingress::tunnel::Offer,
    locale::{Calendar, Digits, Language, Locale},
    model::{
        compare::{ComparedBy, Comparison, Difference},
        installed::Upgrade,
        moment::Moment,
        problem::Problem,
        project::{KeyProjects, ProjectColour, ProjectMark},
        tunnel::{self, TunnelStatus},
    },
    monitor::{
        Monitor, MonitorCheck, MonitorConfig, MonitorHour, MonitorList, MonitorState,
        UnprobedEndpoint, Uptime,
        reachability::{outcome::Hop, policy::Reachability},
    },
    probe::{self, Probe, ProbeProgress, ProbeTarget},
    relay::{
        mode::RelayMode,
        rates::{PathRate, Rate, Share, SpanRates},
        replay::{ReplayPlan, ReplayProgress},
        request::{
            AttemptDetail, AttemptParts, AttemptRow, RequestCounts, RequestDetail, RequestRow,
            RequestState, Trigger,
        },
        route::RelayRoute,
        silence::SilentPath,
    },
    settings::catalogue::{Setting, SettingKind, SettingsView},
    share::{
        incident_report::EvidenceFormat,
        target::{TargetForm, TargetKind, TargetRow, TargetTest},
        team::{ColleagueIncident, TeamLink, TeamTest, TeamView},
    },
    status::{
        Appearance, ConnectionState, ConnectionStatus, Density, HourFormat, Level, MonitorCounts,
        NotificationStatus, PublicUrl, ReceiverStatus, Setup, Status, StoreStatus, Theme, Verdict,
        ViewCounts, WindowZone, WorkerFailure, setup, verdict,
    },
    store::{
        EndpointRow, IncidentGroup, IncidentRow, IncidentRows, IncidentSort, Likeness, Matches,
        Page, relay::DeliveryRates,
    },
};
use ts_rs::{Config, TS};

use super::{
    relaying::{RelayView, RequestPage},
    report::ReportView,
    window_commands::WindowView,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/bindings.ts");

const HEAD: &str = "// Generated from the Rust types by `make types`; do not edit. A test fails when it is stale.\n";

/// The commands and events: Tauri defines their names, the types above their payloads.
const CALLS: &str = r##"
/** Every call the window can make: its arguments and its answer. A call that fails rejects with a `Problem`. */
export interface Commands {
  status: { args: Record<string, never>; returns: Status };
  /** What belongs together is one row. `group` none: all. `after` is `next` of the page before. */
  incidents: {
    args: { query: string; sort: IncidentSort; group: number | null; after: [number, number] | null; limit: number };
    returns: IncidentRows;
  };
  /** The incidents that the query finds and that are like this one, itself included. */
  alike: { args: { query: string; incident: number; by: Likeness }; returns: Array<number> };
  endpoint: { args: { endpoint: string }; returns: EndpointDetail };
  /** An empty one is deleted. */
  set_endpoint_note: { args: { endpoint: string; note: string }; returns: null };
  /** An endpoint, or text in which `*` stands for any other. Rejects with what is wrong with it. */
  mute_for_good: { args: { pattern: string }; returns: null };
  unmute_for_good: { args: { pattern: string }; returns: null };
  incident: { args: { id: number }; returns: IncidentDetail | null };
  delivery_errors: {
    args: { query: string; before: number | null; after: number | null; incident_id: number | null; limit: number };
    returns: DeliveryErrorPage;
  };
  delivery_error: { args: { id: number }; returns: ReportView | null };
  /** How they differ, from the first to the second. */
  compare_reports: { args: { first: number; second: number }; returns: Comparison };
  /** Without those of tests, unless the query asks where reports came from; so are `delivery_errors` of no incident. */
  endpoints: { args: { query: string }; returns: Array<EndpointRow> };
  read_query: { args: { query: string }; returns: QueryReading };
  /** `at` is the caret, in UTF-16 units. */
  complete_query: { args: { query: string; at: number }; returns: Completion };
  matches: { args: { query: string }; returns: Matches };
  /** `from` and `to` in RFC 3339; none: from the first, to now. `step` none: what suits the range. */
  plot: {
    args: { from: string | null; to: string | null; step: PlotStep | null; endpoint: string | null };
    returns: Plot;
  };
  /** What a week was, by its name such as "2026-W48"; null: the last one that is over. */
  week_summary: { args: { week: string | null }; returns: WeekSummary };
  act: { args: { action: IncidentAction; incident_ids: Array<number> }; returns: ActionDone };
  /** Takes the last action back; none where there is nothing to take back. */
  undo: { args: Record<string, never>; returns: ActionDone | null };
  mark_seen: { args: { up_to: number }; returns: null };
  send_test: { args: Record<string, never>; returns: Sent };
  /** Deletes all that RETM did not send; returns how many incidents are gone. */
  delete_test_data: { args: Record<string, never>; returns: number };
  copy: { args: { text: string }; returns: null };
  pause_alerts: { args: { pause: AlertPause }; returns: null };
  mend_receiver: { args: { any_port: boolean }; returns: null };
  settings: { args: Record<string, never>; returns: SettingsView };
  /** Rejects with what is wrong with the value; nothing is changed then. An empty value is the default. */
  set_setting: { args: { name: string; value: string }; returns: SettingsView };
  /** The old key is accepted for so many hours more; none: no longer. */
  replace_key: { args: { keep_old_hours: number | null }; returns: SettingsView };
  /** Takes the place of all rules. Rejects with what is wrong with one; nothing is changed then. */
  save_alert_rules: { args: { rules: Array<AlertRule> }; returns: SettingsView };
  /** Shows a test notification, whatever holds others back. */
  test_notification: { args: Record<string, never>; returns: SampleShown };
  /** Copies the receiver URL, and notes that it was copied. */
  copy_receiver_url: { args: Record<string, never>; returns: null };
  /** What there is to choose from on this machine. Chosen with `set_setting`: the values first, `tunnel.kind` last. */
  tunnel_offers: { args: Record<string, never>; returns: Array<Offer> };
  /** What the tunnel printed lately, oldest first. */
  tunnel_log: { args: Record<string, never>; returns: Array<string> };
  restart_tunnel: { args: Record<string, never>; returns: null };
  /** Proves now that RETM can reach the receiver; the outcome comes with the status. */
  check_reachability: { args: Record<string, never>; returns: null };
  /** Every public URL that the receiver had, the latest first. */
  public_urls: { args: Record<string, never>; returns: Array<PublicUrl> };
  /** Writes the delivery errors that the query finds into the downloads folder; one export at a time. */
  start_export: { args: { query: string; format: ExportFormat }; returns: ExportProgress };
  cancel_export: { args: Record<string, never>; returns: null };
  /** Why an incident fails, whether it is over and what was missed. */
  diagnosis: { args: { incident_id: number }; returns: Diagnosis | null };
  /** Asks the endpoint of an incident, or a URL; answers at once with a ticket. How it gets on comes as `probing`. */
  start_probe: {
    args: { incident_id: number | null; url: string | null; method: ProbeMethod };
    returns: number;
  };
  cancel_probe: { args: { ticket: number }; returns: null };
  /** Lets Missedhook ask that host by itself, also within a private network. */
  allow_host: { args: { host: string }; returns: SettingsView };
  monitors: { args: Record<string, never>; returns: MonitorList };
  /** The hours since `from` (RFC 3339), oldest first. */
  monitor_hours: { args: { id: number; from: string }; returns: Array<MonitorHour> };
  /** `id` none: a new one. Allows its host as well. Rejects with what is wrong with the wish. */
  save_monitor: { args: { id: number | null; wish: MonitorConfig }; returns: Monitor };
  /** With all that is known of it. */
  remove_monitor: { args: { id: number }; returns: null };
  /** An incident as a document in its reader's language, in the downloads folder; answers with its path. */
  save_evidence: { args: { incident_id: number; format: EvidenceFormat; language: Language }; returns: string };
  /** An incident as Markdown in its reader's language, to copy. */
  evidence: { args: { incident_id: number; language: Language }; returns: string };
  /** What came to the relay and the query finds, newest first, from the one before `before` on. */
  requests: { args: { query: string; before: number | null; limit: number }; returns: RequestPage };
  request: { args: { id: number }; returns: RequestDetail | null };
  /**
   * Hands it on once more; answers when that is over. `target` none: the relay's own, `body` none: as it came. Rejects
   * with what is wrong with the target.
   */
  replay_request: { args: { id: number; target: string | null; body: string | null }; returns: null };
  /** What a replay of these would send, or, `ids` null, of all that the query finds. Rejects where those are too many. */
  plan_replay: { args: { ids: Array<number> | null; query: string }; returns: ReplayPlan };
  /** Hands these on once more, one after the other; answers at once. How it gets on: `RelayView.replay`. */
  start_replays: { args: { ids: Array<number> }; returns: null };
  /** Ends that after the attempt that is under way. */
  stop_replays: { args: Record<string, never>; returns: null };
  /** Writes its body, as it came, into the downloads folder; answers with the path. */
  save_fixture: { args: { id: number }; returns: string };
  /** How well requests get through; null where the relay was never on. Reads the requests of a month. */
  delivery_rates: { args: Record<string, never>; returns: DeliveryRates | null };
  /** As a command line, without secrets. */
  request_as_curl: { args: { id: number }; returns: string };
  /** How they differ. */
  compare_requests: { args: { first: number; second: number }; returns: Comparison };
  relay: { args: Record<string, never>; returns: RelayView };
  /** Takes the place of all routes. Rejects with what is wrong with one; nothing is changed then. */
  save_relay_routes: { args: { routes: Array<RelayRoute> }; returns: RelayView };
  /** Where incidents are passed on to. */
  targets: { args: Record<string, never>; returns: Array<TargetRow> };
  /** Whether their secrets can be kept in the system's keyring. */
  has_keyring: { args: Record<string, never>; returns: boolean };
  /** `before`: the name of the one that changes; null: a new one. Rejects with what is wrong; nothing is changed then. */
  save_target: { args: { before: string | null; form: TargetForm }; returns: Array<TargetRow> };
  /** With what waits for it. */
  remove_target: { args: { name: string }; returns: Array<TargetRow> };
  /** Rejects with why it could not be sent. */
  test_target: { args: { name: string }; returns: Array<TargetRow> };
  /** Whether the last test appeared. */
  answer_target_test: { args: { name: string; appeared: boolean }; returns: Array<TargetRow> };
  /** Stops trying what waits, or goes on. */
  pause_requests: { args: { paused: boolean }; returns: null };
  /** Tries everything that waits now. */
  try_requests: { args: Record<string, never>; returns: null };
  /** Whether the team's server can be reached, and the incidents of colleagues. */
  team: { args: Record<string, never>; returns: TeamView };
  /** Acknowledges colleagues' incidents, by their numbers here, for everybody; returns how many changed. */
  acknowledge_for_team: { args: { ids: Array<number> }; returns: number };
  /** Whether the server in the settings can be used. Rejects with why not. */
  test_team: { args: Record<string, never>; returns: TeamTest };
  /** Opens the folder of the logs in the desktop's file manager. */
  open_logs: { args: Record<string, never>; returns: null };
  /** How the window was left, and why a link was refused. */
  window_view: { args: Record<string, never>; returns: WindowView };
  /** Where the window was sent while its page was loading. Null: nowhere. */
  take_address: { args: Record<string, never>; returns: string | null };
  /** In per cent; returns what it is then. */
  set_zoom: { args: { zoom: number }; returns: number };
  keep_panes: { args: { sidebar: number | null; list: number | null }; returns: null };
  close_window: { args: Record<string, never>; returns: null };
  quit_app: { args: Record<string, never>; returns: null };
  /** Starts the installed version in place of the running one. Rejects where there is none. */
  restart_app: { args: Record<string, never>; returns: null };
  /** What is said of each code. */
  codes: { args: Record<string, never>; returns: Array<CodeWords> };
  /** What a bug report needs, without secrets. Takes some seconds. */
  diagnostics: { args: Record<string, never>; returns: string };
  /** Checks this computer as `missedhook doctor` does. Takes some seconds. */
  check_machine: { args: Record<string, never>; returns: Array<MachineCheck> };
}

/** Every event the window can hear, with its payload. */
export interface Events {
  /** Something changed: new rows, the receiver, the store, the alerts, the settings. At most one in 100 ms. */
  changed: Status;
  /** Go to this address, e.g. "#/incident/4" after a click on a notification. */
  navigate: string;
  /** A link was refused, and why. */
  refused: Problem;
  /** How an export gets on. */
  exporting: ExportProgress;
  /** How a probe gets on. */
  probing: ProbeProgress;
}
"##;

fn text() -> String {
    let config = Config::new().with_large_int("number");
    let mut text = HEAD.to_owned();
    let declarations = [
        Moment::decl(&config),
        Source::decl(&config),
        DeliveryError::decl(&config),
        Page::decl(&config),
        IncidentState::decl(&config),
        Incident::decl(&config),
        IncidentSort::decl(&config),
        IncidentGroup::decl(&config),
        IncidentRow::decl(&config),
        IncidentRows::decl(&config),
        Likeness::decl(&config),
        CodeCount::decl(&config),
        MerchantCount::decl(&config),
        EndpointCount::decl(&config),
        Actor::decl(&config),
        TimelineKind::decl(&config),
        TimelineEntry::decl(&config),
        histogram::PlotStep::decl(&config),
        histogram::PlotSeries::decl(&config),
        Plot::decl(&config),
        IncidentDetail::decl(&config),
        EndpointRow::decl(&config),
        DayState::decl(&config),
        EndpointDay::decl(&config),
        Mute::decl(&config),
        EndpointDetail::decl(&config),
        Action::decl(&config),
        ActionDone::decl(&config),
        QueryToken::decl(&config),
        QueryReading::decl(&config),
        Choice::decl(&config),
        Completion::decl(&config),
        Matches::decl(&config),
        AlertPause::decl(&config),
        SettingKind::decl(&config),
        RuleUrgency::decl(&config),
        AlertRule::decl(&config),
        NotificationPreview::decl(&config),
        SampleShown::decl(&config),
        Setting::decl(&config),
        SettingsView::decl(&config),
        ExportFormat::decl(&config),
        ExportProgress::decl(&config),
        probe::Method::decl(&config),
        probe::ProbeStepKind::decl(&config),
        probe::ProbeStepState::decl(&config),
        probe::ProbeFact::decl(&config),
        probe::ProbeStep::decl(&config),
        probe::Cause::decl(&config),
        Probe::decl(&config),
        ProbeProgress::decl(&config),
        explain::Cause::decl(&config),
        Explanation::decl(&config),
        ProbeTarget::decl(&config),
        ListingCall::decl(&config),
        MissedWindow::decl(&config),
        Diagnosis::decl(&config),
        EvidenceFormat::decl(&config),
        MonitorConfig::decl(&config),
        MonitorState::decl(&config),
        MonitorCheck::decl(&config),
        UnprobedEndpoint::decl(&config),
        Uptime::decl(&config),
        MonitorHour::decl(&config),
        Monitor::decl(&config),
        MonitorList::decl(&config),
        MonitorCounts::decl(&config),
        ViewCounts::decl(&config),
        Theme::decl(&config),
        Language::decl(&config),
        Digits::decl(&config),
        Calendar::decl(&config),
        WeekTotals::decl(&config),
        SlowestRecovery::decl(&config),
        WeekCause::decl(&config),
        WeekDay::decl(&config),
        EndpointDown::decl(&config),
        WeekIncident::decl(&config),
        WeekSummary::decl(&config),
        ColleagueIncident::decl(&config),
        TeamLink::decl(&config),
        TeamView::decl(&config),
        TeamTest::decl(&config),
        Locale::decl(&config),
        WindowZone::decl(&config),
        HourFormat::decl(&config),
        Density::decl(&config),
        Appearance::decl(&config),
        DeliveryErrorDetail::decl(&config),
        Problem::decl(&config),
        ReceiverStatus::decl(&config),
        StoreStatus::decl(&config),
        NotificationStatus::decl(&config),
        Hop::decl(&config),
        Reachability::decl(&config),
        tunnel::TunnelKind::decl(&config),
        TunnelStatus::decl(&config),
        Offer::decl(&config),
        PublicUrl::decl(&config),
        ConnectionState::decl(&config),
        ConnectionStatus::decl(&config),
        Level::decl(&config),
        verdict::ProofName::decl(&config),
        verdict::ProofState::decl(&config),
        verdict::Proof::decl(&config),
        Verdict::decl(&config),
        setup::SetupStepName::decl(&config),
        setup::SetupStepState::decl(&config),
        setup::SetupStep::decl(&config),
        Setup::decl(&config),
        WorkerFailure::decl(&config),
        Upgrade::decl(&config),
        Status::decl(&config),
        Sent::decl(&config),
        CodeWords::decl(&config),
        MachineCheck::decl(&config),
        WindowView::decl(&config),
        RelayMode::decl(&config),
        RequestState::decl(&config),
        Trigger::decl(&config),
        AttemptParts::decl(&config),
        AttemptRow::decl(&config),
        AttemptDetail::decl(&config),
        RequestRow::decl(&config),
        ReportView::decl(&config),
        RequestDetail::decl(&config),
        RequestCounts::decl(&config),
        Difference::decl(&config),
        ComparedBy::decl(&config),
        Comparison::decl(&config),
        Share::decl(&config),
        Rate::decl(&config),
        PathRate::decl(&config),
        SpanRates::decl(&config),
        DeliveryRates::decl(&config),
        RelayRoute::decl(&config),
        SilentPath::decl(&config),
        TargetKind::decl(&config),
        TargetForm::decl(&config),
        TargetTest::decl(&config),
        TargetRow::decl(&config),
        ReplayPlan::decl(&config),
        ProjectColour::decl(&config),
        ProjectMark::decl(&config),
        KeyProjects::decl(&config),
        ReplayProgress::decl(&config),
        RelayView::decl(&config),
        RequestPage::decl(&config),
    ];
    for declaration in declarations {
        text.push_str("\nexport ");
        text.push_str(&declaration);
        text.push('\n');
    }
    text + CALLS
}

#[test]
fn the_generated_file_is_fresh() {
    if std::env::var_os("WRITE_BINDINGS").is_some() {
        std::fs::write(FILE, text()).unwrap();
    }
    let found = std::fs::read_to_string(FILE).unwrap();
    assert!(
        found == text(),
        "ui/src/bindings.ts is stale: run `make types`"
    );
}

/// Every command of the window is known to Tauri (`build.rs`) and allowed for the window.
#[test]
fn every_command_is_known_and_allowed() {
    let called = CALLS.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("  ")?.split_once(": {")?;
        let is_command = rest.contains("args:") || rest.trim().is_empty();
        (is_command && !name.starts_with(' ')).then_some(name)
    });
    let called: Vec<_> = called.collect();
    assert!(
        called.len() > 50 && called.contains(&"status"),
        "{called:?}"
    );
    let known = include_str!("../../build.rs");
    let allowed = include_str!("../../capabilities/window.json");
    let lacks = |name: &&&str| {
        let permission = format!("\"allow-{}\"", name.replace('_', "-"));
        !known.contains(&format!("\"{name}\",")) || !allowed.contains(&permission)
    };
    let missing: Vec<_> = called.iter().filter(lacks).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
