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

## Checks

check-good-at = { $time }: { $sentence } ({ $duration })
check-failed-at = { $time }: { $sentence }
latency-label =
    { $count ->
        [0] Latency by hour over { $span }: p95 up to { $most }, no hour with failures
        [one] Latency by hour over { $span }: p95 up to { $most }, { $count } hour with failures
       *[other] Latency by hour over { $span }: p95 up to { $most }, { $count } hours with failures
    }
hour-unchecked = { $time }: not checked
hour-good = { $time }: { $good } of { $all } good
hour-latency = { $time }: p50 { $p50 }, p95 { $p95 }, { $good } of { $all } good
latency-failures = hours with failures
latency = Latency
latency-over = Over how long
latency-none = No data in this period.
span-day = 24 h
span-week = 7 d
span-month = 30 d
removed-said = Removed.
check-passed = Passed:
check-times-since = { $times }, since { $time }
check-once = { $time }
show-fewer = Show fewer
checks-results = Results

## A monitor

monitor-every-next = { $every }, next { $time }
monitor-last = Last checked { $time }
monitor-manually = Checked manually { $time }
monitor-last-checks =
    { $count ->
        [one] Last check
       *[other] Last { $count } checks
    }
monitor = Monitor
monitor-stop-key = Stop this check (p)
monitor-edit = Edit
monitor-pause-hint = Stop checking, keep the history
monitor-pause = Pause
monitor-resume-hint = Resume checking
monitor-resume = Resume
monitor-manual = Manual check
monitor-checking = Checking…

## The form of a monitor

monitor-edit-title = Edit this monitor
monitor-url-help = Checked with HEAD, without credentials. Saving lets Missedhook check this host by itself, even inside your network.
failures-in-a-row =
    { $count ->
        [one] { $count } failure
       *[other] { $count } failures in a row
    }
monitor-advanced = Advanced
monitor-interval = Check
monitor-expected = Accepted status codes
monitor-expected-help = Default: 2xx, and 405 for HEAD where GET gets 2xx.
monitor-timeout = Timeout
monitor-failures = Alert after
monitor-cancel-key = Leave it as it was (Esc)

## The page of the monitors

monitors-summary-down = { $down } of { $all } down
count-monitors =
    { $count ->
        [one] { $count } monitor
       *[other] { $count } monitors
    }
monitors-failing-hosts = All monitors at { $where } are failing.
monitors-offline = This machine is offline: nothing is checked.
monitors-empty = Check your endpoints every few minutes and know before RETM does.
monitors-empty-more = Only URLs you add are checked.
monitors-label = Monitors, down first
column-state = State
column-day-hint = Successful checks in the last 24 hours
column-day = 24 h
column-p50-hint = The median of successful checks in the last 24 hours
column-checked = Checked
monitor-a-new = A new monitor
monitor-new = New monitor
monitor-open = Monitor { $id }
monitor-missing = Monitor { $id } is not here.
monitor-remove-ask = Remove this monitor?
monitor-remove-what = Its history is deleted for good. Pausing keeps it.
uptime = Uptime
uptime-caption = Uptime and latency
uptime-span = Last
uptime-up = Up
uptime-checks = Checks
uptime-p50-hint = The median of successful checks
uptime-p95-hint = 95 % of successful checks were faster
