// The whole report as JSON, with the names and order of `missedhook show --json`. The body is included unchanged.
import type { DeliveryErrorDetail } from "../bindings";

export function reportAsJson(detail: DeliveryErrorDetail): string {
  const { error } = detail;
  const report = {
    id: error.id,
    received_at: error.received_at,
    code: error.code,
    endpoint: error.endpoint,
    message: error.message,
    readable: error.readable,
    source: error.source,
    incident_id: error.incident_id,
    remote_addr: detail.remote_addr,
    headers: detail.headers,
    body: detail.body,
    body_base64: detail.body_base64,
  };
  return exactJson(report);
}

/** JSON with codes that came as text (see codes.ts) written as numbers. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/^( *"(?:\w+_)?code": )"(-?\d+)"/gm, "$1$2");
}
