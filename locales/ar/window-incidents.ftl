# What the window says: incidents.

## The steps of a probe

probe-steps = خطوات الاختبار
step-is-running = قيد التنفيذ:
step-is-done = تم:
step-is-failed = فشل:
step-failed = فشل.
step-running = قيد التنفيذ…
step-hide-details = إخفاء تفاصيل: { $step }
step-show-details = عرض تفاصيل: { $step }
