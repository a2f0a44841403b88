// Generated from the Rust types by `make types`; do not edit. A test fails when it is stale.

export type Moment = string;

export type Source = "retm" | "test" | "simulated" | "relay";

export type DeliveryError = { 
/**
 * The ID, from 1, in order of arrival.
 */
id: number, 
/**
 * When it was received.
 */
received_at: Moment, 
/**
 * Why delivery failed; RETM documents no list of numbers.
 */
code: number | string | null, 
/**
 * The endpoint as sent; empty for an unreadable report.
 */
endpoint: string, 
/**
 * RETM's free text; empty for an unreadable report.
 */
message: string, 
/**
 * Whether the body could be read as a report.
 */
readable: boolean, 
/**
 * Where it came from.
 */
source: Source, 
/**
 * The label of the token it came with. Omitted if that token has no label.
 */
merchant?: string, 
/**
 * The relay request that it is about. Omitted if there is none.
 */
relay_request?: number, 
/**
 * The incident it belongs to.
 */
incident_id: number, };

export type DeliveryErrorPage = { 
/**
 * The rows.
 */
rows: Array<DeliveryError>, 
/**
 * Whether more rows match, older than the last one here.
 */
more: boolean, };

export type IncidentState = "open" | "acknowledged" | "resolved";

export type Incident = { id: number, 
/**
 * The normalised endpoint, with `:id` in place of IDs. Empty for the incident of unreadable reports.
 */
endpoint: string, 
/**
 * A short name: `/retm/orders`, or `unreadable reports`.
 */
label: string, 
/**
 * Its host, to show before the name if several hosts are known. `None` if it has none, or if the name contains it.
 */
host: string | null, state: IncidentState, 
/**
 * When its first delivery error came.
 */
opened_at: Moment, 
/**
 * When its latest delivery error came.
 */
last_error_at: Moment, 
/**
 * How many delivery errors belong to it.
 */
error_count: number, 
/**
 * The code of the latest one.
 */
last_code: number | string | null, 
/**
 * The incident before this one at the same endpoint.
 */
previous_id: number | null, 
/**
 * Until when it is or was muted. `None` if it never was.
 */
muted_until: Moment | null, 
/**
 * When its state last changed.
 */
changed_at: Moment, 
/**
 * The code of its first delivery error.
 */
first_code: number | string | null, 
/**
 * The worst of its codes: no answer before a server error, that before a client error.
 */
worst_code: number | string | null, 
/**
 * Its latest delivery error.
 */
last_error_id: number, 
/**
 * RETM's free text in the latest one. Empty for an unreadable report.
 */
last_message: string, 
/**
 * The exact endpoint in the latest one. Empty for an unreadable report.
 */
last_endpoint: string, 
/**
 * Where the latest one came from.
 */
last_source: Source, 
/**
 * The label of the latest one's token. `None` if that has no label.
 */
merchant: string | null, 
/**
 * Whether it is acknowledged only until it changes; left out where it is not.
 */
until_change?: boolean, 
/**
 * How many incidents opened at this endpoint in the seven days up to this one, this one included.
 */
times_this_week: number, };

export type IncidentSort = "newest" | "count" | "first";

export type IncidentGroup = { 
/**
 * The group's id. It is negative, and stays the same while incidents come and go.
 */
id: number, 
/**
 * The host of all of them.
 */
host: string, 
/**
 * The incidents, in the order of the list.
 */
incidents: Array<number>, 
/**
 * How many endpoints the incidents have.
 */
endpoints: number, 
/**
 * The state of the latest incident.
 */
state: IncidentState, 
/**
 * How many reports they have.
 */
error_count: number, 
/**
 * Reports per minute, averaged over five minutes; 0 if there were none.
 */
per_minute: number, 
/**
 * When the first incident began.
 */
opened_at: Moment, 
/**
 * When the latest report arrived.
 */
last_error_at: Moment, 
/**
 * The latest report.
 */
last_error_id: number, 
/**
 * The incident that began last.
 */
newest_incident: number, 
/**
 * The code of their latest reports, if it is the same.
 */
last_code: number | string | null, 
/**
 * RETM's text in the latest report.
 */
last_message: string, 
/**
 * How many of the incidents are muted.
 */
muted: number, };

export type IncidentRow = Incident | IncidentGroup;

export type IncidentRows = { 
/**
 * The rows in order.
 */
rows: Array<IncidentRow>, 
/**
 * Where the next page begins; none if this is the last one.
 */
next: [number, number] | null, };

export type Likeness = "host" | "cause" | "code";

export type CodeCount = { 
/**
 * The code. `None` if the reports had none.
 */
code: number | string | null, 
/**
 * How many delivery errors carried it.
 */
count: number, 
/**
 * When the first came.
 */
first_at: Moment, 
/**
 * When the latest came.
 */
last_at: Moment, };

export type MerchantCount = { 
/**
 * The token's label.
 */
merchant: string, 
/**
 * How many.
 */
count: number, 
/**
 * When the latest came.
 */
last_at: Moment, };

export type EndpointCount = { 
/**
 * The normalised endpoint.
 */
endpoint: string, 
/**
 * Its readable form: `/orders/1042`.
 */
label: string, 
/**
 * How many.
 */
count: number, 
/**
 * When the latest came.
 */
last_at: Moment, };

export type Actor = "retm" | "person" | "rule";

export type TimelineKind = "opened" | "acknowledged" | "resolved" | "reopened" | "muted" | "unmuted" | "recovered" | "told" | "not_told" | "code_changed" | "peak" | "probed" | "last_report";

export type TimelineEntry = { id: number, 
/**
 * When it happened. For consecutive repeats, the first time.
 */
at: Moment, 
/**
 * When it last happened in a row.
 */
last_at: Moment, 
/**
 * How many times in a row.
 */
count: number, 
/**
 * Who did it.
 */
who: Actor, 
/**
 * What kind of thing it was.
 */
kind: TimelineKind, 
/**
 * Its text: `Not notified: quiet hours`.
 */
text: string, 
/**
 * When it ends, for a mute.
 */
until: Moment | null, };

export type PlotStep = "minute" | "hour" | "day";

export type PlotSeries = { 
/**
 * The normalised endpoint. Empty for unreadable reports and for the rest.
 */
endpoint: string, 
/**
 * A short name for it; `others` for the rest.
 */
label: string, 
/**
 * The delivery errors in each step.
 */
counts: Array<number>, 
/**
 * Their sum.
 */
total: number, };

