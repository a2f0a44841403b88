# What the window says: monitors.

## Monitors in rows and facts

monitor-state-unknown = لم يُفحص
monitor-state-up = يعمل
monitor-state-failing = يتعثر
monitor-state-down = متوقف
monitor-state-resting = موقوف مؤقتًا
monitor-state-offline = بلا إنترنت
monitor-not-checked = لم يُفحص: { $why }
monitor-first-pending = الفحص الأول لم يحدث بعد.
monitor-never-checked = لم يُفحص قط.
monitor-incident-open = الحادثة { $id } مفتوحة
monitor-incident-acknowledged = الحادثة { $id } مؤكَّدة
monitor-incident-resolved = الحادثة { $id } محلولة
percent = { $number }٪
strip-none = لا فحص بعد.
strip-none-failed =
    { $count ->
        [zero] لا فحوص.
        [one] فحص واحد ولم يفشل.
        [two] فحصان ولم يفشل أي منهما.
        [few] { $count } فحوص ولم يفشل أي منها.
        [many] { $count } فحصًا ولم يفشل أي منها.
       *[other] { $count } فحص ولم يفشل أي منها.
    }
strip-failed =
    { $count ->
        [zero] لا فحوص، فشل منها { $failed }، آخرها { $ago }.
        [one] فحص واحد، فشل منها { $failed }، آخرها { $ago }.
        [two] فحصان، فشل منها { $failed }، آخرها { $ago }.
        [few] { $count } فحوص، فشل منها { $failed }، آخرها { $ago }.
        [many] { $count } فحصًا، فشل منها { $failed }، آخرها { $ago }.
       *[other] { $count } فحص، فشل منها { $failed }، آخرها { $ago }.
    }
monitor-since = منذ { $time } ({ $duration })
certificate-expired-today = انتهت صلاحية الشهادة اليوم.
certificate-expired =
    { $count ->
        [zero] انتهت صلاحية الشهادة قبل 0 يوم.
        [one] انتهت صلاحية الشهادة قبل يوم واحد.
        [two] انتهت صلاحية الشهادة قبل يومين.
        [few] انتهت صلاحية الشهادة قبل { $count } أيام.
        [many] انتهت صلاحية الشهادة قبل { $count } يومًا.
       *[other] انتهت صلاحية الشهادة قبل { $count } يوم.
    }
certificate-expires-at = تنتهي صلاحية الشهادة في { $time }.
certificate-expires =
    { $count ->
        [zero] تنتهي صلاحية الشهادة بعد 0 يوم.
        [one] تنتهي صلاحية الشهادة بعد يوم واحد.
        [two] تنتهي صلاحية الشهادة بعد يومين.
        [few] تنتهي صلاحية الشهادة بعد { $count } أيام.
        [many] تنتهي صلاحية الشهادة بعد { $count } يومًا.
       *[other] تنتهي صلاحية الشهادة بعد { $count } يوم.
    }
check-run = { $code } بعد { $least } إلى { $most }.
