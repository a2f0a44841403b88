# What `missedhook doctor` and the window's diagnostics say of this machine: the names of the checks, what each found and
# what to do. The English is what `doctor --json` prints: programs read it, so it counts without plural forms.

## How a check and the conclusion are printed

doctor-line =
    { $ok ->
        [yes] ✓
       *[no] ✗
    } { $name }: { $found }
doctor-all-well = All is well.
doctor-see-above = Reports come in and are kept, but see ✗ above.
doctor-not-well = Not all is well: { $headline }
doctor-not-looked = It was not checked.

## What several checks say

doctor-try-again = Try again.
doctor-restart = Restart Missedhook.
doctor-start = Start Missedhook.
doctor-unreachable = RETM can't reach you.
doctor-unreached-means = RETM's reports can't reach you.
doctor-system-says = { $text }

## What is kept

doctor-data-directory = data directory
doctor-settings = settings
doctor-database = database
doctor-database-none = not there yet, created at the first start
doctor-database-whole = { $some ->
    [one] whole, 1 delivery error
   *[other] whole, { $total } delivery errors
}
doctor-database-renewing = { $some ->
    [one] whole, 1 delivery error; { $percent } % of its search index is renewed
   *[other] whole, { $total } delivery errors; { $percent } % of its search index is renewed
}
doctor-history = history
doctor-history-whole = nothing was set aside
doctor-history-missing = { $path } is missing or empty.
doctor-history-missing-means = What was received before is not shown; the next start begins a new history.
doctor-history-missing-next = Put it back, or restore a backup: `missedhook restore FILE`.
doctor-disk = disk space
doctor-disk-free = { $megabytes } MB free
doctor-disk-low = { $megabytes } MB are free on the disk of the data directory.
doctor-disk-low-means = New reports are refused with 503 once it is full.
doctor-disk-low-next = Free some space, or keep less: see [retention] in settings.toml.
doctor-disk-unknown = Free disk space is unknown: { $text }.
doctor-disk-unknown-means = Reports may not be stored.
doctor-disk-unknown-next = Make sure the disk of the data directory is available.
doctor-disk-not-looked = not looked at on this system

## The relay and the team

doctor-relay = relay
doctor-relay-empty =
    { $state ->
        [on] on
       *[off] off
    }, no requests yet
doctor-relay-whole =
    { $state ->
        [on] on
       *[off] off
    }, its database is whole; { $waiting } waiting, { $needing } in need of you, { $dead } given up
doctor-requests = requests
doctor-requests-come = none is missing
doctor-requests-none = none are expected
doctor-team = team
doctor-team-none = none (no server in the settings)
doctor-team-not-yet = { $name }, not connected yet
doctor-team-connected = { $name }, connected since { $since }; { $colleagues } colleagues, { $waiting } changes waiting

## The way in

doctor-receiver = receiver
doctor-receiver-listens = listening on { $address } (pid { $pid })
doctor-receiver-open = listening on { $address } (pid { $pid }). { $sentence }
doctor-receiver-deaf = Missedhook runs (pid { $pid }), but its receiver does not listen.
doctor-receiver-deaf-next = Restart Missedhook. The bar across its window, or its log, says why.
doctor-receiver-not-running = Missedhook is not running; { $address } is free.
doctor-receiver-start = Start it: `missedhook`, or `missedhook serve`.
doctor-receiver-refuses = The receiver on { $address } (pid { $pid }) refuses every report.
doctor-receiver-clock = Set this machine's clock; the log in the data directory says more.
doctor-receiver-other = What answers on { $address } (pid { $pid }) says { $status }, where a receiver says 404.
doctor-receiver-other-next = Restart Missedhook, and make sure nothing else listens there.
doctor-receiver-silent = The receiver on { $address } (pid { $pid }) does not answer: { $text }.
doctor-nothing-listens = Nothing can listen.
doctor-proxy = proxy
doctor-proxy-none = none is set in the environment
doctor-proxy-set = { $address }: what goes out to the internet goes through it, the check of reachability among it; the receiver on this machine never does
doctor-tunnel-programs = tunnel programs
doctor-tunnel-programs-none = none found; bore is built in
doctor-tunnel-programs-found = { $programs }; bore is built in
doctor-tunnel-programs-and = { $first }, { $next }
doctor-tunnel-program = { $tunnel } ({ $version })
doctor-tunnel-program-mute = { $tunnel } (version unknown)
doctor-tunnel-programs-unknown = Tunnel programs can't be looked for: { $text }.
doctor-tunnel-programs-unknown-means = Installed tunnels are unknown.
doctor-tunnel = tunnel
doctor-tunnel-none = none is chosen
doctor-tunnel-own-url = your own URL: { $url }
doctor-tunnel-missing = { $tunnel } is chosen, but its program was not found.
doctor-tunnel-not-up = { $tunnel } has not come up yet: no public URL is known.
doctor-tunnel-not-up-next = Start Missedhook. Its window, or its log, shows what the tunnel prints.
doctor-reachability = reachability
doctor-reachability-proven = proven through { $url } in { $milliseconds } ms
doctor-reachability-not-checked = Not checked: Missedhook is not running ({ $url }).
doctor-reachability-local-only = Set up a tunnel, in the window or under [tunnel] in settings.toml, or choose “This machine only”: `missedhook local-only`.