export type Plot = { 
/**
 * The length of a step. Coarser than requested if there would be more than 1,500 steps.
 */
step: PlotStep, 
/**
 * When each step begins, without gaps. Days begin at local midnight.
 */
starts: Array<Moment>, 
/**
 * The busiest first, the rest combined into one.
 */
series: Array<PlotSeries>, };

export type IncidentDetail = { 
/**
 * The incident.
 */
incident: Incident, 
/**
 * What is happening, in one sentence.
 */
sentence: string, 
/**
 * How often each code came, most frequent first.
 */
codes: Array<CodeCount>, 
/**
 * The merchants whose tokens its delivery errors came with, most frequent first.
 */
merchants: Array<MerchantCount>, 
/**
 * The endpoints of its newest 10,000 delivery errors, most frequent first, up to 100. There are several if the
 * path contains IDs, or if it is spelled in several ways that differ to a server.
 */
endpoints: Array<EndpointCount>, 
/**
 * Its timeline, newest first, up to 200 entries.
 */
timeline: Array<TimelineEntry>, 
/**
 * The previous incidents at the same endpoint, newest first, up to 5.
 */
former: Array<Incident>, 
/**
 * The user's note about its endpoint.
 */
note: string, 
/**
 * Its delivery errors over time, from the first to the last, as one series.
 */
plot: Plot, };

export type EndpointRow = { 
/**
 * The normalised endpoint; empty for unreadable reports.
 */
endpoint: string, 
/**
 * A short name for it.
 */
label: string, 
/**
 * How many incidents it has had.
 */
incidents: number, 
/**
 * How many delivery errors it has had.
 */
errors: number, 
/**
 * Its latest incident.
 */
latest: Incident, };

export type DayState = "good" | "failing" | "unknown";

export type EndpointDay = { 
/**
 * `2026-11-24`.
 */
date: string, state: DayState, 
/**
 * How many reports came.
 */
reports: number, 
/**
 * How many checks its monitor made.
 */
checks: number, 
/**
 * How many of them failed.
 */
failed_checks: number, };

export type Mute = { 
/**
 * The endpoint, or a pattern with `*`.
 */
pattern: string, 
/**
 * Since when.
 */
since: Moment, };

export type EndpointDetail = { 
/**
 * The normalised endpoint; empty for unreadable reports.
 */
endpoint: string, 
/**
 * A short name.
 */
label: string, 
/**
 * Its host.
 */
host: string | null, 
/**
 * Its incidents, latest first, up to 100.
 */
incidents: Array<Incident>, 
/**
 * The total number of its incidents.
 */
incident_count: number, 
/**
 * The total number of its reports.
 */
error_count: number, 
/**
 * The last thirty days, oldest first.
 */
days: Array<EndpointDay>, monitor_id: number | null, 
/**
 * The user's note about it.
 */
note: string, 
/**
 * The permanent mutes that match it.
 */
mutes: Array<Mute>, };

export type IncidentAction = { "kind": "acknowledge" } | { "kind": "acknowledge_until_change" } | { "kind": "resolve" } | { "kind": "reopen" } | { "kind": "mute", 
/**
 * Minutes, at most [`MAX_MUTE`].
 */
minutes: number, } | { "kind": "unmute" };

export type ActionDone = { 
/**
 * The number of incidents it changed, without those already in that state.
 */
changed: number, 
/**
 * What was done: `Acknowledged 3 incidents`.
 */
text: string, };

export type QueryToken = { 
/**
 * The token as typed: `code:503`.
 */
text: string, 
/**
 * Where it begins in the query, in UTF-16 units.
 */
start: number, 
/**
 * Where it ends.
 */
end: number, 
/**
 * Its meaning in words: `code 503`.
 */
words: string, 
/**
 * Why it was not understood. Such a token is left out of the search.
 */
problem: string | null, };

export type QueryReading = { 
/**
 * The recognised filters, in order, without the free words.
 */
tokens: Array<QueryToken>, 
/**
 * What the free words search for, folded. A match is highlighted where a word begins with one of these.
 */
needles: Array<string>, };

export type CompletionChoice = { 
/**
 * Replaces the piece being typed: `code:503`. If it ends in a colon, a value comes next.
 */
text: string, 
/**
 * What it means, in a few words.
 */
words: string, };

export type Completion = { 
/**
 * Where the piece to replace begins, in UTF-16 units.
 */
start: number, 
/**
 * Where it ends.
 */
end: number, 
/**
 * The choices, likeliest first.
 */
choices: Array<CompletionChoice>, };

export type Matches = { 
/**
 * Open incidents.
 */
open: number, 
/**
 * Acknowledged incidents.
 */
acknowledged: number, 
/**
 * Resolved incidents.
 */
resolved: number, 
/**
 * Delivery errors, up to 10,000.
 */
errors: number, };

export type AlertPause = "off" | "half_hour" | "hour" | "tomorrow" | "always";

export type SettingKind = "text" | "secret" | "switch" | "number" | "choice";

export type RuleUrgency = "usual" | "low" | "normal" | "critical";

export type AlertRule = { 
/**
 * A host, or an endpoint; `*` stands for any text. Empty where there is a search.
 */
match: string, 
/**
 * A search; empty where there is a pattern.
 */
search?: string, 
/**
 * Whether anything is notified at all.
 */
notify: boolean, 
/**
 * Whether a notification may make a sound.
 */
sound: boolean, 
/**
 * How urgent the notification of a failure is.
 */
urgency: RuleUrgency, };

export type NotificationPreview = { 
/**
 * When it appears.
 */
when: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The text below the title.
 */
body: string, 
/**
 * Whether it makes no sound.
 */
silent: boolean, };

export type SampleShown = { 
/**
 * The notification server that accepted it.
 */
server: string, 
/**
 * Whether the desktop hides it.
 */
do_not_disturb: boolean, };

export type Setting = { 
/**
 * Its name in `settings.toml`: `alerts.quiet_hours`.
 */
name: string, 
/**
 * The heading above it.
 */
group: string, 
/**
 * Its title in the window.
 */
title: string, 
/**
 * What it does, in a sentence or two.
 */
help: string, 
/**
 * How it is entered.
 */
kind: SettingKind, 
/**
 * The possible values; empty unless it is a choice.
 */
choices: Array<string>, 
/**
 * The value in force, as text: a switch is `true` or `false`.
 */
value: string, 
/**
 * The default value.
 */
default: string, 
/**
 * The minimum of a number; none if it is not a number.
 */
least: number | null, 
/**
 * The maximum of a number; none if there is no limit.
 */
most: number | null, 
/**
 * The unit of a number: `days`.
 */
unit: string | null, 
/**
 * What an empty or zero value means; none if it has no special meaning.
 */
empty_means: string | null, };

