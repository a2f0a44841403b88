// Loads what the route names: the list of the view, and the incident, report, monitor, request or endpoint that is open.
// Remembers where the cursors are.
import { untrack } from "svelte";
import { ANY_SOURCE } from "../list/report-list.svelte";
import type { Pages } from "./pages.svelte";

/** For as long as the component that calls it is there. */
export function followRoute(pages: Pages): void {
  const { session, list, navigation } = pages;
  // Separate values, so that opening something does not reload the list.
  const view = $derived(session.router.route.view);
  const query = $derived(session.router.route.query);
  const incident = $derived(session.router.route.incident);
  const week = $derived(session.router.route.week);
  const endpoint = $derived(session.router.route.endpoint);

  $effect(() => {
    if (pages.setup.isElsewhere) untrack(() => pages.leaveFirstRun());
  });
  // The first run shows the first report as it arrives.
  $effect(() => {
    if (session.ready && pages.setup.shown) untrack(() => void list.reports.open(null, ANY_SOURCE));
  });
  // Loaded along with the status, before the list: a notification's click opens it.
  const loads = $derived(session.listening || session.ready);
  $effect(() => {
    const id = incident;
    if (loads) untrack(() => void pages.incident.show(id));
  });
  $effect(() => {
    const route = { view, query };
    if (session.ready && !pages.setup.shown) untrack(() => void pages.showView(route));
  });
  $effect(() => {
    const id = incident;
    if (session.ready) untrack(() => void pages.revealIncident(id));
  });
  // It covers the list, where the selection is shown.
  $effect(() => {
    if (incident !== null && session.layout.mode === "one") untrack(() => void list.actions.clear());
  });
  $effect(() => {
    const name = endpoint;
    if (session.ready) untrack(() => void pages.endpoint.show(name));
  });
  $effect(() => {
    const name = week;
    if (session.ready && view === "week") untrack(() => void pages.week.show(name));
  });
  followOpenRows(pages);
  $effect(() => {
    navigation.rememberPlaces();
  });
}

/** The report, monitor or request that is open. The cursor is on it, so the keys go on from there. */
function followOpenRows(pages: Pages): void {
  const { session, navigation } = pages;
  const error = $derived(session.router.route.error);
  const monitor = $derived(session.router.route.monitor);
  const request = $derived(session.router.route.request);

  $effect(() => {
    const id = error;
    if (session.ready) untrack(() => void pages.showReport(id));
  });
  $effect(() => {
    const id = monitor;
    if (session.ready && typeof id === "number") {
      untrack(() => {
        navigation.reveal("monitors", id);
      });
    }
  });
  $effect(() => {
    const id = request;
    if (!session.ready) return;
    untrack(() => {
      if (id !== null) navigation.reveal("requests", id);
      void pages.requests.open.show(id);
    });
  });
}
