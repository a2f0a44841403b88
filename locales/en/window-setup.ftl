# What the window says: setup. The Arabic of it is in locales/ar.

## What is left of the setup

setup-left = Finish setup · { $left } of { $all } left
setup-unseen-problem = No notification was shown. { $what } { $remedy }
setup-unseen-paused = No notification was shown: notifications are paused.