export type SettingsView = { 
/**
 * The path of the file.
 */
file: string, 
/**
 * Every setting, in the order of the file.
 */
settings: Array<Setting>, 
/**
 * What is wrong with the file; the last good settings are in force then.
 */
problem: Problem | null, 
/**
 * What alerts do, one sentence per rule.
 */
alert_policy: Array<string>, 
/**
 * Rules for the notifications of some endpoints; the first that matches an endpoint decides.
 */
alert_rules: Array<AlertRule>, 
/**
 * What notifications look like.
 */
previews: Array<NotificationPreview>, };

export type ExportFormat = "csv" | "json" | "ndjson";

export type ExportProgress = { 
/**
 * The target file. It gets this name only once it is complete.
 */
path: string, 
/**
 * The number of rows written.
 */
written: number, 
/**
 * The number of rows to write.
 */
total: number, state: "running" | "done" | "cancelled" | "failed", 
/**
 * Why it failed.
 */
problem: Problem | null, };

export type ProbeMethod = "head" | "event";

export type ProbeStepKind = "name" | "connect" | "tls" | "request" | "local";

export type ProbeStepState = "running" | "done" | "failed";

export type ProbeFact = { name: string, 
/**
 * May come from the network.
 */
value: string, };

export type ProbeStep = { kind: ProbeStepKind, 
/**
 * Its title in the waterfall: `Connect to 203.0.113.7:443`.
 */
title: string, 
/**
 * When it began, in microseconds since the start of the probe.
 */
started_us: number, 
/**
 * Its duration so far, in microseconds.
 */
took_us: number, state: ProbeStepState, 
/**
 * What was found, on one line. Empty while it is running.
 */
text: string, 
/**
 * Details: addresses, certificate, headers.
 */
facts: Array<ProbeFact>, };

export type ProbeCause = "answers" | "server_error" | "redirects" | "name_not_found" | "name_timeout" | "name_failed" | "refused" | "connect_timeout" | "unreachable" | "certificate_expired" | "certificate_not_yet_valid" | "certificate_wrong_name" | "certificate_self_signed" | "certificate_incomplete_chain" | "certificate_untrusted" | "tls_failed" | "reset" | "hung_up" | "silent" | "slow_body" | "not_http" | "tunnel_down" | "nothing_listens" | "offline" | "not_allowed" | "no_target" | "cancelled";

export type Probe = { 
/**
 * The endpoint as a URL, without user name and password.
 */
url: string, 
/**
 * What was sent.
 */
method: ProbeMethod, 
/**
 * When it began.
 */
at: Moment, 
/**
 * Its duration, in microseconds.
 */
took_us: number, 
/**
 * The steps, in the order in which they began.
 */
steps: Array<ProbeStep>, 
/**
 * The HTTP status of the response.
 */
status: number | null, 
/**
 * The status of the GET that followed if HEAD was answered with 405.
 */
get_status: number | null, 
/**
 * When the presented certificate expires.
 */
certificate_until: Moment | null, 
/**
 * What was found.
 */
cause: ProbeCause, 
/**
 * The result in one sentence: `Your certificate for pos-bridge.example.com expired 2 days ago.`
 */
sentence: string, 
/**
 * What to do next. Empty if there is nothing to do.
 */
next: string, };

export type ProbeProgress = { 
/**
 * The number that `start_probe` returned.
 */
ticket: number, 
/**
 * The probe so far. Complete once `ended` is set.
 */
probe: Probe, 
/**
 * Whether it has ended.
 */
ended: boolean, };

export type ReportCause = "refused" | "dns" | "unreachable" | "connect_timeout" | "timeout" | "reset" | "closed" | "not_http" | "truncated" | "tls_expired" | "tls_not_yet_valid" | "tls_name" | "tls_self_signed" | "tls_chain" | "tls_version" | "tls_failed" | "https_to_http" | "http_to_https" | "redirect_loop" | "redirect" | "status" | "unknown";

export type Explanation = { 
/**
 * Why it failed, in one word for programs.
 */
cause: ReportCause, 
/**
 * The possible causes, if the cause is unknown.
 */
candidates: Array<ReportCause>, 
/**
 * The status that the endpoint answered with, from the code or the message.
 */
status: number | null, 
/**
 * What it means, in one sentence.
 */
meaning: string, 
/**
 * The usual causes, most common first; one to four.
 */
causes: Array<string>, 
/**
 * What to try next, in one sentence.
 */
next: string, };

export type ProbeTarget = { "state": "ready", url: string, host: string, 
/**
 * Whether the user has allowed automatic probes of this host, even within a private network.
 */
allowed: boolean, } | { "state": "needs_base_url", path: string, } | { "state": "none" };

export type ListingCall = { 
/**
 * Its page in RETM's documentation: `Invoices`.
 */
page: string, 
/**
 * `GET https://{business_id}.retm.sa/api/v2/invoices/list`, or where to find it.
 */
call: string, 
/**
 * The call for a shell. `None` if it is not known.
 */
curl: string | null, 
/**
 * What to do with it.
 */
note: string, };

export type MissedWindow = { 
/**
 * The last moment at which the endpoint was known to be healthy, else the first report, which came after three
 * attempts. `from_known_by` says which.
 */
from: Moment, 
/**
 * How that is known, in one sentence.
 */
from_known_by: string, 
/**
 * The first good probe after the last report. `None` while it may still be failing.
 */
to: Moment | null, 
/**
 * How that is known, in one sentence.
 */
to_known_by: string, 
/**
 * The window as text to copy, in local time and UTC, with the calls.
 */
text: string, 
/**
 * The calls of RETM's REST API that list what came in that time.
 */
calls: Array<ListingCall>, };

export type Diagnosis = { 
/**
 * The best known cause in one sentence: from the latest probe since the incident began, else from the code.
 */
sentence: string, 
/**
 * What to do next.
 */
next: string, 
/**
 * Why it fails, in one word, according to the code and the message. If these leave several causes open, the latest
 * probe or the incident's other reports decide.
 */
cause: ReportCause, 
/**
 * What RETM's code and message mean.
 */
explanation: Explanation, 
/**
 * Where a probe would go.
 */
target: ProbeTarget, 
/**
 * The latest probe of the endpoint.
 */
probe: Probe | null, 
/**
 * The state of its recovery, in one sentence. `None` if nothing checks it.
 */
recovery: string | null, 
/**
 * The future time that `recovery` promises. After it, the sentence changes.
 */
recovery_until: Moment | null, 
/**
 * From when to when deliveries failed.
 */
missed: MissedWindow, };

