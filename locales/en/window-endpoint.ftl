# What the window says: endpoint. The Arabic of it is in locales/ar.

## The days of an endpoint

day-in-list-good = good
day-in-list-failing = failing
day-in-list-unknown = no data
day-checks-failed =
    { $count ->
        [one] { $failed } of { $count } check failed
       *[other] { $failed } of { $count } checks failed
    }
day-facts = { $date }: { $facts }
days-failing = { $number } failing
days-good = { $number } good
days-unknown = { $number } without data
days-summary =
    { $count ->
        [one] Last { $count } day: { $facts }
       *[other] Last { $count } days: { $facts }
    }

## The page of an endpoint

day-today = Today
endpoint-none = RETM has not reported this endpoint.
endpoint-incident-open = Open for { $duration }
endpoint-incident-acknowledged = Acknowledged for { $duration }
endpoint-incident-resolved = Resolved after { $duration }
endpoint-older =
    { $count ->
        [one] And { $count } older incident.
       *[other] And { $count } older incidents.
    }
endpoint-open-monitor = Open monitor
endpoint-unmonitored = Not monitored: uptime and latency are unknown.
monitor-add-key = Add a monitor (w)
monitor-add = Add a monitor
endpoint-notified = You are notified when this endpoint fails.
muted-for-good-by = Muted for good by { $pattern }
mute-match = Mute endpoints that match
mute-pattern-help = A * stands for any text. Also applies to new endpoints.
mute-for-good = Mute for good
mute-by-pattern = Mute by pattern…
note = Note
note-save-key = Save (Ctrl Enter)
note-save = Save note
note-discard = Discard
note-placeholder = Who to ask, what it depends on…
note-saved = Note saved.
unmuted-said = No longer muted.
back-key = Back (Esc)
back = Back
endpoint-failing = Failing
endpoint-not-failing = Not failing now
endpoint-no-reports = No reports.
endpoint-last-days = Last 30 days
endpoint-monitor = Monitor
endpoint-notifications = Notifications
