// Generated from the Rust types by `make types`; do not edit. A test fails when it is stale.

/** Where a delivery error came from: RETM itself, "Send test report", or `missedhook simulate`. */
export type Source = "retm" | "test" | "simulated";

/** One POST from RETM's error webhook, as stored. */
export type DeliveryError = {
  id: number;
  /** RFC 3339, UTC, milliseconds. */
  received_at: string;
  code: number | null;
  /** Empty for an unreadable report. */
  endpoint: string;
  message: string;
  readable: boolean;
  source: Source;
  incident_id: number;
};

/** What the list shows at once: newest first. */
export type DeliveryErrorPage = {
  rows: Array<DeliveryError>;
  /** Whether older rows follow. */
  more: boolean;
};

export type IncidentState = "open" | "acknowledged" | "resolved";

/** A run of delivery errors at one endpoint. */
export type Incident = {
  id: number;
  /** The normalised endpoint; empty for the incident of unreadable reports. */
  endpoint: string;
  /** A short name for it: "/retm/orders", or "unreadable reports". */
  label: string;
  state: IncidentState;
  opened_at: string;
  last_error_at: string;
  error_count: number;
  last_code: number | null;
  /** The incident before this one at the same endpoint. */
  previous_id: number | null;
};

/** Everything that is known of one delivery error. */
export type DeliveryErrorDetail = {
  error: DeliveryError;
  incident: Incident;
  /** The body to the letter, where it is valid UTF-8. */
  body: string | null;
  /** The body where it is not. */
  body_base64: string | null;
  /** Header name (lower case) to value; secrets are redacted. */
  headers: { [key in string]: string };
  remote_addr: string;
  /** Why it could not be read; null for a readable report. */
  unreadable_reason: string | null;
};

/** A failure in three sentences: what happened, what it means, what to do. */
export type Problem = { what: string; meaning: string; remedy: string };

export type ReceiverStatus =
  | { state: "listening"; address: string }
  | { state: "failed"; problem: Problem };

export type StoreStatus = { state: "working" } | { state: "failing"; problem: Problem };

export type NotificationStatus =
  | { state: "working"; server: string }
  | { state: "unknown" }
  | { state: "missing"; problem: Problem };

/** The state of the whole app; comes with every change. */
export type Status = {
  version: string;
  /** What is pasted into RETM's portal; null until the receiver has listened once. */
  receiver_url: string | null;
  receiver: ReceiverStatus;
  store: StoreStatus;
  notifications: NotificationStatus;
  alerts_paused: boolean;
  /** How many delivery errors are kept. */
  total: number;
  /** The newest delivery error's id; 0 when there is none. */
  newest_id: number;
  /** How many came since the history was last looked at. */
  unseen: number;
  data_dir: string;
};

/** Where a report that was sent ended up. */
export type Sent = { id: number; incident: number };

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
