# What the window says: endpoint. The Arabic of it is in locales/ar.

## The days of an endpoint

day-good = Good
day-failing = Failing
day-unknown = No data
day-in-list-good = good
day-in-list-failing = failing
day-in-list-unknown = no data
day-checks-failed =
    { $count ->
        [one] { $failed } of { $count } check failed
       *[other] { $failed } of { $count } checks failed
    }
day-facts = { $date }: { $facts }
days-failing = { $number } failing
days-good = { $number } good
days-unknown = { $number } without data
days-summary =
    { $count ->
        [one] Last { $count } day: { $facts }
       *[other] Last { $count } days: { $facts }
    }
