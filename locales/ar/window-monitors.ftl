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
strip-none = لا فحوص بعد.
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
        [zero] لا فحوص، فشل منها { $failed }، وآخر فشل { $ago }.
        [one] فحص واحد، وقد فشل { $ago }.
        [two] فحصان، فشل منهما { $failed }، وآخر فشل { $ago }.
        [few] { $count } فحوص، فشل منها { $failed }، وآخر فشل { $ago }.
        [many] { $count } فحصًا، فشل منها { $failed }، وآخر فشل { $ago }.
       *[other] { $count } فحص، فشل منها { $failed }، وآخر فشل { $ago }.
    }
monitor-since = منذ { $time } ({ $duration })
certificate-expired-today = انتهت صلاحية الشهادة اليوم.
certificate-expired =
    { $count ->
        [zero] انتهت صلاحية الشهادة قبل { 0 } يوم.
        [one] انتهت صلاحية الشهادة قبل يوم واحد.
        [two] انتهت صلاحية الشهادة قبل يومين.
        [few] انتهت صلاحية الشهادة قبل { $count } أيام.
        [many] انتهت صلاحية الشهادة قبل { $count } يومًا.
       *[other] انتهت صلاحية الشهادة قبل { $count } يوم.
    }
certificate-expires-at = تنتهي صلاحية الشهادة في { $time }.
certificate-expires =
    { $count ->
        [zero] تنتهي صلاحية الشهادة بعد { 0 } يوم.
        [one] تنتهي صلاحية الشهادة بعد يوم واحد.
        [two] تنتهي صلاحية الشهادة بعد يومين.
        [few] تنتهي صلاحية الشهادة بعد { $count } أيام.
        [many] تنتهي صلاحية الشهادة بعد { $count } يومًا.
       *[other] تنتهي صلاحية الشهادة بعد { $count } يوم.
    }
check-run = { $code } بعد { $least } إلى { $most }.

## Checks

check-good-at = ‏{ $time }: { $sentence } ({ $duration })
check-failed-at = ‏{ $time }: { $sentence }
latency-label =
    { $count ->
        [zero] زمن الاستجابة بالساعة خلال { $span }: p95 حتى { $most }، بلا ساعات فيها إخفاق
        [one] زمن الاستجابة بالساعة خلال { $span }: p95 حتى { $most }، ساعة واحدة فيها إخفاق
        [two] زمن الاستجابة بالساعة خلال { $span }: p95 حتى { $most }، ساعتان فيهما إخفاق
        [few] زمن الاستجابة بالساعة خلال { $span }: p95 حتى { $most }، { $count } ساعات فيها إخفاق
        [many] زمن الاستجابة بالساعة خلال { $span }: p95 حتى { $most }، { $count } ساعة فيها إخفاق
       *[other] زمن الاستجابة بالساعة خلال { $span }: p95 حتى { $most }، { $count } ساعة فيها إخفاق
    }
hour-unchecked = { $time }: لم يُفحص
hour-good = { $time }: نجح { $good } من { $all }
hour-latency = { $time }: p50 { $p50 }، p95 { $p95 }، نجح { $good } من { $all }
latency-failures = ساعات فيها إخفاق
latency = زمن الاستجابة
latency-over = المدة
latency-none = لا بيانات في هذه المدة.
span-day = { 24 } ساعة
span-week = { 7 } أيام
span-month = { 30 } يومًا
removed-said = أُزيل.
check-passed = نجح:
check-times-since = { $times }، منذ { $time }
check-once = { $time }
show-fewer = عرض أقل
checks-results = النتائج

## A monitor

monitor-every-next = { $every }، التالي { $time }
monitor-last = آخر فحص { $time }
monitor-manually = فُحص يدويًا { $time }
monitor-last-checks =
    { $count ->
        [zero] لا فحوص
        [one] آخر فحص
        [two] آخر فحصين
        [few] آخر { $count } فحوص
        [many] آخر { $count } فحصًا
       *[other] آخر { $count } فحص
    }
monitor = المراقِب
monitor-stop-key = إيقاف هذا الفحص (p)
monitor-edit = تعديل
monitor-pause-hint = إيقاف الفحص مع إبقاء السجل
monitor-pause = إيقاف مؤقت
monitor-resume-hint = استئناف الفحص
monitor-resume = استئناف
monitor-manual = فحص يدوي
monitor-checking = يجري الفحص…

## The form of a monitor

monitor-edit-title = تعديل هذا المراقِب
monitor-url-help = يُفحص بطلب HEAD ودون بيانات دخول. الحفظ يسمح لـ Missedhook بفحص هذا المضيف تلقائيًا، ولو كان داخل شبكتك.
failures-in-a-row =
    { $count ->
        [zero] بلا إخفاق
        [one] إخفاق واحد
        [two] إخفاقان متتاليان
        [few] { $count } إخفاقات متتالية
        [many] { $count } إخفاقًا متتاليًا
       *[other] { $count } إخفاق متتال
    }
monitor-advanced = متقدم
monitor-interval = الفحص
monitor-expected = رموز الحالة المقبولة
monitor-expected-help = الافتراضي: 2xx، و405 لطلب HEAD حيث يحصل GET على 2xx.
monitor-timeout = المهلة
monitor-failures = التنبيه بعد
monitor-cancel-key = إلغاء التغييرات (Esc)

## The page of the monitors

monitors-summary-down = { $down } متوقف من { $all }
count-monitors =
    { $count ->
        [zero] لا مراقِبات
        [one] مراقِب واحد
        [two] مراقِبان
        [few] { $count } مراقِبات
        [many] { $count } مراقِبًا
       *[other] { $count } مراقِب
    }
monitors-failing-hosts = كل المراقِبات على { $where } تتعثر.
monitors-offline = هذا الجهاز بلا إنترنت: لا يُفحص شيء.
monitors-empty = افحص نقاط النهاية كل بضع دقائق واعرف بتعثرها قبل RETM.
monitors-empty-more = لا تُفحص إلا الروابط التي تضيفها.
monitors-label = المراقِبات، المتوقف أولا
column-state = الحالة
column-day-hint = الفحوص الناجحة في آخر { 24 } ساعة
column-day = { 24 } س
column-p50-hint = وسيط الفحوص الناجحة في آخر { 24 } ساعة
column-checked = فُحص
monitor-a-new = مراقِب جديد
monitor-new = مراقِب جديد
monitor-open = المراقِب { $id }
monitor-missing = المراقِب { $id } غير موجود هنا.
monitor-remove-ask = إزالة هذا المراقِب؟
monitor-remove-what = يُحذف سجله نهائيًا. الإيقاف المؤقت يبقيه.
uptime = نسبة التوفر
uptime-caption = نسبة التوفر وزمن الاستجابة
uptime-span = المدة
uptime-up = التوفر
uptime-checks = الفحوص
uptime-p50-hint = وسيط الفحوص الناجحة
uptime-p95-hint = { 95 }٪ من الفحوص الناجحة كانت أسرع
