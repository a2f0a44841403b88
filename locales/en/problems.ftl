# What went wrong, what it means, what to do: the sentences of problems that the window shows. `model/translate.rs` reads a
# sentence by its message here, and says the Arabic one. No choices here.

## Reachability

problem-retms-reports-cant = RETM's reports can't reach you.
problem-check-could-not = The check could not be made: { $text }.
problem-check-public-url = Check the public URL in the settings.
problem-choose-tunnel-enter = Choose a tunnel, or enter a URL that RETM can reach.
problem-name-host-cant = The name { $host } can't be found ({ $text }).
problem-check-tunnel-runs = Check that the tunnel runs. If its URL has changed, give RETM the new one.
problem-host-refused-connection = { $host } refused the connection.
problem-start-tunnel-again = Start the tunnel again, or check the public URL in the settings.
problem-no-connection-host = No connection to { $host } ({ $text }).
problem-encrypted-connection-host = The encrypted connection to { $host } fails: { $text }.
problem-check-certificate-there = Check the certificate there, and this machine's clock.
problem-host-accepts-connection = { $host } accepts the connection but doesn't answer in time.
problem-restart-tunnel-check = Restart the tunnel, and check that it forwards to the receiver.
problem-host-closes-connection = { $host } closes the connection without an answer.
problem-something-not-http = Something that is not HTTP answers at { $host } ({ $text }).
problem-host-answers-404 = { $host } answers 404: no tunnel is known there, or the key in the URL is an old one.
problem-start-tunnel-again-if = Start the tunnel again. If its URL or the key has changed, give RETM the new receiver URL.
problem-tunnel-host-turns = The tunnel at { $host } turns requests away ({ $status }): it is over a limit.
problem-see-limits-your = See the limits of your tunnel's plan, or choose another tunnel.
problem-tunnel-host-answers = The tunnel at { $host } answers { $status }: it does not reach Missedhook.
problem-host-answers-status = { $host } answers { $status }: it sends the caller elsewhere or asks for a sign-in.
problem-let-error-through = Let /error/ through there without a sign-in: RETM can't sign in.
problem-another-missedhook-answers = Another Missedhook answers at { $host }.
problem-stop-other-one = Stop the other one, or give each a tunnel of its own.
problem-another-program-answers = Another program answers at { $host } ({ $status }).
problem-check-tunnels-port = Check the tunnel's port and the public URL in the settings.
problem-connect-check-repeats = Connect it. The check repeats automatically.
problem-another-program-on = Another program on the SSH host may have the port: try another one.
problem-receiver-not-listening = The receiver is not listening yet.
problem-receiver-not-listening-2 = The receiver is not listening.
problem-port-port-taken = Port { $port } is taken.
problem-port-port-taken-by = Port { $port } is taken by { $program } (pid { $pid }).
problem-receiver-cant-listen = The receiver can't listen on { $address }: { $text }.
problem-choose-another-with = Choose another with --listen, or stop it.
problem-choose-another-address = Choose another address with --listen.
problem-this-machines-clock = This machine's clock says { $moment }.
problem-retms-reports-are = RETM's reports are refused with 503.
problem-set-clock = Set the clock.

## Tunnels

problem-tunnel-has-lost = { $tunnel } has lost its connection.
problem-reconnects-automatically-make = It reconnects automatically. Make sure this computer is online.
problem-tunnel-made-no = { $tunnel } made no public URL within { $seconds } s.
problem-make-sure-this = Make sure this computer is online, and check its log.
problem-tunnel-led-here = The { $tunnel } that led here has ended.
problem-nothing-one-started = Nothing, one is started in its place.
problem-there-no-tunnel = There is no { $tunnel } on this machine.
problem-tunnel-could-not = { $tunnel } could not be started: { $text }.
problem-tunnel-has-ended = { $tunnel } has ended.
problem-nothing-started-again = Nothing: it is started again. Its log says more.
problem-nothing-tried-again = Nothing: it is tried again. Its log says more.

## The history on the disk

problem-disk-full-nothing = The disk is full: nothing more can be kept.
problem-new-reports-are = New reports are refused with 503 until there is room.
problem-free-some-space = Free some space on the disk of the data directory.
problem-database-damaged-text = The database is damaged: { $text }.
problem-new-reports-are-refused = New reports are refused with 503 until a new one is begun.
problem-wait-moment-running = Wait a moment: a running Missedhook sets the damaged file aside and begins a new one; else start it.
problem-database-cant-used = The database can't be used: { $path } was moved or deleted.
problem-database-cant-used-text = The database can't be used: { $text }.
problem-new-reports-are-refused-with = New reports are refused with 503.
problem-put-back-restart = Put it back; or restart Missedhook, which begins a new one.
problem-make-sure-data = Make sure the data directory exists and is writable. Run `missedhook doctor`.
problem-database-refuses-text = The database refuses it: { $text }.
problem-not-kept = It was not kept.
problem-try-again = Try again.
problem-database-locked-by = The database is locked by another program.
problem-nothing-can-written = Nothing can be written to it until that program lets go.
problem-close-whatever-has = Close whatever has missedhook.db open (a database browser, a backup program), then try again.
problem-disk-has-not = The disk has not answered for more than 10 seconds.
problem-new-reports-are-refused-with-503 = New reports are refused with 503 until it answers.
problem-see-whether-disk = See whether the disk or the network share of the data directory is still connected.
problem-store-closed = The store is closed.
problem-missedhook-ending = Missedhook is ending.
problem-start-again = Start it again.
problem-damaged-database-set = A damaged database was set aside as { $path }.
problem-what-not-shown = What was in it is not shown.
problem-if-you-need = If you need it, `sqlite3 FILE .recover` reads what can be read. Then move the file out of the data directory.

