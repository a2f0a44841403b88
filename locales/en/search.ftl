# What the search says: the meaning of a filter, what completes it, what is wrong with it. What is typed stays as it is.

## The meaning of a filter

query-codes = codes { $from } to { $to }
query-code = code { $code }
query-no-code = no code
query-cause = cause { cause-in-sentence }
query-has =
    { $filter ->
        [endpoint] endpoint has “{ $value }”
        [host] host has “{ $value }”
        [merchant] merchant has “{ $value }”
        [project] project has “{ $value }”
        [path] path has “{ $value }”
       *[event] event has “{ $value }”
    }
query-since-span = in the last { $span }
query-since = since { $time }
query-until-span = until { $span } ago
query-until = until { $time }
query-is =
    { $is ->
       *[other] { $is }
    }
query-incident = incident { $id }
query-statuses = status { $from } to { $to }
query-status = status { $status }
query-no-answer = no answer

## What is wrong with it

query-which =
    { $filter ->
        [endpoint] Which endpoint? Write it like endpoint:orders.
        [host] Which host? Write it like host:staging.
        [merchant] Which merchant? Write it like merchant:olaya.
        [project] Which project? Write it like project:staging.
        [path] Which path? Write it like path:orders.
       *[event] Which event? Write it like event:orders.
    }
query-code-wrong = A code is like code:503, code:5xx or code:none.
query-cause-wrong = A cause is one of { $causes }.
query-since-wrong = A time is like since:30m, since:2h, since:7d or since:2026-11-24T09:14.
query-until-wrong = A time is like until:2h, until:2026-11-24 or until:2026-11-24T09:14.
query-is-wrong = Use is:open, is:acknowledged, is:resolved, is:muted, is:unreadable, is:readable, is:real, is:test, is:simulated or is:relay.
query-incident-wrong = An incident is a number, like incident:4.
query-status-wrong = A status is like status:503, status:5xx or status:none.
query-state-wrong = Use one of { $states }.
filter-unknown =
    There is no filter “{ $name }”. { $meant ->
        [one] Did you mean { $filter }:?
       *[nothing] Put text with a colon in quotes.
    }
filter-not-of-requests = There is no filter “{ $name }”. There are { $filters }. Put text with a colon in quotes.

## The filters that are offered

filter-endpoint = Part of the URL
filter-host = Part of the host
filter-code = 503, 5xx or none
filter-cause = Why it failed
filter-time = 2h, 7d or a date
filter-is = Muted, unreadable, test
filter-incident = By number
filter-merchant = Part of its name
filter-project = Like staging

## The values that are offered

choice-5xx = Any server error
choice-4xx = Any client error
choice-no-code = No code
choice-no-answer = No answer
choice-since-30m = The last 30 minutes
choice-since-2h = The last 2 hours
choice-since-1d = The last day
choice-since-7d = The last 7 days
choice-until-30m = Up to 30 minutes ago
choice-until-2h = Up to 2 hours ago
choice-until-1d = Up to a day ago
choice-until-7d = Up to 7 days ago
choice-muted = Muted incidents
choice-unreadable = Reports that can't be read
choice-readable = Reports that can be read
choice-test = Test reports
choice-simulated = Simulated reports
choice-relay = What the relay could not hand on
choice-open = Open incidents
choice-acknowledged = Acknowledged incidents
choice-resolved = Resolved incidents
choice-endpoint = Endpoint
choice-merchant = Merchant
choice-project = Project
choice-host =
    { $count ->
        [one] 1 endpoint
       *[other] { $count } endpoints
    }
