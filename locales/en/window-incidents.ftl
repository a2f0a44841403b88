# What the window says: incidents. The Arabic of it is in locales/ar.

## The steps of a probe

probe-steps = Steps of the probe
step-is-running = Running:
step-is-done = Done:
step-is-failed = Failed:
step-failed = Failed.
step-running = Running…
step-hide-details = Hide the details of: { $step }
step-show-details = Show the details of: { $step }

## An incident

action-acknowledge-key = Acknowledge (a)
action-resolve-key = Resolve (r)
action-reopen-key = Reopen (o)
muted-for-good-said = Muted for good.
change = Change
muted-until-said = Muted until { $time }.
unmute-only-key = Unmute this incident only (u)
unmute-key = Unmute (u)
allow-host-hint = From now on { $host } may be checked automatically
allow-host = Allow { $host }
base-url-of = Base URL of { $name }
base-url-help = RETM named only the path. The base URL is used for all paths.
base-url-save = Set and probe
codes-caption = How often each code occurred
column-times = Times
column-name = Name
code-no-status = No HTTP status
last-when = last: { $ago }
endpoints-many = 100 or more endpoints
single-caption = How often each endpoint failed

## Why

why-failed = Why it failed
why = Why
why-probing = probing…
why-probed = probed from here at { $time }
why-likely = likely
why-causes = Usual causes
evidence-saved = Saved as { $path }
evidence-saved-said = Saved as { $path }.
save-html = Save as HTML
save-html-hint = One page to share
save-markdown = Save as Markdown
save-markdown-hint = In your downloads
save-html-other = Save as HTML in Arabic
save-markdown-other = Save as Markdown in Arabic
tab-reports = Reports
tab-probe = Probe
tab-missed = Lost events
tab-timeline = Timeline
tab-former = Previous incidents
endpoint-open = Open this endpoint
note-yours = Your note:
retm-latest-message-is = RETM's latest message: { $message }
incident-more = More of this incident
incident-reports = Reports of this incident, newest first
incident-first = first { $time }
merchants =
    { $count ->
        [one] Merchant:
       *[other] Merchants:
    }
merchants-more = and { $number } more

## Lost events

missed-still = Events have been lost for { $duration }
missed = Events were lost for { $duration }
missed-copy-all = Copy all
missed-copy-hint = Copy the times, local and UTC, with the calls
missed-from = From
missed-to = To
missed-open = Still open
missed-fetch = Fetch what you missed
missed-docs = see RETM's docs
missed-copy-curl = Copy curl
missed-copy-curl-hint = Copy as a curl command
former-none = This endpoint has not failed before.
state-in-list-open = open
state-in-list-acknowledged = acknowledged
state-in-list-resolved = resolved

## Probes

probe-head = Probe with HEAD
probe-event = Send a sample event (POST)
probe-event-warning = Your app will treat it as real.
probe-stop = Stop
probe-stop-key = Stop the probe (p)
probe-more = More ways to probe
probe-monitor = Monitor this endpoint
probe = Probe
probe-check-key = Check { $host } now (p)
probe-base-url-key = Enter the base URL of this path and probe it (p)
probe-no-endpoint = RETM named no endpoint here, so there is nothing to probe.
probe-former = From before this incident
probe-took = took { $duration }
probe-probing = Probing…
probe-never = Not probed yet. { $button } sends a HEAD request to { $url } and shows where it fails: DNS, connection, TLS or response.
probe-only-asked = { $host } is checked only when you ask.
probe-automatically = Check it automatically

## The curve of an incident

peak-per-minutes =
    { $count ->
        [one] peak { $peak } per minute
       *[other] peak { $peak } per { $count } minutes
    }
peak-per-hours =
    { $count ->
        [one] peak { $peak } per hour
       *[other] peak { $peak } per { $count } hours
    }
peak-per-days =
    { $count ->
        [one] peak { $peak } per day
       *[other] peak { $peak } per { $count } days
    }
sparkline =
    { $count ->
        [one] { $count } report since { $since }, { $peak }
       *[other] { $count } reports since { $since }, { $peak }
    }

## A test report

test-received = Test received
test-works = The receiver works. Nothing is broken.
test-reports = { $reports }, last one { $time }
test-report-at = Received { $time }
test-resolved = Resolved. Tests are not counted.
test-resolves = Resolves by itself after a minute. Tests are not counted.
test-show = Show what was received

## The timeline

timeline-you = You
timeline-notifications = Show notifications
timeline-until = until { $time }
timeline-times = { $times }, last { $time }