## Notifications and settings

problem-no-notification-server = No notification server answers on this desktop.
problem-notification-refused-text = The notification was refused: { $text }.
problem-reports-are-kept = Reports are kept, but nothing pops up.
problem-start-notification-server = Start a notification server (most desktops have one; dunst or mako do alone).
problem-notification-server-does = The notification server does not answer.
problem-test-notification-not = The test notification was not shown.
problem-restart-notification-server = Restart the notification server, then try again.
problem-path-line-line = { $path }, line { $line }: { $text }.
problem-settings-path-cant = The settings in { $path } can't be used: { $text }.
problem-settings-path-cant-written = The settings in { $path } can't be written: { $text }.
problem-nothing-changed = Nothing was changed.
problem-nothing-started-nothing = Nothing was started, nothing was changed.
problem-make-file-writable = Make the file writable for you, and make sure the disk has room.
problem-correct-line-delete = Correct that line, or delete it to have the default.
problem-enter-another-value = Enter another value, or none to have the default.
problem-worker-role-has = The worker that { $role } has stopped: { $text }.
problem-restarts-automatically-if = It restarts automatically. If this happens again, restart Missedhook and check its log.

## The team's server

problem-team-server = The team's server { $host } can't be used: { $why }.
problem-team-no-answer = it does not answer
problem-team-ended = it ended the connection
problem-team-version = its tables have version { $version }, and this Missedhook knows version { $known }
problem-team-may-not-create = it has no tables yet, and this user may not create them
problem-team-may-not-use = this user may not use its tables
problem-team-waits = Your colleagues don't see your incidents, nor you theirs. What is to be shared waits.
problem-team-network = Check the network, and that the server runs.
problem-team-runs = Check that the server runs.
problem-team-password = Check user and password in the URL under [team] in settings.toml.
problem-team-database = Create the database, or name another in the URL under [team] in settings.toml.
problem-team-grant = Grant the rights that docs/team.md lists.
problem-team-log = The server's log says more.
problem-team-authority = Name the server's own authority with `sslrootcert` in the URL, or, for a server on this machine, set `sslmode=disable`.
problem-team-update = Update Missedhook on this machine.
problem-team-none = There is no team in the settings.
problem-team-not-tested = Nothing was tested.
problem-team-url = Set the URL of its server first.

## What the window can't do

problem-app-did-not = The app did not answer.
problem-there-no-incident = There is no incident { $number }.
problem-never-existed-deleted = It never existed, or it was deleted.
problem-missedhook-list-shows = `missedhook list` shows what is there, and `missedhook show ID` the incident of each.
problem-eight-probes-are = Eight probes are running.
problem-this-one-not = This one was not begun.
problem-wait-one-end = Wait for one to end, or stop one.
problem-document-cant-written = The document can't be written: { $text }.
problem-nothing-kept = Nothing was kept of it.
problem-look-downloads-folder = Look at the downloads folder, or use `missedhook report`.
problem-there-no-receiver = There is no receiver URL to copy.
problem-see-bar-across = See the bar across the top of the window.
problem-clipboard-cant-used = The clipboard can't be used: { $text }.
problem-nothing-copied = Nothing was copied.
problem-select-text-copy = Select the text and copy it by hand.
problem-an-export-running = An export is running.
problem-there-one-time = There is one at a time.
problem-wait-its-end = Wait for its end, or cancel it.
problem-export-failed-text = The export failed: { $text }.
problem-no-file-written = No file was written.
problem-one-two-reports = One of the two reports is not kept any more.
problem-they-cant-compared = They can't be compared.
problem-choose-another-one = Choose another one.
problem-window-cant-do = The window can't do that: { $text }.
problem-close-window-open = Close the window and open it again.
problem-folder-logs-cant = The folder of the logs can't be opened: { $text }.
problem-logs-are-path = The logs are in { $path }.
problem-open-folder-yourself = Open that folder yourself.
problem-an-old-key = An old key can be kept for 90 days at the most.
problem-key-not-replaced = The key was not replaced.
problem-choose-shorter-time = Choose a shorter time.
problem-nothing-saved = Nothing was saved.
problem-url-monitored-already = { $url } is monitored already.
problem-change-one-there = Change the one there is, or enter another URL.
problem-there-no-such = There is no such monitor.
problem-may-have-been = It may have been removed meanwhile; look at the list.
problem-relay-has-no = The relay has no target.
problem-request-not-sent = The request was not sent again.
problem-nothing-sent = Nothing was sent.
problem-set-target-settings = Set the target in the settings, section Relay.
problem-no-http-https = That is no http or https URL.
problem-write-one-like = Write one like http://127.0.0.1:3000, without a path.
problem-correct-search = Correct the search.
problem-replay-running = A replay is running.
problem-nothing-more-sent = Nothing more was sent.
problem-wait-its-end-stop = Wait for its end, or stop it.
problem-nothing-listens-url = Nothing listens at { $url }.
problem-rest-not-sent = The rest was not sent.
problem-start-integration-replay = Start the integration, and replay the rest.
