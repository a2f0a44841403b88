// Numbered delivery errors for the tests of paging: a backend with any number of pages.
import type { Backend } from "../backend";
import type { Commands, DeliveryError, Problem, Status } from "../bindings";

type Asked = Commands["delivery_errors"]["args"];

function row(id: number): DeliveryError {
  return {
    id,
    received_at: "2026-11-24T09:14:00.000Z",
    code: 503,
    endpoint: "https://pos.example.com/retm/orders",
    message: "",
    readable: true,
    source: "retm",
    incident_id: 1,
  };
}

/** Newest first, from `newest` down. */
export const rows = (newest: number, count: number): DeliveryError[] =>
  Array.from({ length: count }, (_, i) => row(newest - i));

export class PagedBackend implements Backend {
  failure: Problem | null = null;
  /** The reports that were deleted. */
  readonly gone = new Set<number>();

  /** `last`: the one report of incident 2. */
  constructor(
    public count: number,
    private readonly last = -1,
  ) {}

  call(_: string, args: unknown): Promise<never> {
    const { before, after, incident_id, limit } = args as Asked;
    if (this.failure) return Promise.reject(Object.assign(new Error(this.failure.what), this.failure));
    if (incident_id !== null) return Promise.resolve({ rows: rows(this.last, 1), more: false } as never);
    const found: DeliveryError[] = [];
    let id = Math.min(this.count, (before ?? Infinity) - 1);
    for (; id > (after ?? 0) && found.length <= limit; id--) if (!this.gone.has(id)) found.push(row(id));
    return Promise.resolve({ rows: found.slice(0, limit), more: found.length > limit } as never);
  }

  /** As the status says it. */
  get stored(): Pick<Status, "newest_id" | "total"> {
    let newest_id = this.count;
    while (this.gone.has(newest_id)) newest_id--;
    return { newest_id, total: this.count - this.gone.size };
  }

  listen(): Promise<() => void> {
    return Promise.resolve(() => {});
  }
}
