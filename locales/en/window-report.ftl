# What the window says: report. The Arabic of it is in locales/ar.

## A report as Markdown

markdown-none = (none)
markdown-unreadable = Unreadable report
markdown-endpoint = - Endpoint: { $value }
markdown-message = - Message: { $value }
markdown-received = - Received: { $value }
markdown-id = - Delivery error { $id }, incident { $incident }

## A report

body = Body
body-format = { $label }, format
body-text = Text
body-pretty = Pretty
body-as-sent = As sent
body-copy-base64 = Copy as Base64
body-copy = Copy body
body-copy-base64-hint = Copy the body, encoded as Base64
body-copy-hint = Copy the body
body-empty = The body was empty.
body-shown-as-sent = Shown as sent. { $reason }.
body-part = The first { $shown } of { $all } characters. Copying takes all of them.
body-part-bytes = The first { $shown } of { $all } bytes. Copying takes all of them.
body-more = Show more
body-too-deep = It is nested deeper than { $levels } levels
body-too-long = It has too many lines
source-is-retm = RETM's error webhook
source-is-test = A test sent from Missedhook
source-is-simulated = Simulated with “missedhook simulate”
source-is-relay = Missedhook's relay
fact-message = Message
fact-none = None
fact-received = Received
fact-source = Source
fact-merchant = Merchant
fact-from = Came from
fact-this-computer = this computer (via a tunnel)
fact-host = sent to host
fact-claimed-hint = From x-forwarded-for, which anyone can forge
fact-claimed = claims to come from
headers = Headers
headers-none = None.
count-headers =
    { $count ->
        [one] { $count } header
       *[other] { $count } headers
    }
report-of-unreadable =
    { $count ->
        [one] { $count } unreadable report since { $time }, last one { $ago }.
       *[other] { $count } unreadable reports since { $time }, last one { $ago }.
    }
report-of-endpoint =
    { $count ->
        [one] { $count } report at this endpoint since { $time }, last one { $ago }.
       *[other] { $count } reports at this endpoint since { $time }, last one { $ago }.
    }
report-only = The only report of this incident so far.
report-show-all = Show all { $number }
report-unreadable = RETM sent something unreadable. It is kept as it came.
report-copy-endpoint = Copy the endpoint

## The relay's requests behind it

report-requests = Requests
report-requests-guess =
    { $count ->
        [one] Probably this one. RETM names no delivery, so this is a guess by path and time.
       *[other] Probably these { $count }. RETM names no delivery, so this is a guess by path and time.
    }
report-no-request = No request of that time reached this computer: RETM could not get in.
report-request-answered = your integration answered { $status } in { $time }
report-request-untried = not handed on
report-request-sent = What RETM sent
report-request-answer = What your integration answered
report-request-open = Open request { $id }

compare-title = Compare
compare-against = Compare with
compare-choose-report = Choose a report
compare-choose-request = Choose a request
compare-before-tip = Compare with the one before (d)
compare-previous = The one before
compare-values = Values
compare-beside = Side by side
compare-unified = Unified
compare-copy = Copy
compare-copy-tip = Copy the differences as text
compare-headers = Headers
compare-body = Body
compare-headers-label = Headers that differ
compare-bodies-label = Differences of the bodies
difference-before = Before:
difference-after = After:
difference-added = Added
difference-removed = Removed
difference-changed = Changed

compare-name-report = report { $id }
compare-name-request = request { $id }
compare-name-header = header { $name }
compare-name-line = line { $line }
compare-name-body = the whole body
compare-summary-report = From report { $first } to { $second }: { $bodies } { $headers }
compare-summary-request = From request { $first } to { $second }: { $bodies } { $headers }
compare-bodies-equal = the bodies are equal.
compare-bodies-bytes = the bodies differ. At least one is not text.
compare-bodies-written = the same values, written differently.
compare-bodies =
    { $count ->
        [one] 1 difference.
       *[other] { $count } differences.
    }
compare-bodies-more =
    { $count ->
        [one] 1 difference, and more that are not listed.
       *[other] { $count } differences, and more that are not listed.
    }
compare-bodies-lines =
    { $count ->
        [one] 1 difference, by lines.
       *[other] { $count } differences, by lines.
    }
compare-bodies-lines-more =
    { $count ->
        [one] 1 difference, and more that are not listed, by lines.
       *[other] { $count } differences, and more that are not listed, by lines.
    }
compare-headers-equal = The headers are equal.
compare-headers-differ =
    { $count ->
        [one] 1 header differs.
       *[other] { $count } headers differ.
    }
compare-first-what = This is the first report of its incident.
compare-first-meaning = There is none before it.
compare-none-what = No request of this path came before it.
compare-none-meaning = None is listed.
compare-another = Choose another one.
report-compare-before = Compare with the one before
report-compare-before-tip = Compare with the one before (d)
report-compare = Compare with…
report-compare-tip = Compare it with another report (D)
