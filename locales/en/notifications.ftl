# What notifications say.
# Names of endpoints, hosts, codes and RETM's message come as they are. The first forty characters of a headline are
# all that some desktops show: what fails, and since when.

## An endpoint fails

incident-failing-title =
    { $form ->
        [unreachable] { $label } can't be reached
        [unreachable-again] { $label } can't be reached again
        [failing-again] { $label } is failing again
       *[failing] { $label } is failing
    }{ $count ->
        [1] { "" }
       *[other] { " " }×{ $count }
    } since { $since }{ $which ->
        [none] { "" }
        [only] { " " }— { $code }
       *[last] { " " }— last { $code }
    }
incident-failing-body =
    { incident-cause } — { incident-gave-up }{ incident-again }{ incident-merchant }
incident-cause =
    { $place }: { $cause ->
        [no-answer] no answer
        [nothing] no code, no message
       *[said] { $said }
    }
incident-gave-up =
    { $source ->
        [relay] the relay keeps the webhook
       *[retm] RETM gave up after 3 tries
    }
incident-again =
    { $count ->
        [1] { "" }
       *[other] { " " }({ $count }{ NUMBER($count, type: "ordinal") ->
            [one] st
            [two] nd
            [few] rd
           *[other] th
        } time in { $span })
    }
incident-merchant =
    { $named ->
        [yes] . Merchant: { $merchant }
       *[no] { "" }
    }
incident-project = Project: { $project }
incident-unnamed = an unnamed endpoint

test-title =
    { $count ->
        [1] Test received
       *[other] Test received ×{ $count }
    }
test-body = Notifications work. Nothing is broken.{ incident-again }{ incident-merchant }
unreadable-title =
    { $count ->
        [1] RETM sent something unreadable
       *[other] RETM sent something unreadable ×{ $count }
    }
unreadable-body = RETM sent something that isn't a report. It is kept as it came{ incident-again }{ incident-merchant }

## It comes and goes, and works again

incident-flapping-title = { $label } comes and goes — { $times } times in { $span }
incident-flapping-body = { incident-cause } — { incident-gave-up }. It has to work for longer now to count as over
incident-recovered-title = { $label } works again
incident-passed-title = { $label } failed and works again
incident-recovered-body =
    down { $from }–{ $to } ({ $span }{ $breaks ->
        [0] { "" }
        [one] , with a break
       *[other] , with { $breaks } breaks
    }), { $reports ->
        [one] 1 report
       *[other] { $reports } reports
    }. { $known-by ->
        [relay] The relay has delivered what failed
       *[probe] Checked from this computer
    }. See what you missed

## Several endpoints at once

storm-title =
    { $count ->
        [one] 1 endpoint is failing
       *[other] { $count } endpoints are failing
    }{ $at-host ->
        [yes] { " " }at { $host }
       *[no] { "" }
    }
storm-body = { summary-busiest }
storm-all-failing-title =
    { $count ->
        [one] 1 endpoint still failing
       *[other] { $count } endpoints still failing
    }
storm-some-failing-title = { $left } of { $count } endpoints still failing
storm-resolved-title =
    { $count ->
        [one] 1 endpoint failed and is resolved
       *[other] { $count } endpoints failed, all are resolved
    }
storm-over-body =
    No new reports for { $calm } s{ $again ->
        [0] { "" }
        [one] . 1 works again
       *[other] . { $again } work again
    }. { $times ->
        [one] { $from }
       *[two] { $from }–{ $to }
    }, { $reports ->
        [one] 1 report
       *[other] { $reports } reports
    }
summary-works-title =
    { $count ->
        [one] 1 endpoint works again
       *[other] { $count } endpoints work again
    }
summary-passed-title =
    { $count ->
        [one] 1 endpoint failed { summary-when } and works again
       *[other] { $count } endpoints failed { summary-when } and work again
    }
summary-some-passed-title =
    { $count ->
        [one] 1 endpoint works again
       *[other] { $count } endpoints work again
    }; { $passed } failed { summary-when }
summary-failed-title =
    { $count ->
        [one] 1 endpoint failed { summary-when }
       *[other] { $count } endpoints failed { summary-when }
    }
summary-when =
    { $why ->
        [quiet-hours] in quiet hours
        [paused] while notifications were paused
        [do-not-disturb] while you were not to be disturbed
        [woke] while the machine slept
        [together] just now
       *[away] while Missedhook was away
    }
summary-works-body = { summary-busiest }. See what you missed
summary-failed-body =
    { summary-busiest }. { $unresolved ->
        [0] All are resolved
        [one] 1 is not resolved
       *[other] { $unresolved } are not resolved
    }{ $again ->
        [0] { "" }
        [one] ; 1 works again
       *[other] ; { $again } work again
    }
# Up to two endpoints by name, each with how many reports came of it.
summary-busiest =
    { $shown ->
        [none] { $rest } endpoints
        [one] { $first }
        [two] { $first } and { $second }
        [one-and-more] { $first } and { $rest } more
       *[two-and-more] { $first }, { $second } and { $rest } more
    }

## What they look like, in the settings

sample-title = Notifications work
sample-body = This is a test from Missedhook’s settings. Nothing is broken.
preview-opened = An endpoint fails
preview-grew = It keeps failing
preview-recovered = It works again

## Requests of the relay wait

relay-waits-title =
    { $count ->
        [one] { $count } webhook waits
       *[other] { $count } webhooks wait
    }
relay-waits-body =
    { $held ->
        [yes] Nothing listens at { $target }. What waits is delivered as soon as something does.
       *[no] Your integration at { $target } does not accept them. The relay keeps trying.
    }
## A colleague's incident

colleague-failing-title =
    { $label } is failing{ $which ->
        [none] { "" }
       *[code] { " " }— { $code }
    }
colleague-failing-body =
    { $reference }, since { $since }, { $count ->
        [one] 1 report
       *[other] { $count } reports
    }{ $cause ->
        [nothing] { "" }
       *[said] : { $said }
    }
colleague-recovered-title = { $label } works again
colleague-recovered-body =
    { $reference }, failed since { $since }, { $count ->
        [one] 1 report
       *[other] { $count } reports
    }
colleagues-title =
    { $count ->
        [one] 1 incident at a colleague's
       *[other] { $count } incidents at colleagues'
    }
colleagues-line = { $reference } { $label }