export type EvidenceFormat = "markdown" | "html";

export type MonitorConfig = { 
/**
 * The endpoint as a URL.
 */
url: string, 
/**
 * The interval in seconds: 30 to 86,400.
 */
interval_s: number, 
/**
 * The expected statuses: `200`, `200-299,405`. Empty: 2xx, and 405 to HEAD if GET is answered with 2xx.
 */
expected: string, 
/**
 * The timeout of a check in seconds: 1 to 60.
 */
timeout_s: number, 
/**
 * How many consecutive failures count as down: 1 to 10.
 */
failures: number, 
/**
 * Whether it is checked. A paused monitor keeps its history.
 */
on: boolean, };

export type MonitorState = "unknown" | "up" | "failing" | "down" | "resting" | "offline";

export type MonitorCheck = { 
/**
 * When.
 */
at: Moment, 
/**
 * Whether it met the expectations.
 */
good: boolean, 
/**
 * Its duration in milliseconds.
 */
took_ms: number, cause: ProbeCause, 
/**
 * The HTTP status.
 */
status: number | null, 
/**
 * What was found, in one sentence.
 */
sentence: string, };

export type UnprobedEndpoint = { 
/**
 * When.
 */
at: Moment, 
/**
 * What prevented it, in one sentence.
 */
sentence: string, 
/**
 * What to do about it.
 */
next: string, };

export type Uptime = { 
/**
 * `24 h`, `7 d` or `30 d`.
 */
span: string, 
/**
 * The number of checks.
 */
checks: number, 
/**
 * How many in 100,000 were good. `None` without checks.
 */
good_per_100k: number | null, 
/**
 * The median duration of good checks, in milliseconds.
 */
p50_ms: number | null, 
/**
 * The 95th percentile of the duration of good checks, in milliseconds.
 */
p95_ms: number | null, };

export type MonitorHour = { 
/**
 * When it began.
 */
at: Moment, checks: number, 
/**
 * How many were good.
 */
good: number, 
/**
 * The median duration of good checks, in milliseconds.
 */
p50_ms: number | null, 
/**
 * The 95th percentile of the duration of good checks, in milliseconds.
 */
p95_ms: number | null, };

export type Monitor = { 
/**
 * Its number.
 */
id: number, 
/**
 * Its configuration.
 */
wish: MonitorConfig, 
/**
 * A short name: `/retm/orders`.
 */
label: string, host: string, state: MonitorState, 
/**
 * Since when.
 */
since: Moment | null, 
/**
 * When the next check is due.
 */
next_at: Moment | null, 
/**
 * The latest check.
 */
last: MonitorCheck | null, 
/**
 * Why the last probe was not possible. `None` if it was.
 */
not_asked: UnprobedEndpoint | null, 
/**
 * The recent checks, oldest first, up to [`RECENT_CHECKS`].
 */
strip: Array<MonitorCheck>, 
/**
 * Over 24 h, 7 d and 30 d.
 */
uptimes: Array<Uptime>, 
/**
 * When its certificate expires, as of the last probe.
 */
certificate_until: Moment | null, 
/**
 * The open or acknowledged incident at its endpoint.
 */
incident_id: number | null, 
/**
 * The state of that incident.
 */
incident_state: IncidentState | null, };

export type MonitorList = { 
/**
 * The monitors, those that are down first.
 */
monitors: Array<Monitor>, 
/**
 * Whether this machine is offline. Then nothing is checked.
 */
offline: boolean, 
/**
 * Hosts with several monitors that all fail.
 */
failing_hosts: Array<string>, };

export type MonitorCounts = { total: number, 
/**
 * How many are down.
 */
down: number, };

export type ViewCounts = { 
/**
 * Open incidents.
 */
open: number, 
/**
 * Acknowledged incidents.
 */
acknowledged: number, 
/**
 * Resolved incidents.
 */
resolved: number, 
/**
 * Delivery errors.
 */
errors: number, 
/**
 * Endpoints.
 */
endpoints: number, };

export type Theme = "system" | "light" | "dark";

export type Language = "en" | "ar";

export type Digits = "latin" | "arabic";

export type Calendar = "gregorian" | "umm-al-qura";

export type WeekTotals = { 
/**
 * How many incidents opened.
 */
opened: number, 
/**
 * For how many seconds at least one endpoint was down.
 */
down_s: number, };

export type SlowestRecovery = { incident: number, 
/**
 * Its normalised endpoint; empty for unreadable reports.
 */
endpoint: string, 
/**
 * Its endpoint as it is shown: `/retm/orders`.
 */
label: string, 
/**
 * From its first report until it worked again or was resolved, in seconds. It may have begun before the week.
 */
took_s: number, };

export type WeekCause = { cause: ReportCause, 
/**
 * The status, if the endpoint answered with one.
 */
status: number | null, 
/**
 * The cause in the user's language: `error status 503`.
 */
words: string, 
/**
 * How many of the opened incidents have it.
 */
count: number, };

export type WeekDay = { 
/**
 * `2026-11-24`, in the zone of the summary.
 */
date: string, 
/**
 * How many incidents opened.
 */
opened: number, 
/**
 * For how many seconds at least one endpoint was down.
 */
down_s: number, };

export type EndpointDown = { 
/**
 * The normalised endpoint. Empty for unreadable reports.
 */
endpoint: string, 
/**
 * A short name.
 */
label: string, 
/**
 * Its host, if it has one.
 */
host: string | null, 
/**
 * For how many seconds of the week it was down.
 */
down_s: number, 
/**
 * How many of its incidents opened in the week or lasted into it.
 */
incidents: number, };

export type WeekIncident = { id: number, 
/**
 * The normalised endpoint. Empty for unreadable reports.
 */
endpoint: string, label: string, host: string | null, state: IncidentState, 
/**
 * The code of its latest report.
 */
last_code: number | string | null, opened_at: Moment, 
/**
 * When it worked again or was resolved. `None` while it is unresolved.
 */
ended_at: Moment | null, 
/**
 * For how many seconds of the week it lasted.
 */
down_s: number, is_unseen: boolean, };

