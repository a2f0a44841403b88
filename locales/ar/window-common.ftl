# What the window says: common.
### The glossary is locales/GLOSSARY.md.

## Lists and counts

list-comma = {"، "}
count-reports =
    { $count ->
        [zero] لا بلاغات
        [one] بلاغ واحد
        [two] بلاغان
        [few] { $count } بلاغات
        [many] { $count } بلاغًا
       *[other] { $count } بلاغ
    }
count-incidents =
    { $count ->
        [zero] لا حوادث
        [one] حادثة واحدة
        [two] حادثتان
        [few] { $count } حوادث
        [many] { $count } حادثة
       *[other] { $count } حادثة
    }
count-endpoints =
    { $count ->
        [zero] لا نقاط نهاية
        [one] نقطة نهاية واحدة
        [two] نقطتا نهاية
        [few] { $count } نقاط نهاية
        [many] { $count } نقطة نهاية
       *[other] { $count } نقطة نهاية
    }
count-checks =
    { $count ->
        [zero] لا فحوص
        [one] فحص واحد
        [two] فحصان
        [few] { $count } فحوص
        [many] { $count } فحصًا
       *[other] { $count } فحص
    }
count-bytes =
    { $count ->
        [zero] { 0 } بايت
        [one] بايت واحد
        [two] بايتان
        [few] { $count } بايتات
        [many] { $count } بايتًا
       *[other] { $count } بايت
    }
size-kib = { $size } كيلوبايت

## Durations. The Arabic of a duration is the object of what stands before it: قبل دقيقتين، خلال دقيقتين.

duration-seconds =
    { $count ->
        [zero] { 0 } ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $count } ثوان
        [many] { $count } ثانية
       *[other] { $count } ثانية
    }
duration-minutes =
    { $count ->
        [zero] { 0 } دقيقة
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $count } دقائق
        [many] { $count } دقيقة
       *[other] { $count } دقيقة
    }
duration-hours =
    { $count ->
        [zero] { 0 } ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $count } ساعات
        [many] { $count } ساعة
       *[other] { $count } ساعة
    }
duration-days =
    { $count ->
        [zero] { 0 } يوم
        [one] يوم واحد
        [two] يومين
        [few] { $count } أيام
        [many] { $count } يومًا
       *[other] { $count } يوم
    }
took-ms = { $time } ملي ث
took-s = { $time } ث
took-less = أقل من { 0.1 } ملي ث
every-day = مرة كل يوم
every-hour = كل ساعة
every-hours =
    { $count ->
        [zero] كل { $count } ساعة
        [one] كل ساعة
        [two] كل ساعتين
        [few] كل { $count } ساعات
        [many] كل { $count } ساعة
       *[other] كل { $count } ساعة
    }
every-minute = كل دقيقة
every-minutes =
    { $count ->
        [zero] كل { $count } دقيقة
        [one] كل دقيقة
        [two] كل دقيقتين
        [few] كل { $count } دقائق
        [many] كل { $count } دقيقة
       *[other] كل { $count } دقيقة
    }
every-seconds =
    { $count ->
        [zero] كل { $count } ثانية
        [one] كل ثانية
        [two] كل ثانيتين
        [few] كل { $count } ثوان
        [many] كل { $count } ثانية
       *[other] كل { $count } ثانية
    }

## Times

time-just-now = الآن
time-seconds-ago =
    { $count ->
        [zero] قبل { 0 } ثانية
        [one] قبل ثانية واحدة
        [two] قبل ثانيتين
        [few] قبل { $count } ثوان
        [many] قبل { $count } ثانية
       *[other] قبل { $count } ثانية
    }
time-minutes-ago =
    { $count ->
        [zero] قبل { 0 } دقيقة
        [one] قبل دقيقة واحدة
        [two] قبل دقيقتين
        [few] قبل { $count } دقائق
        [many] قبل { $count } دقيقة
       *[other] قبل { $count } دقيقة
    }
time-hours-ago =
    { $count ->
        [zero] قبل { 0 } ساعة
        [one] قبل ساعة واحدة
        [two] قبل ساعتين
        [few] قبل { $count } ساعات
        [many] قبل { $count } ساعة
       *[other] قبل { $count } ساعة
    }
time-days-ago =
    { $count ->
        [zero] قبل { 0 } يوم
        [one] قبل يوم واحد
        [two] قبل يومين
        [few] قبل { $count } أيام
        [many] قبل { $count } يومًا
       *[other] قبل { $count } يوم
    }
