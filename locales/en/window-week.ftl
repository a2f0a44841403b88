# What the window says: the summary of a week. The Arabic of it is in locales/ar.

## The page of a week

week-span = { $from } – { $to }
week-other = Other weeks
week-before = Week before
week-after = Week after
week-so-far = This week is not over.
week-empty = No incidents in this week.
week-empty-after =
    { $count ->
        [one] No incidents in this week. There was 1 in the week before.
       *[other] No incidents in this week. There were { $count } in the week before.
    }
week-none = none
week-more = { $count } more than the week before
week-fewer = { $count } fewer than the week before
week-same = as many as the week before
week-down = Time down
week-down-before = the week before: { $duration }
week-slowest = Slowest to recover
week-cause = Most frequent cause
week-of = { $number } of { $all }
week-unseen = Never looked at
week-unseen-count =
    { $count ->
        [0] none
       *[other] { $count }
    }
week-days = Incidents by day
week-day-down = { $opened }, down { $duration }
week-endpoints = Time down by endpoint
week-lasted = down { $duration }
week-not-seen = never looked at
week-and-more =
    { $count ->
        [one] and 1 more incident
       *[other] and { $count } more incidents
    }
