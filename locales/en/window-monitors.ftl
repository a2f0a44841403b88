# What the window says: monitors. The Arabic of it is in locales/ar.

## Monitors in rows and facts

monitor-state-unknown = Not checked
monitor-state-up = Up
monitor-state-failing = Failing
monitor-state-down = Down
monitor-state-resting = Paused
monitor-state-offline = Offline
monitor-not-checked = Not checked: { $why }
monitor-first-pending = First check pending.
monitor-never-checked = Never checked.
monitor-incident-open = Incident { $id } is open
monitor-incident-acknowledged = Incident { $id } is acknowledged
monitor-incident-resolved = Incident { $id } is resolved
percent = { $number } %
strip-none = No check yet.
strip-none-failed =
    { $count ->
        [one] { $count } check, none failed.
       *[other] { $count } checks, none failed.
    }
strip-failed =
    { $count ->
        [one] { $count } check, { $failed } failed, last one { $ago }.
       *[other] { $count } checks, { $failed } failed, last one { $ago }.
    }
monitor-since = since { $time } ({ $duration })
certificate-expired-today = The certificate expired today.
certificate-expired =
    { $count ->
        [one] The certificate expired { $count } day ago.
       *[other] The certificate expired { $count } days ago.
    }
certificate-expires-at = The certificate expires at { $time }.
certificate-expires =
    { $count ->
        [one] The certificate expires in { $count } day.
       *[other] The certificate expires in { $count } days.
    }
check-run = { $code } after { $least } to { $most }.
