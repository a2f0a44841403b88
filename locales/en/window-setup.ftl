# What the window says: setup. The Arabic of it is in locales/ar.

## What is left of the setup

setup-left = Finish setup · { $left } of { $all } left
setup-unseen-problem = No notification was shown. { $what } { $remedy }
setup-unseen-paused = No notification was shown: notifications are paused.

## The first run

setup-not-now = Not now: only this computer can reach the receiver.
setup-not-now-at = Not now: only this computer can reach the receiver at { $address }.
setup-url-local = RETM can't reach this URL. A program on this computer can.
setup-url-not-yet = RETM can't reach this URL yet. A program on this computer can.
setup-send-test = Send test report
setup-done-connected = Done: RETM is connected.
setup-done-url = Done: RETM has the URL.
setup-done-report = Done: a report is here.
setup-back = Back to the history
setup-title = Know the moment a RETM webhook fails
setup-lead = After three failed tries RETM gives up and calls your error webhook. Missedhook receives that call and alerts you.
setup-connect = Connect RETM to this computer
setup-connect-help = RETM can't see your computer. A tunnel gives it a public URL.
setup-choose-tunnel = Choose a tunnel
setup-skip = Not now, test locally
setup-choose-other = Choose another tunnel
setup-give-url = Give RETM the URL
setup-portal = In RETM's developer portal, enter it as the error webhook.
setup-url-later = The URL appears once the receiver is listening.
setup-copy-url = Copy receiver URL
setup-receive = Receive a report
setup-waiting = Waiting for a report…
setup-open-history = Open history
step-done = (done)
