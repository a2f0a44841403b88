# What the window says: connection. The Arabic of it is in locales/ar.

## The connection in words

connection-proven = Reachable · checked { $ago }
connection-stale = Reachable { $ago } · not checked since
connection-failing = RETM can't reach you
connection-off = RETM can't reach you yet
connection-local = This machine only: RETM can't reach you
connection-unchecked = Unknown whether RETM can reach you
connection-opening = Opening the tunnel…
connection-checking = Checking whether RETM can reach you…
connection-up = The tunnel is up, not checked yet…
connection-set-up = Set up a tunnel
connection-since-reconnecting = Since { $since }; reconnecting.
connection-since-next = Since { $since }; next try at { $time }.
connection-since-never = Since { $since }; never reached.
connection-since-last = Since { $since }; last reached { $ago }.
connection-cannot-reach = RETM can't reach you.

## The page of the connection

connection-reached-said = RETM could reach you.
connection-choose = Choose a tunnel, or only receive reports from this computer.
connection-local-only = This machine only
connection-only-here = Only programs on this computer can report.
connection-connect-retm = Connect RETM
urls-title = Previous public URLs
urls-none = None yet.
urls-first = First seen
urls-last = Last seen
field-optional = (optional)
tunnel-log = Tunnel log
tunnel-log-copy = Copy the tunnel's log
tunnel-log-empty = Empty.
tunnel = Tunnel
tunnel-from = From { $url }.
tunnel-from-adopted = From { $url }, which ran already and is only watched.
tunnels-looking = Looking for installed tunnels…
tunnel-permanent = permanent URL
tunnel-in-use = in use
tunnel-disconnect = Disconnect
tunnel-connecting = Connecting…
tunnel-check-url = Check this URL
tunnel-reconnect = Reconnect
tunnel-connect = Connect
tunnels-refreshing = Refreshing…
tunnels-refresh = Refresh
tunnel-already = Already running and connected: { $url }
tunnels-absent = Not installed: { $tunnels }
tunnel-field-empty = { $field } is empty.
tunnel-field-needed = It is needed for this tunnel.
tunnel-field-enter = Enter it.
