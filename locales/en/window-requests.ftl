# What the window says: requests. The Arabic of it is in locales/ar.

## The relay's URL

relay-url-copy = Copy relay URL
relay-url-copy-hint = Copy the relay URL for RETM
relay-url-help = Put the path of each webhook behind it, for example /retm/orders.
relay-url-local = RETM can't reach this computer yet: set up a tunnel in Connection.

## Requests

request-delivered = Delivered
request-waiting = Waiting
request-needs-you = Needs you
request-dead = Given up
request-passed = Passed on
trigger-initial = First try
trigger-automatic = Tried again
trigger-manual = Tried by you
trigger-replay = Replay
request-no-answer = No answer
request-wait =
    { $count ->
        [one] { $count } waits.
       *[other] { $count } wait.
    }
request-wait-since =
    { $count ->
        [one] { $count } waits since { $time }.
       *[other] { $count } wait since { $time }.
    }
relay-is-off = The relay is off.
relay-no-target = The relay has no target.
relay-stopped = You stopped the queue.
relay-stopped-new = You stopped the queue: new requests wait.
relay-nothing-at = Nothing listens at { $place }: what waits goes on as soon as something does.
relay-nothing-on-port = Nothing listens on port { $port }: what waits goes on as soon as something does.

## Comparing requests

compare =
    { $count ->
        [one] From request { $from } to { $to }: { $count } difference.
       *[other] From request { $from } to { $to }: { $count } differences.
    }
compare-before = Before:
compare-with = Compare with

## Delivery rates

rates-day = 24 hours
rates-week = 7 days
rates-month = 30 days
rates-known = Known since { $time }.
rates-more =
    { $count ->
        [one] And { $count } more path.
       *[other] And { $count } more paths.
    }
rates-all = All paths
rates = Delivery rates
rates-over = Over the last
rates-label = Delivery rates by path
rates-path = Path
rates-first = First try
rates-end = In the end
rates-attempts = Attempts
rates-attempts-hint = Attempts for each that was delivered
rates-p50-hint = The median of attempts that got through
rates-p95-hint = 95 % of them were faster

## Editing and replaying

edit-path = The path { $path } is appended.
edit-send = Send
edit-label = Edit and replay
edit-target = Target
edit-elsewhere = Its headers, tokens among them, are sent to that host.
edit-headers = Headers stay as they were, signatures too. The edited body is kept.
edit-binary = The body is not text: it is sent as it came.

## The first steps of the relay

relay-none-yet = No request has come yet.
relay-lead = The relay keeps RETM's webhooks and hands them on.
relay-step-on = Turn on the relay
relay-step-target = Where does your integration listen?
relay-step-url = Paste this URL into RETM
relay-step-test = Send a test
relay-nothing-lost = Nothing is lost while your integration is down.
relay-turn-on = Turn on
save = Save
relay-url-later = The URL is made when the relay is on.
relay-copy-command = Copy command
relay-copy-command-hint = Copy the command that sends a test event
relay-test-help = A command that sends an event as RETM does.
relay-settings = Relay settings

## What can be done with a request

replaying = Replaying…
request-saved = Saved as { $path }.
replay-hint = Send this request to the target once more
edit-hint = Send it with another body or to another target
edit = Edit and replay…
fixture-hint = Write the body, as it came, into the downloads folder
fixture = Save as fixture
request-curl-hint = Copy a command that sends it once more, without secrets
compare-open-hint = Compare it with another request (D)
compare-open = Compare…
replay-twice = Sent again, a reward may be redeemed twice.

## The open request

request-open = Request { $id }
request-missing = Request { $id } is not here.
request-unanswered = RETM has no answer.
request-answered = RETM was answered { $answer }.
request-next = Next try { $time }.
attempt = { $trigger }:
attempt-took = { $whole } (disk { $disk }, connect { $connect }, answer { $answer })
attempt-answer = Answer { $number }
request-missing-more = It may be older than what is kept, or the address is mistyped.
attempts-none = None yet.
attempt-headers = Headers of the answer
attempt-cut = The answer was longer than what is kept.
count-attempts =
    { $count ->
        [one] { $count } attempt
       *[other] { $count } attempts
    }
requests-search = Search requests
requests-search-help = The search covers path, event and the start of the body.
requests-label = Requests, newest first
requests-answered-hint = What RETM was answered
queue-go-on-hint = Try what waits again
queue-stop-hint = Keep everything that waits until you go on
queue-go-on = Go on
queue-try-hint = Try everything that waits now
queue-try = Try now
replayed-said = Sent again. The answer is the last attempt.

edit-send-reward = Send…
replay-reward = Replay…
reward-ask = Send this reward again?
reward-what = It may be redeemed twice.
reward-send = Send again
attempt-edited = { $trigger }, edited:

replay-label = Replay
replay-stop-tip = Stop after the request that is under way
replay-stop = Stop
replay-hide = Hide
selected-requests = Selected requests
selected-compare-tip = Compare the bodies of the two
selected-clear-tip = Clear the selection (Esc)
selected-clear = Clear the selection

replay-question =
    { $count ->
        [one] Replay { $count } request?
       *[other] Replay { $count } requests?
    }
replay-opener =
    { $count ->
        [one] Replay { $count } request…
       *[other] Replay { $count } requests…
    }
replay-progress =
    { $count ->
        [one] { $sent } of { $count } request sent again.
       *[other] { $sent } of { $count } requests sent again.
    }
replay-rewards =
    { $count ->
        [one] Also send { $count } reward, which may be redeemed twice
       *[other] Also send { $count } rewards, which may be redeemed twice
    }
replay-none = Nothing can be replayed.
replay-counting = Counting…
replay-target = the target
replay-order = They are sent to { $target }, one after the other, the oldest first.
replay-order-time = They are sent to { $target }, one after the other, the oldest first. This takes { $time }.
replay-number = Replay { $number }
replay-cancel = Cancel
selected-number = { $number } selected
about-no-second = less than a second
about-time = about { $time }
replay-left = { $time } left.
silence-line = Nothing has come to { $path } for { $duration }, although at least one request in { $within } is expected.

replayed-none =
    { $count ->
        [one] None of 1 request was sent again.
       *[other] None of { $count } requests was sent again.
    }
replayed =
    { $count ->
        [one] 1 request sent again: it got through.
       *[other] { $count } requests sent again: all got through.
    }
replayed-part =
    { $sent } of { $count ->
        [one] 1 request
       *[other] { $count } requests
    } sent again: { $sent ->
        [one] it
       *[other] all
    } got through.
replayed-some =
    { $count ->
        [one] 1 request sent again: { $passed } got through, { $failed } did not.
       *[other] { $count } requests sent again: { $passed } got through, { $failed } did not.
    }
replayed-some-part =
    { $count ->
        [one] { $sent } of 1 request sent again: { $passed } got through, { $failed } did not.
       *[other] { $sent } of { $count } requests sent again: { $passed } got through, { $failed } did not.
    }
edited-bytes = Sent with an edited body. At least one of the two is not text.
edited-same = Sent with the same values, written differently.
edited =
    { $count ->
        [one] Sent with an edited body: 1 difference to the original.
       *[other] Sent with an edited body: { $count } differences to the original.
    }
edited-more =
    { $count ->
        [one] Sent with an edited body: 1 difference and more to the original.
       *[other] Sent with an edited body: { $count } differences and more to the original.
    }
attempt-edits = What was edited
attempt-edited-body = Edited body { $number }
replay-found = Replay all that match…
replay-started = Replay started.
compare-request-hint = Or Ctrl-click another request in the list.
