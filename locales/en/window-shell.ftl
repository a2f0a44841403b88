# What the window says: shell. The Arabic of it is in locales/ar.

## Menus

menu-text = Text
menu-copy-selected = Copy selected text
menu-copy-this = Copy this text
menu-copy-quoted = Copy “{ $text }”
menu-open = Open
pane-error = Delivery error { $id }
pane-incident = Incident { $id }
menu-acknowledge = Acknowledge
menu-acknowledge-many =
    { $count ->
        [one] Acknowledge { $count } incident
       *[other] Acknowledge { $count } incidents
    }
menu-resolve = Resolve
menu-resolve-many =
    { $count ->
        [one] Resolve { $count } incident
       *[other] Resolve { $count } incidents
    }
menu-reopen = Reopen
menu-reopen-many =
    { $count ->
        [one] Reopen { $count } incident
       *[other] Reopen { $count } incidents
    }
menu-unmute = Unmute
menu-unmute-many =
    { $count ->
        [one] Unmute { $count } incident
       *[other] Unmute { $count } incidents
    }
menu-mute = Mute…
menu-mute-many =
    { $count ->
        [one] Mute { $count } incident…
       *[other] Mute { $count } incidents…
    }
menu-alike = All like this…
menu-group-close = Close the group
menu-group-open = Open the group
menu-copy-link = Copy link
menu-open-incident = Open its incident
menu-stop = Stop
menu-check-now = Check now
menu-copy-url = Copy URL
menu-open-endpoint = Open endpoint
menu-open-monitor = Open its monitor
menu-monitor = Monitor…
menu-probe = Probe
menu-filter-no-code = Filter by “no code”
menu-filter-code = Filter by code { $code }
menu-filter-host = Filter by { $host }

## Keys

key-next = Next
key-previous = Previous
key-open = Open
key-expand = Open a group
key-collapse = Close a group
key-back = Back or deselect
key-history-back = Back to where you were
key-top = To the newest
key-search = Search
key-acknowledge = Acknowledge
key-resolve = Resolve
key-reopen = Reopen
key-mute = Mute for a while
key-unmute = Unmute
key-probe = Probe or check now
key-watch = Add a monitor
key-undo = Undo
key-select = Select
key-reach-next = Select further down
key-reach-previous = Select further up
key-select-all = Select all
key-alike = Select all like this
key-sort = Change the order
key-go-open = Open
key-go-acknowledged = Acknowledged
key-go-resolved = Resolved
key-go-errors = All errors
key-go-endpoints = Endpoints
key-go-monitors = Monitors
key-go-requests = Requests
key-go-plots = Plots
key-go-week = Weekly summary
key-go-tunnel = Connection
key-go-settings = Settings
key-go-help = Help
key-copy = Copy what is open as…
key-copy-link = Copy a link to what is open
key-copy-url = Copy your receiver URL
key-send-test = Send a test report
key-pause = Pause notifications
key-palette = Command palette
key-menu = Menu of the selected row
key-keys = Show this list
key-zoom-in = Zoom in
key-zoom-out = Zoom out
key-zoom-reset = Actual size
key-close-window = Close the window
key-quit = Quit Missedhook
key-group-move = Move
key-group-incidents = Incidents
key-group-go = Go to
key-group-everywhere = Everywhere
key-group-window = Window

## The command palette

palette-search = Search all errors for “{ $text }”
palette = Command palette
palette-pages = Pages
palette-actions = Actions
palette-label = Go to a page, an endpoint or a setting, or do something
palette-placeholder = Page, action, endpoint, setting or incident number
palette-matches = Matches
palette-kind-selected = Selected
palette-kind-page = Page
palette-kind-action = Action
palette-kind-endpoint = Endpoint
palette-kind-setting = Setting
palette-kind-incident = Incident
palette-kind-search = Search

## The window

divider-sidebar = Width of the sidebar
divider-list = Width of the list

## What is open

incident = Incident
pane-error-unshown = Delivery error { $id } can't be shown here.
pane-incident-unshown = Incident { $id } can't be shown here.
pane-unshown-more = It is kept whole: “missedhook show { $id }” prints it. ({ $reason })
pane-unshown-no-reason = no reason was given
pane-group = Group { $host }
pane-nothing = Nothing is open
back-to-incident-key = Back to the incident (Esc)
back-to-parent = Back to { $parent }
pane-select-incident = Select an incident.
pane-select-error = Select a delivery error.
pane-keys = { $moves } to move, { $keys } for shortcuts
pane-error-missing = Delivery error { $id } is not here.
pane-incident-missing = Incident { $id } is not here.
pane-missing-more = It may have been removed, or the address is mistyped.
try-again = Try again
keys = Keys
close-key = Close (Esc)
close = Close

## Notifications

notifications-on = Notifications on
notifications-paused = Paused until you resume
notifications-resume = Resume notifications
pause-half-hour = Pause for 30 minutes
pause-hour = Pause for 1 hour
pause-tomorrow = Pause until tomorrow
pause-always = Pause until I resume
notifications-paused-until = Paused until { $time }
pause-hint-paused = Reports are kept, but nothing pops up (n)
pause-hint = Keep reports, but show no notifications (n)

## Problems

problem-free-port = Use a free port
problem-copy-url = Copy the new URL
problem-restart-tunnel = Restart the tunnel
problem-check-again = Check again

## The receiver

receiver-listening-on = Listening on { $address }
receiver-listening = listening { $place }
receiver-place = on { $address }
receiver-silent = not responding
receiver-connecting = connecting…
receiver-off = not listening

## The sidebar

view-open = Open
view-acknowledged = Acknowledged
view-resolved = Resolved
view-errors = All errors
view-endpoints = Endpoints
view-monitors = Monitors
view-requests = Requests
view-plots = Plots
view-week = Week
view-tunnel = Connection
view-settings = Settings
view-help = Help
view-key = { $view } ({ $key })
saved-search = { $view }: { $query }
test-send = Send test
test-sending = Sending…
test-sent = Sent
monitors-down = { $number } down
requests-need-you = Requests that need you
requests-need-you-count =
    { $count ->
        [one] needs you
       *[other] need you
    }
requests-wait = Requests that wait
requests-waiting = waiting
setup-of-left = { $left } of { $all } left
views = Views
receiver-url = Receiver URL
receiver-url-hint = Copy the receiver URL for RETM (y)
test-send-hint = Send a test report through the receiver (t)
start-failed = Missedhook can't start
quit = Quit
palette-key = Command palette (Ctrl K)
undo-key = Undo (z)
undo = Undo
undo-done = { $text }.
menu-close-window = Close window
zoom-now = now { $percent } %
menu = Menu

menu-open-newest = Open the newest
key-acknowledge-until-change = Acknowledge until it changes
key-compare-before = Compare with the one before
key-compare = Compare with…
menu-acknowledge-until = Acknowledge until it changes
menu-acknowledge-until-many =
    { $count ->
        [one] Acknowledge { $count } incident until they change
       *[other] Acknowledge { $count } incidents until they change
    }

view-local = Times in local time
view-local-done = Times are local.
view-utc = Times in UTC
view-utc-done = Times are in UTC.
view-24-done = 24-hour clock.
view-12-done = 12-hour clock.
view-comfortable = Comfortable rows
view-comfortable-done = Rows are comfortable.
view-compact = Compact rows
view-compact-done = Rows are compact.

zone-tip = Times are in UTC. Local time is { $zone }: switch to it
