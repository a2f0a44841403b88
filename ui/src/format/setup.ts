// The setup as text: what is left, and whether a step is done. The app decides what is done.
import type { Setup, SetupStepName, Status } from "../bindings";

/** "Finish setup · 2 of 3 left", or null if nothing is left. */
export function setupWords(setup: Setup | null): string | null {
  if (setup === null || setup.left === 0) return null;
  return `Finish setup · ${String(setup.left)} of ${String(setup.steps.length)} left`;
}

export function isDone(setup: Setup | null, name: SetupStepName): boolean {
  return setup?.steps.some((step) => step.name === name && step.state === "done") ?? false;
}

/** Why a report arrived without a notification. Null if one may still come. */
export function unseenWords(status: Status | null): string | null {
  if (status === null) return null;
  if (status.notifications.state === "missing") {
    const { what, remedy } = status.notifications.problem;
    return `No notification was shown. ${what} ${remedy}`;
  }
  return status.alerts_paused ? "No notification was shown: notifications are paused." : null;
}
