# What is said of an incident: what happens, why, its recovery, what was missed, its timeline. The core says and stores it
# in English; `model/translate.rs` reads a sentence by its message here, and says the Arabic one. No choices here.

## What happens, in one sentence

incident-test = Test received. The receiver works, nothing is broken.
incident-once = RETM gave up on { $endpoint } at { $time }.
incident-many = RETM gave up on { $endpoint } { $count } times since { $time }.
incident-relay-once = The relay could not deliver to { $endpoint } at { $time }.
incident-relay-many = The relay could not deliver to { $endpoint } { $count } times since { $time }.
incident-invalid = It got no valid answer.
incident-silent = It got no answer.
incident-answer = The answer was { $code }.
incident-last-answer = The last answer was { $code }.
incident-nameless = an unnamed endpoint
incident-unreadable = unreadable reports
incident-unreadable-once = RETM sent an unreadable report at { $time }. It is kept as it came.
incident-unreadable-many = RETM sent an unreadable report { $count } times since { $time }. It is kept as it came.

## Why it fails

code-unknown = { $code } is not an HTTP status, and RETM does not document its codes.

## How it stands with the recovery

recovery-by-person = You resolved it at { $time }.
recovery-by-rule = Resolved by Missedhook at { $time }.
recovery-resolved = Resolved at { $time }: it has answered checks from this computer since { $since }.
recovery-flapping = It failed again { $count } times, so it must stay up for { $duration } now.
recovery-resolves = Responding since { $time }. Resolves at { $until } unless RETM reports again.
recovery-by-hand = Responding since { $time }. Probe it again to resolve it.
recovery-next-check = Responding since { $time }. Resolves at the next healthy check.
recovery-still-answers = Still answers { $status }, checked at { $time }.
recovery-answers-other = Answers again, but with { $status }. Not counted as recovered.
recovery-still-failing = Still failing, checked at { $time }.

## From when to when

missed-test = This was a test. Nothing was missed.
missed-from-check = Last healthy check. RETM's first report came at { $time }.
missed-from-report = RETM's first report. RETM tried three times before this. Start a few minutes earlier.
missed-to-check = First healthy check after the last report.
missed-to-counted = Counted as recovered at this time.
missed-to-person = You resolved it. RETM's last report came at { $time }, and no check has succeeded since.
missed-to-responding = Responding since { $time }, but not yet long enough to be sure.
missed-to-open = It may still be failing. RETM's last report came at { $time }, and no check has succeeded since.
missed-still-open = still open
missed-window = Missed window of { $endpoint }
missed-from = From: { $moment }
missed-to = To:   { $moment }
missed-to-still-open = To:   still open
missed-again-once = It recovered in between and failed again once.
missed-again = It recovered in between and failed again { $count } times.
missed-fetch = Fetch what you missed from RETM's REST API:
missed-send-token = Send your OAuth token. There is no filter by time, so keep only items from this time. On staging the host is stg.retm.sa.
missed-see-docs = See RETM's docs for this list, and keep only items from this time.
missed-page = RETM's documentation, page "{ $page }"
missed-also = Also look at these pages of RETM's documentation: { $pages }.

## The timeline

timeline-opened = Opened
timeline-first = First failure: { $code }
timeline-first-silent = First failure: 0 (no HTTP answer)
timeline-first-report = First report
timeline-code = Code changed to { $code }
timeline-code-silent = Code changed to 0 (no HTTP answer)
timeline-code-none = Code changed to no code
timeline-peak = Peak: { $count } reports in a minute
timeline-probe = Probe: { $sentence }
timeline-last = Last report, quiet since then
timeline-acknowledged = Acknowledged
timeline-acknowledged-until = Acknowledged until it changes
timeline-resolved = Resolved
timeline-reopened = Reopened
timeline-muted = Muted
timeline-unmuted = Unmuted
timeline-muted-for-good = Muted for good
timeline-no-longer-muted = No longer muted
timeline-undone = Undone
timeline-came-back = Came back after { $duration }
timeline-changed = No longer acknowledged: { $sentence }
timeline-works-checked = Works again: { $sentence }. Checked from this computer: { $status }
timeline-works = Works again: { $sentence }. Checked from this computer
timeline-delivered = Works again: { $sentence }. The relay has delivered what failed
down = down { $time }–{ $until } ({ $duration })
down-break = down { $time }–{ $until } ({ $duration }, with a break)
down-breaks = down { $time }–{ $until } ({ $duration }, with { $count } breaks)
told = Notified
told-again = Notified again
told-recovery = Notified of the recovery
told-passed = Notified of the failure and recovery
told-flapping = Notified that it is flapping
told-silently = Notification updated silently
told-summary = Notified in a summary
told-closed = Not shown: its notification was closed. Notified again when it escalates
not-told = Not notified: { $sentence }
not-told-acknowledged = acknowledged
not-told-resolved = resolved
not-told-muted = muted
not-told-rule = an alert rule silences this endpoint
not-told-growing = growing, until it escalates
not-told-summary = included in a summary
not-told-never = its failure was not notified
not-told-again = it failed again
not-told-quiet = quiet hours
not-told-paused = notifications are paused
not-told-disturb = Do Not Disturb is on
not-told-woke = the computer has just woken up
not-told-away = Missedhook was not running

## What changed

changed = changed from { $before } to { $after }
changed-rate = { $count } reports in an hour instead of { $usual }
changed-full = { $code } ({ $sentence })
cause-refused = connection refused
cause-dns = name not found
cause-unreachable = unreachable
cause-connect-timeout = no connection in time
cause-timeout = no response in time
cause-reset = connection reset
cause-closed = connection closed
cause-not-http = not HTTP
cause-truncated = response cut off
cause-expired = certificate expired
cause-not-yet-valid = certificate not valid yet
cause-name = certificate for another name
cause-self-signed = self-signed certificate
cause-chain = certificate not trusted
cause-version = TLS version not supported
cause-tls = TLS handshake failed
cause-https = HTTPS sent to an HTTP port
cause-http = HTTP sent to an HTTPS port
cause-loop = redirect loop
cause-redirect = redirect
cause-status = error status
cause-unknown = no answer
