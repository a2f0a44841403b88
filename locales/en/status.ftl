# Whether all is well, and what is said instead. `model/translate.rs` reads a sentence by its message here, and says the
# Arabic one. No choices here.

## What is proven, and what is not

status-calm = No open incidents.
status-unreached-yet = RETM can't reach you yet.
status-unreached = RETM can't reach you.
status-unreached-why = RETM can't reach you: { $why }
status-no-way-in = RETM is on the internet, and nothing leads from there to this computer.
status-set-up-tunnel = Set up a tunnel, or choose “This machine only”.
status-set-up-tunnel-file = Set up a tunnel under [tunnel] in settings.toml, or run `missedhook local-only`.
status-local = This machine only: RETM can't reach you.
status-unchecked = Whether RETM can reach you is not known.
status-unchecked-meaning = Your public URL is shown, but not checked.
status-own-url = Choose “My own URL” as the tunnel to have it checked.
status-checking = Checking whether RETM can reach you.
status-checking-meaning = Until that is known, reports may not arrive.
status-wait = Wait a moment.
status-reached = RETM could reach you at { $time }.
status-stale = RETM could last reach you at { $time }.
status-stale-meaning = Whether it still can has not been checked since.
status-check-again = Check again.
status-kept = Reports can be kept.
status-not-kept = Reports can't be kept: { $why }
status-listening = Listening on { $address }.
status-workers = Every worker runs.
status-notifications = Notifications can be shown.
status-notifications-by = Notifications are shown by { $text }.
status-notifications-unknown = Whether notifications can be shown is not known yet.
status-unnoticed = Failures may go unnoticed.
status-paused = Notifications are paused.
status-paused-until = Notifications are paused until { $time }.
status-quiet = Quiet hours: no notifications until { $time }.
status-settings = The settings file is sound.
status-history = All of the history is shown.
status-nothing-unresolved = Nothing is unresolved.
status-missing-events = Events that RETM could not deliver are missing.
status-may-not-arrive = What RETM sends there may not arrive.
status-only-tests = No endpoint is known to fail: these are test reports, or reports that could not be read.
status-url-changed = Your receiver URL has changed.
status-old-url = What RETM sends to the old one may not arrive.
status-update-url = Update it in RETM's portal.
status-setup-left = Setup: { $count } of { $all } steps left.
status-setup-next = Next: { $sentence }
status-setup-connect = Connect RETM to this computer.
status-setup-url = Give RETM the receiver URL.
status-setup-report = Receive a report and its notification.
status-setup-finish = Choose “Finish setup” in Missedhook's window or tray menu.
status-setup-enter-url = Enter the URL that `missedhook url` prints in RETM's portal.
status-setup-send-test = Run `missedhook send-test`.
status-setup-local = Set up for this machine only.
status-setup-done = Setup is finished.

## What fails

status-failing-one = 1 endpoint is failing.
status-failing = { $count } endpoints are failing.
status-open-one = 1 incident is open.
status-open = { $count } incidents are open.
status-down-one = 1 monitored endpoint is down.
status-down = { $count } monitored endpoints are down.
status-acknowledged-failing-one = Nothing new. 1 acknowledged endpoint is still failing.
status-acknowledged-failing = Nothing new. { $count } acknowledged endpoints are still failing.
status-acknowledged-open-one = Nothing new. 1 acknowledged incident is not resolved.
status-acknowledged-open = Nothing new. { $count } acknowledged incidents are not resolved.
## Whether the requests come that are expected

status-requests-come = No expected request is missing.
status-silent = Nothing came to { $path } since { $since }, although at least one request in { $duration } is expected.
status-silent-also-one = Another path is silent, too.
status-silent-also = { $count } other paths are silent, too.
status-silent-meaning = RETM sends nothing, or sends it to another URL.
status-silent-next = Look at RETM's webhook settings, or change [[silence]] in settings.toml.
