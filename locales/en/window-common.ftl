# What the window says: common. The Arabic of it is in locales/ar.

## Lists and counts

list-comma = {", "}
count-reports =
    { $count ->
        [one] { $count } report
       *[other] { $count } reports
    }
count-incidents =
    { $count ->
        [one] { $count } incident
       *[other] { $count } incidents
    }
count-endpoints =
    { $count ->
        [one] { $count } endpoint
       *[other] { $count } endpoints
    }
count-checks =
    { $count ->
        [one] { $count } check
       *[other] { $count } checks
    }
count-bytes =
    { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
size-kib = { $size } KiB

## Durations. The Arabic of a duration is the object of what stands before it: قبل دقيقتين، خلال دقيقتين.

duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $count } h
duration-days = { $count } days
took-ms = { $time } ms
took-s = { $time } s
took-less = < 0.1 ms
every-day = once a day
every-hour = every hour
every-hours = every { $count } h
every-minute = every minute
every-minutes = every { $count } min
every-seconds = every { $count } s

## Times

time-just-now = just now
time-seconds-ago = { $count } s ago
time-minutes-ago = { $count } min ago
time-hours-ago = { $count } h ago
time-days-ago = { $count } days ago
time-yesterday = yesterday
time-date-at = { $date }, { $time }
time-yesterday-at = yesterday, { $time }
time-tomorrow-at = tomorrow, { $time }
time-now = now
time-in = in { $duration }
time-exact = { $date }, { $time } ({ $zone })
time-exact-both = { $date } ({ $hijri }), { $time } ({ $zone })

## Spans of time

span-dates = { $from } – { $to }
span-times = { $from }–{ $to }
span-now = { $from } – now

## Codes

code-none = No code
code-other = Code { $code }
message-none = No message
message-none-of = { $phrase } · no message

## Incidents in rows and facts

state-open = Open
state-acknowledged = Acknowledged
state-resolved = Resolved
state-acknowledged-until = Acknowledged until it changes
incident-again = { $ordinal } this week
incident-since = since { $time }
incident-muted-for-good = Muted for good
incident-muted-until = Muted until { $time }
incident-rate = { $number } per minute
more-marks =
    { $count ->
        [one] ({ $number } more mark)
       *[other] ({ $number } more marks)
    }

## When the app does not answer

bridge-outside-what = This page is open outside Missedhook.
bridge-outside-meaning = It has no app to ask.
bridge-outside-remedy = Open the window from Missedhook's tray icon.
bridge-no-answer-what = Missedhook did not answer “{ $call }”.
bridge-no-answer-meaning = The window and the app did not understand each other: { $reason }
bridge-no-answer-remedy = Close the window and open it from the tray again.
bridge-silent-what = Missedhook is not responding.
bridge-silent-meaning = What you see here may be out of date.
bridge-silent-remedy = Try again, or restart Missedhook.
url-changed-what = Your receiver URL has changed.
url-changed-meaning = Reports sent to the old URL may not arrive.
url-changed-remedy = Update it in RETM's portal.
upgraded-what = Missedhook was updated.
upgraded-to-what = Missedhook was updated to { $version }.
upgraded-meaning = The old version still runs.
upgraded-remedy = Restart to use the new one.
upgraded-restart = Restart

## Parts that many pages have

copied-said = Copied.
zoom-is = Zoom { $percent } %
copied = Copied
copy-as-json = As JSON
copy-as-markdown = As Markdown
copy-as-curl = As curl
copy-newest-as-curl = Newest report as curl
copy-item-as-json = Copy as JSON
copy-item-as-markdown = Copy as Markdown
copy-item-as-curl = Copy as curl
copy-item-newest-as-curl = Copy newest report as curl
copy-hint-received = Everything that was received
copy-hint-ticket = For a ticket or a chat
copy-hint-curl = Sends it to $RECEIVER_URL again
copy-hint-known = Everything known about it
copy = Copy
copy-it-as = Copy it as… (c)
copy-or-save-as = Copy or save it as… (c)
back-to-list-key = Back to the list (Esc)
back-to-list = Back to the list
list = List
previous-key = Previous (k)
previous = Previous
next-key = Next (j)
next = Next
details = Details
divider-pixels = { $number } pixels
divider-per-cent = { $number } per cent
divider-hint = { $label }: drag, or arrows; double click resets
list-to-newest = To the newest (g g)
list-show = Show

time-am = { $time } am
time-pm = { $time } pm
span-exact = { $from } to { $to }
