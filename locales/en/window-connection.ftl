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