## The running program

doctor-workers = workers
doctor-workers-none = none: not running
doctor-workers-run = all run (as of { $time })
doctor-program-mute = Missedhook runs (pid { $pid }), but has not reported its state.
doctor-program-silent = Missedhook runs (pid { $pid }), but last reported its state at { $time }.
doctor-program-silent-means = Part of it may have stopped.
doctor-program-silent-next = Restart Missedhook; the log in its data directory says more.
doctor-program-disk-means = It can't: the disk is full.
doctor-program-disk-next = Free some space. Nothing needs a restart.
doctor-program-other = The running Missedhook does not report this: { $proof }.
doctor-program-other-means = It may be of another version than this command.
doctor-setup = setup
doctor-incidents = incidents
doctor-incidents-none = none yet
doctor-incidents-next = See `missedhook list` and `missedhook show`; resolve what is over with `missedhook resolve`.

## The desktop

doctor-notifications = notifications
doctor-notifications-by =
    { $server }{ $disturb ->
        [on] ; Do Not Disturb is on
        [never] ; has no Do Not Disturb
        [unknown] ; does not say whether Do Not Disturb is on, and may drop what comes then
       *[off] { "" }
    }{ $keeps ->
        [no] ; shows each for a few seconds only
       *[yes] { "" }
    }
doctor-tray = tray
doctor-tray-shown = the desktop shows tray icons
doctor-tray-own = the system's own
doctor-tray-no-app = the app with the icon is not installed
doctor-tray-none = This desktop shows no tray icons.
doctor-tray-none-means = Missedhook works, but without an icon; starting it again opens its window.
doctor-tray-none-next = On GNOME, install the extension AppIndicator and KStatusNotifierItem Support.
doctor-login = start at login
doctor-login-no = no; the settings can switch it on
doctor-login-cannot = no. { $sentence }
doctor-login-switched-off = no: { $path } is switched off in the desktop's own settings
doctor-login-other = no; the Missedhook on { $path } does
doctor-login-yes = yes, { $program }
doctor-login-for-now = yes, { $program }, until Missedhook is started again
doctor-login-own-entry = yes, { $program }, by an entry of your own

## Versions

doctor-updates = updates
doctor-updates-off = not looked for (off in the settings)
doctor-updates-not-yet = not looked for yet
doctor-updates-available = Missedhook { $version } is available
doctor-updates-newest = this is the newest version
doctor-updates-no-source = The check for new versions is on, but url or key is empty.
doctor-updates-no-source-means = You are not notified of new versions.
doctor-updates-no-source-next = Set both under [updates] in settings.toml.
doctor-updates-not-fetched = The update file could not be fetched.
doctor-updates-not-signed = The update file is not signed with the key in the settings.
doctor-updates-not-readable = The update file is signed, but names no version.
doctor-updates-failed-means = You are not told of newer versions.
doctor-updates-failed-next = Check url and key under [updates] in settings.toml; the log says more.
doctor-installed = installed
doctor-installed-runs = the running program is the installed one
doctor-installed-not-running = nothing to compare: not running
doctor-installed-unknown = not known: the running program does not say
doctor-installed-newer = Missedhook { $version } is installed, and an older version is still running.
doctor-installed-replaced = Another version of Missedhook is installed, and the old one is still running.
doctor-installed-means = The new version is not in use yet.
doctor-installed-next = Restart Missedhook to use the new version.
