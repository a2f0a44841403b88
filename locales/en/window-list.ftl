# What the window says: list. The Arabic of it is in locales/ar.

## An empty list

empty-acknowledged = No acknowledged incidents.
empty-acknowledged-more = Acknowledge an open incident to keep it here while it is fixed.
empty-resolved = No resolved incidents yet.
empty-resolved-more = Incidents that are over are kept here.
empty-errors = No reports yet.
empty-errors-more = Reports appear here as they arrive.
empty-endpoints = No endpoints yet.
empty-endpoints-more = Endpoints appear here once RETM reports one.
empty-nothing = Nothing matches.
empty-nothing-more = Remove a filter, or search another view.
empty-unknown = The current state is unknown.
empty-reached = RETM could reach you { $ago }.
empty-see-connection = See the connection
empty-show-acknowledged = Show acknowledged
empty-show-monitors = Show monitors
empty-finish-setup = Finish setup
empty-open-settings = Open settings

## What came in

arrived-errors =
    { $count ->
        [one] { $count } new delivery error.
       *[other] { $count } new delivery errors.
    }
arrived-incidents =
    { $count ->
        [one] { $count } new incident.
       *[other] { $count } new incidents.
    }
rows-new = { $number } new
rows-new-at-least = { $number } new+
rows-newer-activity = Newer activity

## Export

export-done-said = Exported to { $path }.
export-cancelled-said = The export is cancelled.
export = Export
export-progress =
    { $count ->
        [one] { $written } / { $count } report
       *[other] { $written } / { $count } reports
    }
export-done =
    { $count ->
        [one] { $count } report in { $path }
       *[other] { $count } reports in { $path }
    }
export-copy-path = Copy the file's path
export-cancel = Cancel
export-cancelled = The export is cancelled; no file was written.
hide = Hide
export-csv = for a spreadsheet
export-json = one array
export-ndjson = one report a line
export-running = An export is running
export-hint = Save these reports as a file

## Actions on incidents

undo-nothing = Nothing to undo.
undo-said = { $text }. Press z to undo.
sort-newest = Latest report first
sort-newest-short = Latest
sort-count = Most reports first
sort-count-short = Most
sort-first = First failed first
sort-first-short = First
alike-host = Same host
alike-cause = Same cause
alike-code = Same code
match-in-open = { $number } in Open
match-in-acknowledged = { $number } in Acknowledged
match-in-resolved = { $number } in Resolved
mute-hour = For 1 hour
mute-hours = For 8 hours
mute-day = For 1 day
mute-week = For 1 week
alike-select = Select all like this
alike-select-key = Select all like this (l)
alike = All like this

## Search

filters = Filters
filter-remove = Remove { $filter }
filter-take-out = { $filter }: take this filter out
filter-ignored = { $filter } is ignored. { $problem }
search-clear = Clear the search

## Endpoints

endpoints-label = Endpoints that failed, the latest first
column-endpoint = Endpoint
column-now = Now
column-code = Code
column-incidents = Incidents
column-errors = Errors
column-last = Last

## Groups of incidents

incident-last = last one { $time }
retm-latest-message = RETM's latest message
group-all =
    { $count ->
        [one] All { $count } incident
       *[other] All { $count } incidents
    }
group-close-key = Close (Enter)
group-open-key = Open (Enter)
group-hide = Hide its incidents
group-show = Show its incidents
group-acknowledge-key = Acknowledge all (a)
group-acknowledge = Acknowledge all
group-resolve-key = Resolve all (r)
group-resolve = Resolve all
group-reopen-key = Reopen all (o)
group-reopen = Reopen all
row-muted = Muted
group-muted = { $number } muted
group-codes = Different codes

## Rows

source-test = test
source-simulated = simulated
source-relay = relay
row-kept = Kept as it came.
row-merchant = Merchant: { $merchant }
row-new = New.
unreadable-reports = unreadable reports
unnamed-endpoint = an unnamed endpoint
other-endpoints = other endpoints
row-unreadable = Unreadable.
row-unreadable-report = Unreadable report
row-no-endpoint = No endpoint

## The lists and their search

list-title-open = Open incidents
list-search-open = Search open incidents
list-title-acknowledged = Acknowledged incidents
list-search-acknowledged = Search acknowledged incidents
list-title-resolved = Resolved incidents
list-search-resolved = Search resolved incidents
list-title-errors = Delivery errors
list-search-errors = Search delivery errors
list-title-endpoints = Endpoints
list-search-endpoints = Search endpoints
order-newest = the latest active first
order-count = most reports first
order-first = first failed first
list-errors-newest = Delivery errors, newest first
list-ordered = { $title }, { $order }
search-key = Search (/ or Ctrl F)
search-choices = Filters and values
matches-at-least = { $number }+ matches
matches =
    { $count ->
        [one] { $count } match
       *[other] { $count } matches
    }
search-remove-hint = Take this search out of the sidebar
search-save-hint = Keep this search in the sidebar
search-remove = Remove saved search
search-save = Save search
unmute = Unmute
mute = Mute
mute-key = Mute for a while (m)
selected-incidents = Selected incidents
selected-count = { $number } selected
selected-acknowledge = Acknowledge all that are selected (a)
action-acknowledge = Acknowledge
selected-resolve = Resolve all that are selected (r)
action-resolve = Resolve
selected-reopen = Reopen all that are selected (o)
action-reopen = Reopen
selection-clear-key = Clear the selection (Esc)
selection-clear = Clear the selection
sort-order = Order: { $order }
sort-order-key = Order: { $order } (s)

notify-label = Notify about these
notify-tip = How to notify about what this search finds
notify-button = Notify
notify-normally-choice = Notify normally
notify-loudly-choice = Notify loudly
notify-silently-choice = Notify silently
notify-never-choice = Never notify
notify-saved = Saved. Settings › Notifications lists it.

## Incidents of colleagues

colleagues-label = Incidents of your colleagues
colleagues-waiting = Team: no connection for { $duration }. { $problem }
colleague-count =
    { $count ->
        [one] 1 report
       *[other] { $count } reports
    }
colleague-by = { $by } acknowledged it
colleague-acknowledge-hint = Acknowledge for everybody
row-run =
    { $count ->
        [one] 1 report, all the same
       *[other] { $count } reports, all the same
    }
row-run-more =
    { $count ->
        [one] 1 report or more, all the same
       *[other] { $count } reports or more, all the same
    }
