# What the window says: incidents. The Arabic of it is in locales/ar.

## The steps of a probe

probe-steps = Steps of the probe
step-is-running = Running:
step-is-done = Done:
step-is-failed = Failed:
step-failed = Failed.
step-running = Running…
step-hide-details = Hide the details of: { $step }
step-show-details = Show the details of: { $step }
