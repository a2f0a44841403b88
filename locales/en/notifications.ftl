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

## What has changed of an incident that was acknowledged until then. It begins the body, and stands on the timeline

change-of-failure = changed from { $before } to { $after }
change-of-rate = { $count } reports in an hour instead of { $before }
cause-in-sentence =
    { $cause ->
        [refused] connection refused
        [dns] name not found
        [unreachable] unreachable
        [connect_timeout] no connection in time
        [timeout] no response in time
        [reset] connection reset
        [closed] connection closed
        [not_http] not HTTP
        [truncated] response cut off
        [tls_expired] certificate expired
        [tls_not_yet_valid] certificate not valid yet
        [tls_name] certificate for another name
        [tls_self_signed] self-signed certificate
        [tls_chain] certificate not trusted
        [tls_version] TLS version not supported
        [tls_failed] TLS handshake failed
        [https_to_http] HTTPS sent to an HTTP port
        [http_to_https] HTTP sent to an HTTPS port
        [redirect_loop] redirect loop
        [redirect] redirect
        [status] error status
       *[unknown] no answer
    }

## Whether RETM can reach this machine

unreachable-title = RETM can't reach you
unreachable-body = Since { $since }. { $what } { $remedy }
reachable-title = RETM can reach you again
reachable-body = It could not for { $span }
url-changed-title = Your receiver URL has changed
url-changed-body = It begins with { $url } now. Update it in RETM's portal.
url-moved-body = You can be reached again, after { $span }, at a URL that begins with { $url }. Update it in RETM's portal.
guessing-title = Someone is guessing: { $count } wrong keys in { $span }
guessing-body = None was let in. It may also be RETM itself, with an old receiver URL or token. Make sure RETM has your current receiver URL. Nothing else needs to be done.

## Whether reports can be kept

store-failing-title = Reports can't be kept
store-works-title = Reports are kept again
store-works-body = For { $span } none could be kept. Any that came was refused with 503: look at RETM for what it could not report.
history-gone-title = The history was missing
history-set-aside-title = A damaged history was set aside
relay-set-aside-title = The relay's database was damaged: requests that waited are not delivered
notice-of-problem = { $what } { $meaning } { $remedy }

## This program

window-closed-title =
    { $place ->
        [tray] Missedhook keeps running in the tray
       *[nowhere] Missedhook keeps running
    }
window-closed-body =
    Reports are still received and you are notified. { $place ->
        [tray] To end it, choose Quit in the tray's menu.
       *[nowhere] This desktop shows no tray icon: start Missedhook again to open the window. To end it, choose Quit in the window's menu (Ctrl Q).
    }
update-title = Missedhook { $version } is available
update-body =
    { $told ->
        [nothing] { "" }
       *[more] { $summary }{ " " }
    }Nothing was installed. Get it from { $url }
upgraded-title =
    { $named ->
        [yes] Missedhook was updated to { $version }
       *[no] Missedhook was updated
    }
upgraded-body =
    The old version still runs. { $how ->
        [button] Restart to use the new one.
        [service] To use the new one: { $command }
       *[hand] To use the new one, end it and start it again.
    }

## Monitors and certificates

monitor-down-title =
    { $answers ->
        [none] { $name } does not answer
       *[wrong] { $name } does not answer as it should
    }
monitor-down-body =
    { $count ->
        [one] since
       *[other] { $count } checks in a row since
    } { $since }: { $found }
monitor-up-title = { $name } answers again
monitor-up-body = down { $from }–{ $to } ({ $span })
host-down-title = Nothing behind { $name } answers as it should
host-down-body = { $labels } since { $since }: { $found }
host-up-body =
    { monitor-up-body }{ $rest ->
        [no] { "" }
       *[yes] ; still failing: { $labels }
    }
label-comma = {", "}
labels =
    { $named }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    }
certificate-title =
    { $form ->
        [expired] Your certificate for { $host } has expired
       *[expires] Your certificate for { $host } expires in { $span }
    }
certificate-body =
    { $form ->
        [expired] since { $when }. RETM can't deliver to it until it is renewed
       *[expires] on { $when }. RETM can't deliver to it then: renew it before
    }

## No request comes although one was expected

silence-title = Nothing from RETM for { $span }
silence-body =
    { $path }: at least one request in { $within } is expected. { $proof ->
        [checked] Missedhook could be reached at { $at }: look at RETM's webhook settings.
       *[unchecked] Whether RETM can reach Missedhook is not checked.
    }
silence-over-title = RETM sends again
silence-over-body = { $path }: the first request after { $span }.

## Buttons

button-open = Open
button-acknowledge = Acknowledge
button-mute = Mute 1 h
button-copy-url = Copy the new URL
button-restart = Restart

## What alerts do, in the settings

policy-opened = You are notified as soon as an endpoint starts to fail.
policy-grew = While it keeps failing, its notification is updated silently, at most every 5 s.
policy-escalated = You are notified again at 10, 100 and 1,000 errors, or when it still fails an hour after the last notification.
policy-storm = When more than 3 endpoints start to fail within 10 s, the rest share one notification. A summary follows once nothing has arrived for 30 s.
policy-host = When every known endpoint of a host fails, and there are more than 3, the rest share one notification about the host.
policy-recovered = When an endpoint recovers you are notified once, unless it is muted or you were never notified of its failure. If it fails and recovers while notifications wait, one notification covers both.
policy-flapping = If it fails again within 30 min, the same notification is updated. After the third time it is marked as flapping and must stay up longer before it resolves.
policy-acknowledged = Acknowledged and muted incidents stay silent.
policy-until-change = An incident that is acknowledged until it changes notifies you again when its code or cause changes, or when ten times as many reports come in an hour.
policy-held = During quiet hours, a pause or Do Not Disturb, notifications wait. You get one summary afterwards.
policy-away = After a restart or sleep, waiting notifications come as one summary.
policy-test = A test report always notifies you.
policy-timeline = The timeline of an incident shows every decision, including the silent ones.

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

## The summary of a week

weekly-title =
    { $count ->
        [0] No new incidents last week
        [one] 1 incident last week
       *[other] { $count } incidents last week
    }
weekly-body = { weekly-than }{ weekly-down }{ weekly-slowest }{ weekly-unseen }{ weekly-cause }
weekly-than =
    { $than ->
        [more] { weekly-difference } more than the week before.
        [fewer] { weekly-difference } fewer than the week before.
       *[same] As many as the week before.
    }
weekly-difference = { $by }
weekly-down =
    { $was ->
        [down] { " " }Endpoints were down for { $down } in all.
       *[up] { "" }
    }
weekly-slowest =
    { $recovered ->
        [yes] { " " }{ $label } took longest to recover: { $took }.
       *[no] { "" }
    }
weekly-unseen =
    { $unseen ->
        [0] { "" }
       *[other] { " " }Nobody looked at { $unseen } of them.
    }
weekly-cause =
    { $named ->
        [yes] { " " }Most often: { $cause }.
       *[no] { "" }
    }
weekly-cause-status = error status { $status }
