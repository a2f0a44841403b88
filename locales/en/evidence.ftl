# An incident as a document: `missedhook report`, and what the window saves and copies.

evidence-title = Incident { $number }: { $label }
evidence-happened = What happened
evidence-missed = What was missed
evidence-failing-probe = The failing probe
evidence-good-probe = The first good probe
evidence-timeline = Timeline
evidence-reports = Reports
evidence-about = About this document
evidence-causes = Usual causes:
evidence-endpoint = Endpoint
evidence-state-name = State
evidence-first-report = First report
evidence-last-report = Last report
evidence-last-message = Last message
evidence-merchant = Merchant
evidence-last = Last
evidence-first = First
evidence-code = Code
evidence-no-code = no code
evidence-from = From
evidence-to = To
evidence-still-open = still open
evidence-call = Call
evidence-asked = Asked
evidence-at = At
evidence-took = Took
evidence-step = Step
evidence-fact = What
evidence-found = Found
evidence-when = When
evidence-who = Who
evidence-retm = RETM
evidence-person = You
evidence-rule = Missedhook
evidence-what = What
evidence-delivery-error = Delivery error { $number }
evidence-received = Received
evidence-message = Message
evidence-header = Header
evidence-value = Value
evidence-no-text = (Not text; left out here.)
evidence-body-laid-out = The body, formatted:
evidence-body-as-sent = The body as sent:
evidence-made-by = Made by
evidence-on = On
evidence-zone = Times are in
evidence-none = (none)
evidence-failed = Failed
evidence-times = { $here } ({ $utc })
evidence-state =
    { $state ->
        [until-change] acknowledged until it changes
        [open] open
        [acknowledged] acknowledged
       *[resolved] resolved
    }
evidence-repeated =
    { $count ->
        [one] { $text } (once, last { $time })
       *[other] { $text } ({ $count } times, last { $time })
    }
evidence-samples = { $count } of { $all }, the latest first. The bodies are as RETM sent them; secrets are redacted.