export type WeekSummary = { 
/**
 * `2026-W48`.
 */
week: string, 
/**
 * The first moment of the week.
 */
from: Moment, 
/**
 * The first moment after it.
 */
to: Moment, 
/**
 * Whether it is over. Otherwise its figures are those so far.
 */
is_over: boolean, 
/**
 * The name of the week before.
 */
week_before: string, 
/**
 * The name of the week after. `None` if that has not begun.
 */
week_after: string | null, 
/**
 * How many incidents opened.
 */
opened: number, 
/**
 * For how many seconds at least one endpoint was down.
 */
down_s: number, 
/**
 * The week before.
 */
before: WeekTotals, 
/**
 * How many of the opened incidents nobody looked at.
 */
unseen: number, 
/**
 * Of the incidents that ended in the week, the one that lasted longest.
 */
slowest: SlowestRecovery | null, 
/**
 * The most frequent cause of the opened incidents.
 */
cause: WeekCause | null, 
/**
 * Its seven days.
 */
days: Array<WeekDay>, 
/**
 * The endpoints that were down, longest first; at most 20.
 */
endpoints: Array<EndpointDown>, 
/**
 * The incidents that opened or lasted in the week, latest first; at most 100.
 */
incidents: Array<WeekIncident>, 
/**
 * How many incidents are left out of `incidents`.
 */
more: number, };

export type ColleagueIncident = { 
/**
 * Its number here.
 */
id: number, 
/**
 * The name of its machine.
 */
machine: string, 
/**
 * Its number on its machine.
 */
number: number, 
/**
 * What it is called: `anna/17`.
 */
reference: string, 
/**
 * Its state, all that colleagues did considered.
 */
state: IncidentState, 
/**
 * The name of the machine whose user put it in that state; null if a rule or a report did.
 */
by: string | null, 
/**
 * The normalised endpoint; empty for unreadable reports.
 */
endpoint: string, 
/**
 * A short name for it.
 */
label: string, 
/**
 * The code of its latest delivery error.
 */
code: number | null, 
/**
 * The message of its latest delivery error, redacted.
 */
message: string, 
/**
 * How many delivery errors it has.
 */
error_count: number, 
/**
 * By its machine's clock.
 */
opened_at: Moment, 
/**
 * By its machine's clock.
 */
last_error_at: Moment, };

export type TeamLink = { "state": "off" } | { "state": "connecting" } | { "state": "connected", since: Moment, } | { "state": "waiting", since: Moment, problem: Problem, };

export type TeamView = { 
/**
 * Whether the server can be reached.
 */
link: TeamLink, 
/**
 * The name of this machine.
 */
name: string, 
/**
 * The names of the others.
 */
machines: Array<string>, 
/**
 * How many changes wait to be shared.
 */
waiting: number, 
/**
 * The incidents of colleagues, unresolved ones first, then the most recently active.
 */
incidents: Array<ColleagueIncident>, };

export type TeamTest = { 
/**
 * The server's version: `15.8`.
 */
server: string, 
/**
 * Whether the tables are not there yet; the first machine creates them.
 */
is_new: boolean, 
/**
 * The names of all machines in the team.
 */
machines: Array<string>, };

export type Locale = { 
/**
 * The language, with `system` resolved.
 */
language: Language, 
/**
 * The digits.
 */
digits: Digits, 
/**
 * The calendar.
 */
calendar: Calendar, };

export type WindowZone = "local" | "utc";

export type HourFormat = "24h" | "12h" | "system";

export type Density = "compact" | "comfortable";

export type Appearance = { time_zone: WindowZone, hours: HourFormat, density: Density, };

export type DeliveryErrorDetail = { 
/**
 * The list entry.
 */
error: DeliveryError, 
/**
 * The incident it belongs to, in its current state.
 */
incident: Incident, 
/**
 * The exact body, if it is valid UTF-8.
 */
body: string | null, 
/**
 * The body in base64, if it is not.
 */
body_base64: string | null, 
/**
 * Header name (lower case) to value; secrets are redacted.
 */
headers: { [key in string]: string }, 
/**
 * The sender's address and port.
 */
remote_addr: string, 
/**
 * Why it could not be read. `None` for a readable report.
 */
unreadable_reason: string | null, 
/**
 * How it was read, if it was not as documented: compressed, a form, another charset. One sentence each.
 */
read_as: Array<string>, 
/**
 * The decoded text of the body (decompressed, in UTF-8), if that differs from the body.
 */
text: string | null, };

export type Problem = { 
/**
 * What happened.
 */
what: string, 
/**
 * What it means for the user.
 */
meaning: string, 
/**
 * What to do about it.
 */
remedy: string, 
/**
 * The input field with the problem, by its name in the settings. `None` if it is not about a single field.
 */
field?: string, };

export type ReceiverStatus = { "state": "listening", address: string, } | { "state": "failed", problem: Problem, };

export type StoreStatus = { "state": "working" } | { "state": "failing", problem: Problem, };

export type NotificationStatus = { "state": "working", server: string, } | { "state": "unknown" } | { "state": "missing", problem: Problem, };

export type Hop = "machine" | "dns" | "connect" | "tls" | "timeout" | "tunnel" | "stranger";

export type Reachability = { "state": "off" } | { "state": "checking", 
/**
 * The public receiver URL. Secret.
 */
url: string, } | { "state": "proven", 
/**
 * The public receiver URL. Secret.
 */
url: string, 
/**
 * When it last answered.
 */
at: Moment, 
/**
 * The duration in milliseconds.
 */
took_ms: number, } | { "state": "failing", 
/**
 * The public receiver URL. Secret.
 */
url: string, 
/**
 * The first of the consecutive failures.
 */
since: Moment, 
/**
 * When this URL was last proven, if ever.
 */
last_proven_at: Moment | null, 
/**
 * Where it failed.
 */
hop: Hop, 
/**
 * The failure in words.
 */
problem: Problem, };

export type TunnelKind = "tailscale" | "ngrok" | "ssh" | "own_url" | "cloudflared" | "bore";

export type TunnelStatus = { "state": "off" } | { "state": "starting", kind: TunnelKind, } | { "state": "up", kind: TunnelKind, 
/**
 * Its public end, without a trailing slash.
 */
public_url: string, since: Moment, 
/**
 * Whether it was already running and is only watched.
 */
adopted: boolean, } | { "state": "down", kind: TunnelKind, 
/**
 * Why, in words.
 */
problem: Problem, since: Moment, 
/**
 * The time of the next attempt. `None` during an attempt, or if the tunnel recovers by itself.
 */
retry_at: Moment | null, };

