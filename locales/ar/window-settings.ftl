# What the window says: settings.

## Notifications

policy-title = ما تفعله التنبيهات
urgency-usual = يبقى حتى يُرى
urgency-normal = يختفي من نفسه
urgency-low = منخفضة
urgency-critical = حرجة
rule-notify-of = إشعار عن { $rule }
rule-sound-for = صوت لـ { $rule }
rule-urgency-for = أهمية { $rule }
rule-move-up = نقل { $rule } لأعلى
rule-remove = إزالة قاعدة { $rule }
rules-title = القواعد
rules-help = لمضيفين أو نقاط نهاية أو عمليات بحث محفوظة. أول ما يطابق هو الذي يُتّبع.
rule-notify = إشعار
rule-sound = صوت
rule-never = بلا إشعار أبدًا
move-up = نقل لأعلى
remove = إزالة
rule-new = مضيف أو نقطة نهاية
rule-add = لا تُشعرني أبدًا
saved = حُفظ
rule-new-help = علامة * تعني أي نص، مثل ‎*.example.com/test/*.

## Diagnostics

diagnostics = التشخيص
diagnostics-help = الإصدارات والنتائج والإعدادات وآخر أسطر السجل، دون أسرار.
diagnostics-copy = نسخ التشخيص
diagnostics-copy-hint = نسخ التشخيص للإبلاغ عن خلل
diagnostics-logs = فتح السجلات
diagnostics-collecting = يُجمع، ويستغرق بضع ثوانٍ…

## The preview of notifications

preview = معاينة
preview-silent = يُحدَّث بلا صوت.
preview-send = إرسال إشعار تجريبي
preview-do-not-disturb = استلمه { $server }، لكن وضع عدم الإزعاج مفعّل.
preview-shown = عرضه { $server }.

## Numbers and their units

setting-unit = { $setting }: الوحدة
number-of-seconds =
    { $count ->
        [zero] 0 ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $number } ثوانٍ
        [many] { $number } ثانية
       *[other] { $number } ثانية
    }
number-of-minutes =
    { $count ->
        [zero] 0 دقيقة
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $number } دقائق
        [many] { $number } دقيقة
       *[other] { $number } دقيقة
    }
number-of-hours =
    { $count ->
        [zero] 0 ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $number } ساعات
        [many] { $number } ساعة
       *[other] { $number } ساعة
    }
number-of-days =
    { $count ->
        [zero] 0 يوم
        [one] يوم واحد
        [two] يومين
        [few] { $number } أيام
        [many] { $number } يومًا
       *[other] { $number } يوم
    }
number-and-unit = { $number } { $unit }
unit-seconds = ثوانٍ
unit-minutes = دقائق
unit-hours = ساعات
unit-days = أيام
limit-least = { $least } على الأقل.
limit-most = حتى { $most }.
limits = من { $least } إلى { $most }.

## Quiet hours

day-mon = الاثنين
day-mon-short = ن
day-tue = الثلاثاء
day-tue-short = ث
day-wed = الأربعاء
day-wed-short = ر
day-thu = الخميس
day-thu-short = خ
day-fri = الجمعة
day-fri-short = ج
day-sat = السبت
day-sat-short = س
day-sun = الأحد
day-sun-short = ح
quiet-from = من
quiet-to = إلى
quiet-days = الأيام التي تبدأ فيها ساعات الهدوء

## The relay's routes

mode-through = تمرير مباشر
mode-through-about = يحصل RETM على رد تكاملك.
mode-catch = التقاط الإخفاقات
mode-catch-about = كذلك، لكن ما يفشل يُحفظ ويُعاد.
mode-keep = الحفظ أولًا
mode-keep-about = يحصل RETM على 200 فورًا، ثم يصل إلى تكاملك.
route-path-of = مسار القاعدة { $number }
route-answer = الرد عند { $path }
route-move-up = نقل { $path } لأعلى
route-remove = إزالة قاعدة { $path }
routes-title = القواعد
routes-help = كيف يُرَدّ على RETM عند بعض المسارات. أول قاعدة تطابق هي التي تُتّبع.
routes-without = بلا قاعدة تُلتقط الأحداث ويُمرَّر كل ما سواها. والمكافآت تُمرَّر دائمًا.
route-path = المسار
route-answer-new = الرد عند المسار الجديد
add = إضافة
route-new-help = علامة * تعني أي نص، مثل ‎/retm/menu*.

## Replacing a key

key-old-week = 7 أيام
key-replaced-week = استُبدل المفتاح. الصق رابط الاستقبال الجديد في بوابة RETM. المفتاح القديم صالح 7 أيام أخرى.
key-old-day = 24 ساعة
key-replaced-day = استُبدل المفتاح. الصق رابط الاستقبال الجديد في بوابة RETM. المفتاح القديم صالح 24 ساعة أخرى.
key-old-none = ليس صالحًا بعد الآن
key-replaced-none = استُبدل المفتاح. الصق رابط الاستقبال الجديد في بوابة RETM. حتى ذلك الحين تُرفض بلاغاته.
key-replace = استبدال المفتاح…
key-replace-ask = استبدال المفتاح؟
key-replace-what = يتغير رابط الاستقبال. الصق الجديد في بوابة RETM قبل انتهاء المفتاح القديم.
key-replace-do = استبدله
key-replace-keep = أبقِ المفتاح
key-old = يبقى المفتاح القديم صالحًا لمدة
receiver-url-copy = نسخ رابط الاستقبال
relay-key-ask = استبدال مفتاح التمرير؟
relay-key-what = يتغير رابط التمرير فورًا، وتُرفض طلبات RETM بالرمز 404 حتى يعرف الجديد.

## The page of the settings

sections-label = أقسام الإعدادات
sections-choice = القسم
sections-results = نتائج البحث
setting-show-secret = إظهار { $setting }
setting-show = إظهار
default-on = مفعّل
default-off = معطّل
default-empty = فارغ
setting-default = الافتراضي: { $value }
setting-reset-of = إعادة { $setting } إلى الافتراضي
setting-empty = فارغ: { $meaning }.
setting-zero = 0: { $meaning }.
setting-reset = إعادة
settings-address = المستخدم الآن: { $address }، وقد حُدد عند التشغيل. في الإعدادات { $set }.
settings-none = لا إعداد يطابق «{ $search }».
settings-last-good = آخر إعدادات سليمة هي السارية.
settings-search = البحث في الإعدادات
settings-tunnel = النفق والرابط العام
settings-tunnel-help = كيف يصل RETM إلى هذا الجهاز.
settings-open-connection = فتح الاتصال
settings-relay-url = رابط التمرير
settings-file = ملف الإعدادات
settings-bug = للإبلاغ عن خلل
switch-on = مفعّل
switch-off = معطّل

## Test data

test-data-deleted =
    { $count ->
        [zero] لا بيانات تجريبية.
        [one] حُذفت حادثة واحدة.
        [two] حُذفت حادثتان.
        [few] حُذفت { $count } حوادث.
        [many] حُذفت { $count } حادثة.
       *[other] حُذفت { $count } حادثة.
    }
test-data-help = بلاغات التجربة والمحاكاة. ابحث عن { $search } لإخفائها.
test-data = البيانات التجريبية
test-data-delete = حذف البيانات التجريبية…
test-data-ask = حذف كل البيانات التجريبية؟
test-data-what = تُحذف بلاغات التجربة والمحاكاة نهائيًا. وتبقى بلاغات RETM.
delete = حذف
keep = إبقاء
saved-said = حُفظ.
key-replaced-said = استُبدل المفتاح. يجب أن يعرف RETM رابط الاستقبال الجديد.
section-receiver = المستقبِل
section-connection = الاتصال
section-notifications = الإشعارات
section-checks = الفحوص
section-relay = التمرير
section-history = السجل
section-appearance = المظهر
section-startup = بدء التشغيل
section-diagnostics = التشخيص

## Values to choose from

choice-system = النظام
choice-light = فاتح
choice-dark = داكن
choice-latin = لاتينية 123
choice-arabic = عربية ١٢٣
choice-gregorian = ميلادي
choice-umm-al-qura = أم القرى
choice-en = English
choice-ar = العربية
