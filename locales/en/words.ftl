# What stands within other messages: how long, when.

## How long something lasted or will last

span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count } days
span-milliseconds = { $count } ms
span-parts-of-ms = { $number } ms
span-parts-of-s = { $number } s

## When

day-and-time = { day-in-year } { $time }
day-in-year =
    { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
