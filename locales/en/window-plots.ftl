# What the window says: plots. The Arabic of it is in locales/ar.

## Plots

range-hour = Last hour
range-hour-none = No reports in the last hour.
range-day = 24 h
range-day-none = No reports in the last 24 hours.
range-week = 7 days
range-week-none = No reports in the last 7 days.
range-month = 30 days
range-month-none = No reports in the last 30 days.
range-all = All
range-all-none = No reports.
range-none = No reports in this range.
plot-arrows = Use the arrow keys to move from bar to bar
legend-peak-minute = Peak per minute
legend-peak-hour = Peak per hour
legend-peak-day = Peak per day
legend-all-endpoints = Show all endpoints
legend-only-one = Show only { $endpoint }
legend-all = Show all
legend-only = Show only
legend-sum = All { $number }
legend-caption = Reports by endpoint
legend-selected = Selected
plot-summary =
    { $count ->
        [one] { $time }, { $count } report
       *[other] { $time }, { $count } reports
    }
plot-summary-of =
    { $count ->
        [one] { $time }, { $count } report of { $endpoint }
       *[other] { $time }, { $count } reports of { $endpoint }
    }
plot-bar-of = { $endpoint } { $number }
plot-bar = { $time }: { $counts }
plot-bar-empty = { $time }: nothing
plot-label-minute =
    { $count ->
        [one] Bars: { $count } report by minute, numbers in the tables below
       *[other] Bars: { $count } reports by minute, numbers in the tables below
    }
plot-label-hour =
    { $count ->
        [one] Bars: { $count } report by hour, numbers in the tables below
       *[other] Bars: { $count } reports by hour, numbers in the tables below
    }
plot-label-day =
    { $count ->
        [one] Bars: { $count } report by day, numbers in the tables below
       *[other] Bars: { $count } reports by day, numbers in the tables below
    }
plot-coarser-hour = One bar an hour: with one a { $step } there would be too many.
plot-coarser-day = One bar a day: with one a { $step } there would be too many.
step-minute = minute
step-hour = hour
step-day = day
plot-hint = Drag over bars to select them, or press ← →, with Shift to select.
plots-title = Delivery errors over time
plot-zoom-out = Zoom out
plot-everything = Show everything
plot-show = Show these reports
plot-zoom-in = Zoom in
plot-clear = Clear
bars-auto = Auto
bars-minute = Per minute
bars-hour = Per hour
bars-day = Per day
plot-first = the first report
plot-wrong-time = Enter a time such as 2026-11-24 09:14, or 09:14 for today.
plot-wrong-range = The range ends before it begins.
plot-range = Range
plot-bar-width = Bar width
plot-table-minute = Reports by minute and endpoint, the latest first
plot-table-more-minutes =
    { $count ->
        [one] { $count } more minute before these. Choose longer bars or a shorter range.
       *[other] { $count } more minutes before these. Choose longer bars or a shorter range.
    }
plot-table-hour = Reports by hour and endpoint, the latest first
plot-table-more-hours =
    { $count ->
        [one] { $count } more hour before these. Choose longer bars or a shorter range.
       *[other] { $count } more hours before these. Choose longer bars or a shorter range.
    }
plot-table-day = Reports by day and endpoint, the latest first
plot-table-more-days =
    { $count ->
        [one] { $count } more day before these. Choose longer bars or a shorter range.
       *[other] { $count } more days before these. Choose longer bars or a shorter range.
    }
plot-table = As a table
plot-table-label = The plot as a table
plot-when = When
plot-total = Total
