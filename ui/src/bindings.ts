// Generated from the Rust types by `make types`; do not edit. A test fails when it is stale.

export type Moment = string;

export type Source = "retm" | "test" | "simulated";

export type DeliveryError = { 
/**
 * Its number, from 1, in the order of arrival.
 */
id: number, 
/**
 * When it was received.
 */
received_at: Moment, 
/**
 * Why delivery failed; RETM documents no list of numbers.
 */
code: number | null, 
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

export type Incident = { 
/**
 * Its number, from 1.
 */
id: number, 
/**
 * The normalised endpoint; empty for the incident of unreadable reports.
 */
endpoint: string, 
/**
 * A short name for it: `/retm/orders`, or `unreadable reports`.
 */
label: string, 
/**
 * Where it stands.
 */
state: IncidentState, 
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
last_code: number | null, 
/**
 * The incident before this one at the same endpoint.
 */
previous_id: number | null, 
/**
 * Until when it is muted, which may be over by now; none where it never was.
 */
muted_until: Moment | null, 
/**
 * When its state last changed.
 */
changed_at: Moment, 
/**
 * The code of its first delivery error.
 */
first_code: number | null, 
/**
 * The worst of its codes: no answer at all before a server's fault, that before a client's.
 */
worst_code: number | null, 
/**
 * Its latest delivery error.
 */
last_error_id: number, 
/**
 * RETM's free text in the latest one; empty for an unreadable report.
 */
last_message: string, 
/**
 * Where the latest one came from.
 */
last_source: Source, 
/**
 * How many incidents opened at this endpoint in the seven days up to this one, this one included.
 */
times_this_week: number, };

export type DeliveryErrorDetail = { 
/**
 * What the list shows of it.
 */
error: DeliveryError, 
/**
 * The incident it belongs to, as it is now.
 */
incident: Incident, 
/**
 * The body to the letter, where it is valid UTF-8.
 */
body: string | null, 
/**
 * The body in base64, where it is not.
 */
body_base64: string | null, 
/**
 * Header name (lower case) to value; secrets are redacted.
 */
headers: { [key in string]: string }, 
/**
 * Where the connection came from, with the port.
 */
remote_addr: string, 
/**
 * Why it could not be read; none for a readable report.
 */
unreadable_reason: string | null, };

export type Problem = { 
/**
 * What happened.
 */
what: string, 
/**
 * What it means for the person.
 */
meaning: string, 
/**
 * What to do about it.
 */
remedy: string, };

export type ReceiverStatus = { "state": "listening", 
/**
 * On this address and port.
 */
address: string, } | { "state": "failed", 
/**
 * Why.
 */
problem: Problem, };

export type StoreStatus = { "state": "working" } | { "state": "failing", 
/**
 * Why.
 */
problem: Problem, };

export type NotificationStatus = { "state": "working", 
/**
 * Its name.
 */
server: string, } | { "state": "unknown" } | { "state": "missing", 
/**
 * What that means.
 */
problem: Problem, };

export type Status = { 
/**
 * The program's version.
 */
version: string, 
/**
 * What is pasted into RETM's portal; none until the receiver has listened once. Secret.
 */
receiver_url: string | null, 
/**
 * The receiver.
 */
receiver: ReceiverStatus, 
/**
 * The store.
 */
store: StoreStatus, 
/**
 * The notifications.
 */
notifications: NotificationStatus, 
/**
 * Whether the user holds alerts back.
 */
alerts_paused: boolean, 
/**
 * How many delivery errors are kept.
 */
total: number, 
/**
 * The newest delivery error's id; 0 when there is none.
 */
newest_id: number, 
/**
 * How many came since the history was last looked at, up to 1,000.
 */
unseen: number, 
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

/** Every call the window can make: its arguments and its answer. A call that fails rejects with a `Problem`. */
export interface Commands {
  status: { args: Record<string, never>; returns: Status };
  delivery_errors: {
    args: { before: number | null; after: number | null; incident_id: number | null; limit: number };
    returns: DeliveryErrorPage;
  };
  delivery_error: { args: { id: number }; returns: DeliveryErrorDetail | null };
  mark_seen: { args: { up_to: number }; returns: null };
  send_test: { args: Record<string, never>; returns: Sent };
  copy: { args: { text: string }; returns: null };
  pause_alerts: { args: { paused: boolean }; returns: null };
  mend_receiver: { args: { any_port: boolean }; returns: null };
}

/** Every event the window can hear, with its payload. */
export interface Events {
  /** Something changed: new rows, the receiver, the store, the alerts. At most one in 100 ms. */
  changed: Status;
  /** Go to this address, e.g. "#/incident/4" after a click on a notification. */
  navigate: string;
}
