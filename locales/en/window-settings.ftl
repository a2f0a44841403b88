# What the window says: settings. The Arabic of it is in locales/ar.

## Notifications

policy-title = What alerts do
urgency-usual = Stays until seen
urgency-normal = Disappears by itself
urgency-low = Low
urgency-critical = Critical
rule-notify-of = Notify of { $rule }
rule-sound-for = Sound for { $rule }
rule-urgency-for = Urgency for { $rule }
rule-move-up = Move { $rule } up
rule-remove = Remove the rule for { $rule }
rules-title = Rules
rules-help = For hosts, endpoints or saved searches. The first that matches decides.
rule-notify = Notify
rule-sound = Sound
rule-never = Never notified
move-up = Move up
remove = Remove
rule-new = Host or endpoint
rule-add = Never notify
saved = Saved
rule-new-help = * stands for any text, for example *.example.com/test/*.

## Diagnostics

diagnostics = Diagnostics
diagnostics-help = Versions, findings, settings and the last log lines, without secrets.
diagnostics-copy = Copy diagnostics
diagnostics-copy-hint = Copy diagnostics for a bug report
diagnostics-logs = Open logs
diagnostics-collecting = Collecting, this takes a few seconds…
machine-title = This computer
machine-check = Check this computer
machine-checking = Checking, this takes a few seconds…
machine-checks = What was found on this computer
machine-passed = OK:
machine-failed = Needs attention:

## The preview of notifications

preview = Preview
preview-silent = Updated without a sound.
preview-send = Send a test notification
preview-do-not-disturb = { $server } took it, but Do Not Disturb is on.
preview-shown = Shown by { $server }.

## The team's server

team-connection = Connection
team-connected = Connected, { $since }.
team-test = Test the connection
team-testing = Connecting…
team-test-new = The server works (PostgreSQL { $version }). The first machine creates the tables.
team-test-works =
    { $count ->
        [0] The server works (PostgreSQL { $version }). Nobody is in the team yet.
        [one] The server works (PostgreSQL { $version }). 1 machine is in the team.
       *[other] The server works (PostgreSQL { $version }). { $count } machines are in the team.
    }

## Numbers and their units

setting-unit = { $setting }: unit
number-of-seconds =
    { $count ->
        [one] { $number } second
       *[other] { $number } seconds
    }
number-of-minutes =
    { $count ->
        [one] { $number } minute
       *[other] { $number } minutes
    }
number-of-hours =
    { $count ->
        [one] { $number } hour
       *[other] { $number } hours
    }
number-of-days =
    { $count ->
        [one] { $number } day
       *[other] { $number } days
    }
number-and-unit = { $number } { $unit }
unit-seconds = seconds
unit-minutes = minutes
unit-hours = hours
unit-days = days
unit-ms = ms
unit-mb = MB
limit-least = At least { $least }.
limit-most = Up to { $most }.
limits = { $least } to { $most }.

## Quiet hours

day-mon = Monday
day-mon-short = Mon
day-tue = Tuesday
day-tue-short = Tue
day-wed = Wednesday
day-wed-short = Wed
day-thu = Thursday
day-thu-short = Thu
day-fri = Friday
day-fri-short = Fri
day-sat = Saturday
day-sat-short = Sat
day-sun = Sunday
day-sun-short = Sun
quiet-from = From
quiet-to = to
quiet-days = Days on which quiet hours begin

## The relay's routes

mode-through = Pass through
mode-through-about = RETM gets your integration's answer.
mode-catch = Catch failures
mode-catch-about = The same, but what fails is kept and tried again.
mode-keep = Keep first
mode-keep-about = RETM gets 200 at once. Your integration gets it afterwards.
route-path-of = Path of route { $number }
route-answer = Answer at { $path }
route-move-up = Move { $path } up
route-remove = Remove the route of { $path }
routes-title = Routes
routes-help = How RETM is answered at some paths. The first route that matches decides.
routes-without = Without a route, events are caught and everything else passes through. Rewards always do.
route-path = Path
route-answer-new = Answer at the new path
add = Add
route-new-help = * stands for any text, for example /retm/menu*.

## Replacing a key

key-old-week = 7 days
key-replaced-week = Key replaced. Paste the new receiver URL into RETM's portal. The old key is valid for 7 days more.
key-old-day = 24 hours
key-replaced-day = Key replaced. Paste the new receiver URL into RETM's portal. The old key is valid for 24 hours more.
key-old-none = Not at all
key-replaced-none = Key replaced. Paste the new receiver URL into RETM's portal. Until then its reports are refused.
key-replace = Replace the key…
key-replace-ask = Replace the key?
key-replace-what = The receiver URL changes. Paste the new one into RETM's portal before the old key expires.
key-replace-do = Replace it
key-replace-keep = Keep the key
key-old = Keep the old key valid for
receiver-url-copy = Copy the receiver URL
relay-key-ask = Replace the relay's key?
relay-key-what = The relay URL changes at once. RETM's webhooks are refused with 404 until it has the new one.

## The page of the settings

sections-label = Sections of the settings
sections-choice = Section
sections-results = Search results
setting-show-secret = Show { $setting }
setting-show = Show
default-on = on
default-off = off
default-empty = empty
setting-default = Default: { $value }
setting-reset-of = Reset { $setting }
setting-empty = Empty: { $meaning }.
setting-zero = 0: { $meaning }.
setting-reset = Reset
settings-address = In use now: { $address }, given at the start. Settings say { $set }.
settings-none = No setting matches “{ $search }”.
settings-last-good = The last good settings are in force.
settings-search = Search settings
settings-tunnel = Tunnel and public URL
settings-tunnel-help = How RETM reaches this computer.
settings-open-connection = Open Connection
settings-relay-url = Relay URL
settings-file = Settings file
settings-bug = For a bug report
switch-on = On
switch-off = Off

## Test data

test-data-deleted =
    { $count ->
        [0] No test data.
        [one] { $count } incident deleted.
       *[other] { $count } incidents deleted.
    }
test-data-help = Test and simulated reports. Search { $search } to hide them.
test-data = Test data
test-data-delete = Delete test data…
test-data-ask = Delete all test data?
test-data-what = Test and simulated reports are deleted for good. Reports from RETM stay.
delete = Delete
keep = Keep
saved-said = Saved.
key-replaced-said = The key is replaced. RETM must get the new receiver URL.
section-receiver = Receiver
section-connection = Connection
section-notifications = Notifications
section-checks = Checks
section-relay = Relay
section-team = Team
section-history = History
section-appearance = Appearance
section-startup = Startup
section-diagnostics = Diagnostics

## Values to choose from

choice-system = System
choice-light = Light
choice-dark = Dark
choice-latin = Latin
choice-arabic = Arabic
choice-gregorian = Gregorian
choice-umm-al-qura = Umm al-Qura
choice-en = English
choice-ar = العربية
choice-local = Local
choice-utc = UTC
choice-24h = 24h
choice-12h = 12h
choice-compact = Compact
choice-comfortable = Comfortable

name-gregorian = Gregorian
name-umm-al-qura = Gregorian and Umm al-Qura
name-local-time = Local time
name-24-hours = 24-hour clock
name-12-hours = 12-hour clock
rule-of-search = Search
project-not-notified = Not notified.
project-waits = Notifications wait { $hours }.
projects-title = Projects
projects-none = No merchant and no URL has a project.
projects-where = Set them in the settings file, under [[project]] and [[merchant]]. The URLs have theirs in the receiver’s and the relay’s settings.
project-tip = Project: { $name }
project-muted-tip = Project: { $name }, muted
project-quiet-tip = Project: { $name }, quiet hours { $hours }
project-muted = muted