export type Offer = { 
/**
 * The kind.
 */
kind: TunnelKind, 
/**
 * Its name for display.
 */
title: string, 
/**
 * Whether it can be used here as it is.
 */
found: boolean, 
/**
 * The path of its program; none if it needs none or is not installed.
 */
program: string | null, 
/**
 * The version that the program reports.
 */
version: string | null, 
/**
 * Whether its URL stays the same over restarts, without anything set.
 */
lasting: boolean, 
/**
 * What it costs and how long its URL lasts, in one line.
 */
cost_and_life: string, 
/**
 * How to get it; none if it was found.
 */
how_to_get: string | null, 
/**
 * The public URL of a running agent that already forwards to this receiver: it will be adopted.
 */
already: string | null, };

export type PublicUrl = { 
/**
 * The tunnel's public end, without the key.
 */
url: string, 
/**
 * When it was first seen.
 */
first_at: Moment, 
/**
 * When it was last seen.
 */
last_at: Moment, };

export type ConnectionState = "off" | "local" | "unchecked" | "working" | "proven" | "stale" | "failing";

export type ConnectionStatus = { 
/**
 * The tunnel that the app runs or watches.
 */
tunnel: TunnelStatus, 
/**
 * Whether RETM can reach the receiver through it.
 */
reachability: Reachability, 
/**
 * Whether the current receiver URL was copied once.
 */
url_copied: boolean, 
/**
 * Whether the public URL has changed since the receiver URL was last copied, so that RETM still has the old one.
 */
url_changed: boolean, 
/**
 * The state at a glance.
 */
state: ConnectionState, };

export type Level = "calm" | "attention" | "deaf";

export type ProofName = "store" | "receiver" | "way_in" | "workers" | "unresolved" | "requests" | "history" | "setup" | "notifications" | "settings";

export type ProofState = { "state": "proven", 
/**
 * What is proven, in one sentence.
 */
said: string, } | { "state": "missing", problem: Problem, } | { "state": "not_known_yet", 
/**
 * What is not known.
 */
problem: Problem, } | { "state": "set_aside", 
/**
 * What that means, in one sentence.
 */
said: string, };

export type Proof = { name: ProofName, } & ({ "state": "proven", 
/**
 * What is proven, in one sentence.
 */
said: string, } | { "state": "missing", problem: Problem, } | { "state": "not_known_yet", 
/**
 * What is not known.
 */
problem: Problem, } | { "state": "set_aside", 
/**
 * What that means, in one sentence.
 */
said: string, });

export type Verdict = { 
/**
 * The overall state at a glance.
 */
level: Level, 
/**
 * The most important fact, in one or two sentences.
 */
headline: string, 
/**
 * What else there is to know. May be empty.
 */
detail: string, 
/**
 * Every proof, most important first.
 */
proofs: Array<Proof>, 
/**
 * When the passing of time alone may change the verdict.
 */
good_until: Moment | null, };

export type SetupStepName = "connection" | "url" | "report";

export type SetupStepState = "done" | "left" | "set_aside";

export type SetupStep = { name: SetupStepName, state: SetupStepState, };

export type Setup = { 
/**
 * The steps, in order.
 */
steps: Array<SetupStep>, 
/**
 * How many are still to be done.
 */
left: number, 
/**
 * Whether the user wants to receive from this machine only, and there is no ingress.
 */
local_only: boolean, };

export type WorkerFailure = { 
/**
 * The worker's name in the log: `alerts`, `retention`.
 */
name: string, since: Moment, 
/**
 * What that means.
 */
problem: Problem, 
/**
 * The time of the next restart. `None` if there is none.
 */
restarts_at: Moment | null, };

export type Upgrade = { 
/**
 * The version of the new file; none where it does not say one.
 */
version: string | null, };

export type Status = { 
/**
 * The program's version.
 */
version: string, 
/**
 * The URL to paste into RETM's portal. `None` until the receiver has listened once. Secret.
 */
receiver_url: string | null, receiver: ReceiverStatus, connection: ConnectionStatus, store: StoreStatus, notifications: NotificationStatus, 
/**
 * The workers that have ended while the program keeps running.
 */
workers: Array<WorkerFailure>, 
/**
 * The number of rows in each view.
 */
counts: ViewCounts, monitors: MonitorCounts, 
/**
 * The relay's requests by state. Omitted if the relay was never switched on.
 */
requests?: RequestCounts, 
/**
 * That the relay's traffic of this month is near the quota of the tunnel in use; left out where it is not.
 */
relay_quota?: Problem, 
/**
 * That the program was replaced while it runs; left out where it was not.
 */
upgrade?: Upgrade, 
/**
 * The expected paths to which no request comes; left out where there are none.
 */
silences?: Array<SilentPath>, 
/**
 * Whether the team's server can be reached; left out without a team.
 */
team?: TeamLink, 
/**
 * The project of each merchant that has one; left out where none has.
 */
projects?: { [key in string]: ProjectMark }, 
/**
 * The projects of the keys; left out where neither has one.
 */
key_projects?: KeyProjects, 
/**
 * Whether all is well, and if not, what is missing.
 */
verdict: Verdict, setup: Setup, 
/**
 * Increases with every change that the window may have to show.
 */
revision: number, 
/**
 * Until when the user has paused alerts. `None` if the pause has no end, or there is none.
 */
alerts_paused_until: Moment | null, 
/**
 * What is wrong with `settings.toml`. The last valid settings then stay in force.
 */
settings_problem: Problem | null, 
/**
 * The colour scheme of the window.
 */
theme: Theme, 
/**
 * The language it speaks, its digits and its calendar.
 */
locale: Locale, 
/**
 * How it writes times, and how much room its rows have.
 */
appearance: Appearance, 
/**
 * Whether the user holds alerts back.
 */
alerts_paused: boolean, 
/**
 * The number of stored delivery errors, including test reports.
 */
total: number, 
/**
 * The ID of the newest delivery error; 0 if there is none.
 */
newest_id: number, 
/**
 * How many came since the user last looked at the history, up to 1,000.
 */
unseen: number, 
/**
 * Whether endpoints on more than one host have failed. Then each is shown with its host.
 */
several_hosts: boolean, 
/**
 * Where everything is kept.
 */
data_dir: string, };

export type Sent = { 
/**
 * The delivery error.
 */
id: number, 
/**
 * Its incident.
 */
incident: number, };

export type CodeWords = { 
/**
 * The code or range: `503`, `500–599`, `0`, `No code`.
 */
code: string, 
/**
 * The standard name of a single HTTP status.
 */
name: string | null, 
/**
 * What it means, in one sentence.
 */
meaning: string, 
/**
 * What to try next, in one sentence.
 */
next: string, };

export type MachineCheck = { name: string, ok: boolean, found: string, 
/**
 * What to do. `None` if all is well.
 */
remedy: string | null, };