time-yesterday = أمس
time-date-at = ‏{ $date }، { $time }
time-yesterday-at = أمس، { $time }
time-tomorrow-at = غدًا، { $time }
time-now = الآن
time-in = بعد { $duration }
time-exact = ‏{ $date }، { $time } ({ $zone })
time-exact-both = ‏{ $date } ({ $hijri })، { $time } ({ $zone })

## Spans of time

span-dates = ‏{ $from } – { $to }
span-times = ‏{ $from }–{ $to }
span-now = { $from } – الآن

## Codes

code-none = بلا رمز
code-other = الرمز { $code }
message-none = بلا رسالة
message-none-of = { $phrase } · بلا رسالة

## Incidents in rows and facts

state-open = مفتوحة
state-acknowledged = مؤكَّدة
state-resolved = محلولة
state-acknowledged-until = مؤكَّدة حتى تتغير
incident-again = المرة { $ordinal } هذا الأسبوع
incident-since = منذ { $time }
incident-muted-for-good = مكتومة دائمًا
incident-muted-until = مكتومة حتى { $time }
incident-rate = { $number } في الدقيقة
more-marks =
    { $count ->
        [zero] ({ $number } علامة أخرى)
        [one] (علامة أخرى)
        [two] (علامتان أخريان)
        [few] ({ $number } علامات أخرى)
        [many] ({ $number } علامة أخرى)
       *[other] ({ $number } علامة أخرى)
    }

## When the app does not answer

bridge-outside-what = هذه الصفحة مفتوحة خارج Missedhook.
bridge-outside-meaning = لا يوجد تطبيق يجيبها.
bridge-outside-remedy = افتح النافذة من أيقونة Missedhook في شريط النظام.
bridge-no-answer-what = لم يُجب Missedhook عن «{ $call }».
bridge-no-answer-meaning = لم يتفاهم التطبيق والنافذة: { $reason }
bridge-no-answer-remedy = أغلق النافذة وافتحها من شريط النظام مرة أخرى.
bridge-silent-what = Missedhook لا يستجيب.
bridge-silent-meaning = قد يكون ما تراه هنا قديمًا.
bridge-silent-remedy = حاول مرة أخرى أو أعد تشغيل Missedhook.
url-changed-what = تغيّر رابط الاستقبال.
url-changed-meaning = قد لا تصل البلاغات المرسلة إلى الرابط القديم.
url-changed-remedy = حدّثه في بوابة RETM.
upgraded-what = تم تحديث Missedhook.
upgraded-to-what = تم تحديث Missedhook إلى الإصدار { $version }.
upgraded-meaning = لا يزال الإصدار القديم يعمل.
upgraded-remedy = أعد تشغيل Missedhook لاستخدام الإصدار الجديد.
upgraded-restart = إعادة التشغيل

## Parts that many pages have

copied-said = نُسخ.
zoom-is = التكبير { $percent }٪
copied = نُسخ
copy-as-json = بصيغة JSON
copy-as-markdown = بصيغة Markdown
copy-as-curl = كأمر curl
copy-newest-as-curl = أحدث بلاغ كأمر curl
copy-item-as-json = نسخ بصيغة JSON
copy-item-as-markdown = نسخ بصيغة Markdown
copy-item-as-curl = نسخ كأمر curl
copy-item-newest-as-curl = نسخ أحدث بلاغ كأمر curl
copy-hint-received = كل ما وصل
copy-hint-ticket = لتذكرة أو محادثة
copy-hint-curl = يرسله إلى $RECEIVER_URL مرة أخرى
copy-hint-known = كل ما يُعرف عنها
copy = نسخ
copy-it-as = نسخ بصيغة… (c)
copy-or-save-as = نسخ أو حفظ بصيغة… (c)
back-to-list-key = العودة إلى القائمة (Esc)
back-to-list = العودة إلى القائمة
list = القائمة
previous-key = السابق (k)
previous = السابق
next-key = التالي (j)
next = التالي
details = التفاصيل
divider-pixels = { $number } بكسل
divider-per-cent = { $number } بالمئة
divider-hint = { $label }: اسحب أو استخدم الأسهم، والنقر المزدوج يعيده كما كان
list-to-newest = إلى الأحدث (g g)
list-show = عرض

time-am = { $time } ص
time-pm = { $time } م
span-exact = { $from } إلى { $to }
