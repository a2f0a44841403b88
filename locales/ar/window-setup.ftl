# What the window says: setup.

## What is left of the setup

setup-left = أكمل الإعداد · بقي { $left } من { $all }
setup-unseen-problem = لم يظهر إشعار. { $what } { $remedy }
setup-unseen-paused = لم يظهر إشعار: الإشعارات موقوفة مؤقتًا.