export type WindowView = { 
/**
 * In per cent.
 */
zoom: number, 
/**
 * The sidebar's width in pixels. `None`: the default.
 */
sidebar: number | null, 
/**
 * The list's share of the room beside the sidebar, in per cent. `None`: the default.
 */
list: number | null, 
/**
 * The language to speak from the first paint on, the digits and the calendar.
 */
locale: Locale, 
/**
 * Why the link was refused that opened this window.
 */
refused: Problem | null, };

export type RelayMode = "through" | "catch" | "keep";

export type RequestState = "delivered" | "waiting" | "needs_you" | "dead" | "passed";

export type Trigger = "initial" | "automatic" | "manual" | "replay";

export type AttemptParts = { 
/**
 * On our own disk, in milliseconds.
 */
disk_ms: number, 
/**
 * On connecting.
 */
connect_ms: number, 
/**
 * On the integration, from the first byte sent to the last byte received.
 */
answer_ms: number, };

export type AttemptRow = { 
/**
 * When it began.
 */
at: Moment, 
/**
 * Its duration in milliseconds.
 */
ms: number, 
/**
 * The status of the answer, if there was one.
 */
status: number | null, 
/**
 * Why there was no complete answer, in words.
 */
error: string | null, 
/**
 * Why it was made.
 */
trigger: Trigger, };

export type AttemptDetail = { 
/**
 * How the time was spent.
 */
parts: AttemptParts, 
/**
 * The URL that it was sent to, redacted.
 */
target: string, 
/**
 * Header name (lower case) to value, redacted.
 */
response_headers: { [key in string]: string }, 
/**
 * The answer's body, if it is valid UTF-8.
 */
response_body: string | null, 
/**
 * The answer's body in base64, if it is not.
 */
response_body_base64: string | null, 
/**
 * Whether the answer was longer than what was stored.
 */
response_cut: boolean, 
/**
 * The body that a person had written in the place of the request's own, where it is valid UTF-8; none where it was
 * sent as it came.
 */
edited_body: string | null, 
/**
 * The same in base64, where it is not.
 */
edited_body_base64: string | null, 
/**
 * How that differs from the request's own body.
 */
edits: Comparison | null, 
/**
 * When it began.
 */
at: Moment, 
/**
 * Its duration in milliseconds.
 */
ms: number, 
/**
 * The status of the answer, if there was one.
 */
status: number | null, 
/**
 * Why there was no complete answer, in words.
 */
error: string | null, 
/**
 * Why it was made.
 */
trigger: Trigger, };

export type RequestRow = { 
/**
 * The ID, from 1, in the order in which requests were stored.
 */
id: number, 
/**
 * When it was received.
 */
received_at: Moment, method: string, 
/**
 * The path after the key.
 */
path: string, 
/**
 * The query, without the question mark, redacted.
 */
query: string | null, 
/**
 * The event's name: `order.created`.
 */
event: string | null, 
/**
 * The label of the token it came with.
 */
merchant: string | null, 
/**
 * How RETM is answered.
 */
mode: RelayMode, 
/**
 * The status sent to RETM. `None` while there is no answer.
 */
answered: number | null, state: RequestState, 
/**
 * The time of the next attempt. `None` if it is not waiting, or no attempt is planned yet.
 */
next_at: Moment | null, 
/**
 * The attempts, in order.
 */
attempts: Array<AttemptRow>, };

export type ReportView = { 
/**
 * The relay's requests that it is probably about, oldest first; left out where there are none.
 */
requests?: Array<RequestRow>, 
/**
 * That no request came at that time by its path: RETM could not get in. Left out otherwise.
 */
no_request?: boolean, 
/**
 * The list entry.
 */
error: DeliveryError, 
/**
 * The incident it belongs to, in its current state.
 */
incident: Incident, 
/**
 * The exact body, if it is valid UTF-8.
 */
body: string | null, 
/**
 * The body in base64, if it is not.
 */
body_base64: string | null, 
/**
 * Header name (lower case) to value; secrets are redacted.
 */
headers: { [key in string]: string }, 
/**
 * The sender's address and port.
 */
remote_addr: string, 
/**
 * Why it could not be read. `None` for a readable report.
 */
unreadable_reason: string | null, 
/**
 * How it was read, if it was not as documented: compressed, a form, another charset. One sentence each.
 */
read_as: Array<string>, 
/**
 * The decoded text of the body (decompressed, in UTF-8), if that differs from the body.
 */
text: string | null, };

export type RequestDetail = { id: number, 
/**
 * When it was received.
 */
received_at: Moment, method: string, 
/**
 * The path after the key.
 */
path: string, 
/**
 * The query, without the question mark, redacted.
 */
query: string | null, 
/**
 * The event's name: `order.created`.
 */
event: string | null, 
/**
 * The merchant: RETM's `business_refrence`.
 */
merchant_reference: string | null, 
/**
 * The label of the token it came with.
 */
merchant: string | null, 
/**
 * How RETM is answered.
 */
mode: RelayMode, 
/**
 * The status sent to RETM. `None` while there is no answer.
 */
answered: number | null, state: RequestState, 
/**
 * The time of the next attempt. `None` if it is not waiting, or no attempt is planned yet.
 */
next_at: Moment | null, 
/**
 * The ID sent to the integration.
 */
webhook_id: string, 
/**
 * The sender's address and port.
 */
remote_addr: string, 
/**
 * Header name (lower case) to value, redacted.
 */
headers: { [key in string]: string }, 
/**
 * The exact body, if it is valid UTF-8.
 */
body: string | null, 
/**
 * The body in base64, if it is not.
 */
body_base64: string | null, 
/**
 * The attempts, in order.
 */
attempts: Array<AttemptDetail>, };

export type RequestCounts = { waiting: number, 
/**
 * How many need the user.
 */
needs_you: number, 
/**
 * How many were given up.
 */
dead: number, 
/**
 * When the oldest waiting request was received.
 */
oldest_waiting: Moment | null, };

export type Difference = { 
/**
 * A JSON pointer (RFC 6901) such as `/order/items/0/price`, empty for the whole; or the line number.
 */
path: string, 
/**
 * The first text's value. `None` if the second has added it.
 */
from: string | null, 
/**
 * The second text's value. `None` if it was removed.
 */
to: string | null, };

export type ComparedBy = "json" | "lines" | "bytes";

