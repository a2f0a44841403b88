# What the window says: help. The Arabic of it is in locales/ar.

## Codes

help-find-code = Find a code
column-meaning = Meaning
column-next = Try next
help-code-unknown = Nothing is known about “{ $code }”.
help-code-other = Other { $range }
help-codes-all = Show all { $number } codes

## Help

help-webhooks = Error webhooks
help-codes = Codes
help-new = What is new
help-report = Report a problem
help-public-url = RETM is on the internet and needs a public URL to reach you. { $connection } shows whether it can.
help-sections = Sections of the help
help-webhook-title = What is an error webhook?
help-webhook-1 = RETM delivers events to your endpoints: an order, a menu change, a new customer. If an endpoint fails three times, RETM gives up on that event. It then calls one more URL of yours, the error webhook, and reports the endpoint, a code and a message.
help-webhook-2 = Missedhook receives those reports, keeps each one, and notifies you. Reports about the same endpoint form one incident, from the first failure until the endpoint is healthy again.
help-webhook-3 = RETM doesn't send the lost event again. Each incident lists what you may have missed, and how to fetch it.
help-codes-title = What the codes mean
help-codes-help = RETM doesn't document its codes. Most are the HTTP status your endpoint returned. 0 usually means there was no response at all.
help-keys-help = Letters work by position on layouts without Latin letters.
help-changes-all = Show all changes
help-attach = Attach the diagnostics to your report. Read them first: you decide what you share.
