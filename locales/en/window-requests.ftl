# What the window says: requests. The Arabic of it is in locales/ar.

## The relay's URL

relay-url-copy = Copy relay URL
relay-url-copy-hint = Copy the relay URL for RETM
relay-url-help = Put the path of each webhook behind it, for example /retm/orders.
relay-url-local = RETM can't reach this computer yet: set up a tunnel in Connection.