export type Comparison = { 
/**
 * Whether the bodies are equal to the letter.
 */
equal: boolean, 
/**
 * How the bodies were compared.
 */
by: ComparedBy, 
/**
 * The differences, in the order of the first body, at most [`MAX_COUNT`].
 */
differences: Array<Difference>, 
/**
 * Whether there are more differences.
 */
more: boolean, 
/**
 * The headers that differ, by name; the path is the name.
 */
headers: Array<Difference>, };

export type Share = { count: number, 
/**
 * The total.
 */
of: number, 
/**
 * `9 of 10`; from 20 on with a percentage.
 */
words: string, };

export type Rate = { 
/**
 * Delivered by the first attempt, out of those that were tried.
 */
first_try: Share, 
/**
 * Delivered in the end, out of those that are not waiting.
 */
in_the_end: Share, waiting: number, 
/**
 * Attempts per delivered request, if there are any.
 */
attempts_a_delivery: number | null, 
/**
 * The median duration of the attempt that got through, in milliseconds.
 */
p50_ms: number | null, 
/**
 * The 95th percentile of the same.
 */
p95_ms: number | null, };

export type PathRate = { 
/**
 * The path after the key, with IDs replaced by `:id`.
 */
path: string, 
/**
 * Delivered by the first attempt, out of those that were tried.
 */
first_try: Share, 
/**
 * Delivered in the end, out of those that are not waiting.
 */
in_the_end: Share, waiting: number, 
/**
 * Attempts per delivered request, if there are any.
 */
attempts_a_delivery: number | null, 
/**
 * The median duration of the attempt that got through, in milliseconds.
 */
p50_ms: number | null, 
/**
 * The 95th percentile of the same.
 */
p95_ms: number | null, };

export type SpanRates = { 
/**
 * Its length.
 */
hours: number, 
/**
 * Since when it is known, if not for all of it.
 */
known_from: Moment | null, 
/**
 * All paths combined.
 */
all: Rate, 
/**
 * Each path, most used first.
 */
paths: Array<PathRate>, 
/**
 * How many more paths there are.
 */
more_paths: number, };

export type DeliveryRates = { 
/**
 * How many requests are in each state now, and when the oldest waiting one was received.
 */
now: RequestCounts, 
/**
 * The last day, week and month.
 */
spans: Array<SpanRates>, };

export type RelayRoute = { 
/**
 * A path. `*` matches any text: `/retm/rewards/*`.
 */
path: string, mode: RelayMode, };

export type SilentPath = { 
/**
 * `*` matches any text.
 */
path: string, 
/**
 * The last request, or when listening began.
 */
since: Moment, 
/**
 * At least one is expected within this many seconds.
 */
within_s: number, };

export type TargetKind = "slack" | "teams" | "discord" | "telegram" | "ntfy" | "gotify" | "mail" | "url" | "command";

export type TargetForm = { name: string, kind: TargetKind, 
/**
 * The kind's own keys. A command has one line for the program and one for each argument. When a target is read,
 * secret keys are left out; when it is saved, a key that is left out stays as it is, and an empty one is removed.
 */
values: { [key in string]: string }, 
/**
 * A search.
 */
only: string, 
/**
 * The name of a project.
 */
project: string, hours: string, quiet_hours: string, 
/**
 * Whether its secrets are in the system's keyring instead of the settings.
 */
in_keyring: boolean, };

export type TargetTest = { 
/**
 * When it was sent.
 */
at: Moment, 
/**
 * Whether it appeared, as the user said. `None`: not said yet.
 */
appeared: boolean | null, };

export type TargetRow = { form: TargetForm, 
/**
 * The host, or the program's name of a command; `None` if only the keyring knows it.
 */
host: string | null, 
/**
 * The keys that hold a secret now, in the settings or in the keyring.
 */
secret_keys: Array<string>, 
/**
 * How many changes wait.
 */
waiting: number, 
/**
 * Why the latest attempt failed; `None` if it succeeded.
 */
problem: string | null, failing_since: Moment | null, retry_at: Moment | null, 
/**
 * When something last got there.
 */
sent_at: Moment | null, test: TargetTest | null, };

export type ReplayPlan = { 
/**
 * The requests, the oldest first, without those about rewards.
 */
ids: Array<number>, 
/**
 * Those about rewards: sent only where the person says so.
 */
rewards: Array<number>, 
/**
 * How long one is likely to take, in milliseconds, by their own attempts; none where none was ever answered.
 */
ms_each: number | null, };

export type ProjectColour = "grey" | "green" | "amber" | "red" | "orange";

export type ProjectMark = { 
/**
 * What it is called.
 */
name: string, 
/**
 * Its colour.
 */
colour: ProjectColour, 
/**
 * Whether nothing is told of it.
 */
is_muted: boolean, 
/**
 * When what is to be told of it waits; none where it has no quiet hours.
 */
quiet_hours: string | null, };

export type KeyProjects = { 
/**
 * That of the error webhook's key.
 */
receiver: ProjectMark | null, 
/**
 * That of the relay's key.
 */
relay: ProjectMark | null, };

export type ReplayProgress = { 
/**
 * Tells one run from another.
 */
run: number, 
/**
 * How many were to be sent.
 */
total: number, 
/**
 * How many were sent.
 */
sent: number, 
/**
 * How many of them were answered 2xx.
 */
got_through: number, 
/**
 * How long all that were sent took, in milliseconds.
 */
took_ms: number, 
/**
 * Whether it goes on.
 */
is_running: boolean, 
/**
 * Why it ended early, where no person ended it.
 */
problem: Problem | null, };

export type RelayView = { 
/**
 * Whether it accepts requests.
 */
is_on: boolean, 
/**
 * Where requests are delivered.
 */
target: string | null, 
/**
 * The relay modes of some paths. The first matching route decides.
 */
routes: Array<RelayRoute>, 
/**
 * The URL to paste into RETM, without a path. `None` while the relay is off or the receiver does not listen.
 * Secret.
 */
url: string | null, 
/**
 * Since when the target refuses connections. Waiting requests are tried as soon as it listens.
 */
held_since: Moment | null, 
/**
 * Whether the user has paused the queue.
 */
is_paused: boolean, 
/**
 * When the next attempt is due. `None` if none is planned.
 */
next_at: Moment | null, 
/**
 * How far the replay of several has come that runs, or ran last.
 */
replay?: ReplayProgress, };

export type RequestPage = { 
/**
 * The rows, newest first.
 */
rows: Array<RequestRow>, 
/**
 * The number of requests in each state, regardless of the query.
 */
counts: RequestCounts, 
/**
 * What is wrong with the query. Then it finds nothing.
 */
query_problem: string | null, relay: RelayView, };

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
