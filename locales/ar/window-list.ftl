# What the window says: list.

## An empty list

empty-acknowledged = لا حوادث مؤكَّدة.
empty-acknowledged-more = أكّد استلام حادثة مفتوحة لتبقى هنا حتى تُصلَح.
empty-resolved = لا حوادث محلولة بعد.
empty-resolved-more = تُحفظ هنا الحوادث المنتهية.
empty-errors = لا بلاغات بعد.
empty-errors-more = تظهر البلاغات هنا فور وصولها.
empty-endpoints = لا نقاط نهاية بعد.
empty-endpoints-more = تظهر نقاط النهاية هنا متى أبلغ RETM عن إحداها.
empty-nothing = لا شيء يطابق البحث.
empty-nothing-more = أزل مرشِّحًا أو ابحث في عرض آخر.
empty-unknown = الحالة الحالية غير معروفة.
empty-reached = وصل إليك RETM { $ago }.
empty-see-connection = عرض الاتصال
empty-show-acknowledged = عرض المؤكَّدة
empty-show-monitors = عرض المراقِبات
empty-finish-setup = إكمال الإعداد
empty-open-settings = فتح الإعدادات

## What came in

arrived-errors =
    { $count ->
        [zero] لا أخطاء تسليم جديدة.
        [one] خطأ تسليم جديد.
        [two] خطآ تسليم جديدان.
        [few] { $count } أخطاء تسليم جديدة.
        [many] { $count } خطأ تسليم جديدًا.
       *[other] { $count } خطأ تسليم جديد.
    }
arrived-incidents =
    { $count ->
        [zero] لا حوادث جديدة.
        [one] حادثة جديدة.
        [two] حادثتان جديدتان.
        [few] { $count } حوادث جديدة.
        [many] { $count } حادثة جديدة.
       *[other] { $count } حادثة جديدة.
    }
rows-new =
    { $number ->
        [zero] لا جديد
        [one] جديد واحد
        [two] جديدان
        [few] { $number } جديدة
        [many] { $number } جديدًا
       *[other] { $number } جديد
    }
rows-new-at-least =
    { $number ->
        [zero] لا جديد
        [one] جديد واحد+
        [two] جديدان+
        [few] { $number } جديدة+
        [many] { $number } جديدًا+
       *[other] { $number } جديد+
    }
rows-newer-activity = نشاط أحدث

## Export

export-done-said = صُدّرت إلى { $path }.
export-cancelled-said = أُلغي التصدير.
export = تصدير
export-progress =
    { $count ->
        [zero] { $written } / لا بلاغات
        [one] { $written } / بلاغ واحد
        [two] { $written } / بلاغان
        [few] { $written } / { $count } بلاغات
        [many] { $written } / { $count } بلاغًا
       *[other] { $written } / { $count } بلاغ
    }
export-done =
    { $count ->
        [zero] لا بلاغات في { $path }
        [one] بلاغ واحد في { $path }
        [two] بلاغان في { $path }
        [few] { $count } بلاغات في { $path }
        [many] { $count } بلاغًا في { $path }
       *[other] { $count } بلاغ في { $path }
    }
export-copy-path = نسخ مسار الملف
export-cancel = إلغاء
export-cancelled = أُلغي التصدير ولم يُكتب ملف.
hide = إخفاء
export-csv = لجدول بيانات
export-json = مصفوفة واحدة
export-ndjson = بلاغ في كل سطر
export-running = يجري التصدير
export-hint = حفظ هذه البلاغات في ملف

## Actions on incidents

undo-nothing = لا شيء للتراجع عنه.
undo-said = { $text }. اضغط z للتراجع.
sort-newest = الأحدث بلاغًا أولا
sort-newest-short = الأحدث
sort-count = الأكثر بلاغات أولا
sort-count-short = الأكثر
sort-first = الأقدم تعثرًا أولا
sort-first-short = الأقدم
alike-host = المضيف نفسه
alike-cause = السبب نفسه
alike-code = الرمز نفسه
match-in-open = المفتوحة: { $number }
match-in-acknowledged = المؤكَّدة: { $number }
match-in-resolved = المحلولة: { $number }
mute-hour = لمدة ساعة
mute-hours = لمدة { 8 } ساعات
mute-day = لمدة يوم
mute-week = لمدة أسبوع
alike-select = تحديد كل ما يشبهها
alike-select-key = تحديد كل ما يشبهها (l)
alike = كل ما يشبهها

## Search

filters = المرشِّحات
filter-remove = إزالة { $filter }
filter-take-out = { $filter }: أزل هذا المرشِّح
filter-ignored = لم يُستخدم { $filter }. { $problem }
search-clear = مسح البحث

## Endpoints

endpoints-label = نقاط النهاية التي تعثرت، الأحدث أولا
column-endpoint = نقطة النهاية
column-now = الآن
column-code = الرمز
column-incidents = الحوادث
column-errors = الأخطاء
column-last = الأخير

## Groups of incidents

incident-last = آخرها { $time }
retm-latest-message = آخر رسالة من RETM
group-all =
    { $count ->
        [zero] لا حوادث
        [one] الحادثة الواحدة
        [two] الحادثتان معًا
        [few] كل الحوادث ({ $count })
        [many] كل الحوادث ({ $count })
       *[other] كل الحوادث ({ $count })
    }
group-close-key = إغلاق (Enter)
group-open-key = فتح (Enter)
group-hide = إخفاء حوادثها
group-show = عرض حوادثها
group-acknowledge-key = تأكيد استلام الكل (a)
group-acknowledge = تأكيد استلام الكل
group-resolve-key = حل الكل (r)
group-resolve = حل الكل
group-reopen-key = إعادة فتح الكل (o)
group-reopen = إعادة فتح الكل
row-muted = مكتومة
group-muted =
    { $number ->
        [zero] لا مكتومة
        [one] واحدة مكتومة
        [two] اثنتان مكتومتان
        [few] { $number } مكتومة
        [many] { $number } مكتومة
       *[other] { $number } مكتومة
    }
group-codes = رموز مختلفة

## Rows

source-test = تجريبي
source-simulated = محاكاة
source-relay = تمرير
row-kept = محفوظ كما وصل.
row-merchant = التاجر: { $merchant }
row-new = جديد.
unreadable-reports = بلاغات غير مقروءة
unnamed-endpoint = نقطة نهاية بلا اسم
other-endpoints = نقاط نهاية أخرى
row-unreadable = غير مقروء.
row-unreadable-report = بلاغ غير مقروء
row-no-endpoint = بلا نقطة نهاية

## The lists and their search

list-title-open = الحوادث المفتوحة
list-search-open = البحث في الحوادث المفتوحة
list-title-acknowledged = الحوادث المؤكَّدة
list-search-acknowledged = البحث في الحوادث المؤكَّدة
list-title-resolved = الحوادث المحلولة
list-search-resolved = البحث في الحوادث المحلولة
list-title-errors = أخطاء التسليم
list-search-errors = البحث في أخطاء التسليم
list-title-endpoints = نقاط النهاية
list-search-endpoints = البحث في نقاط النهاية
order-newest = الأحدث نشاطًا أولا
order-count = الأكثر بلاغات أولا
order-first = الأقدم تعثرًا أولا
list-errors-newest = أخطاء التسليم، الأحدث أولا
list-ordered = ‏{ $title }، { $order }
search-key = بحث (/ أو Ctrl F)
search-choices = المرشِّحات والقيم
matches-at-least =
    { $number ->
        [zero] لا نتائج
        [one] نتيجة واحدة أو أكثر
        [two] نتيجتان أو أكثر
        [few] { $number } نتائج أو أكثر
        [many] { $number } نتيجة أو أكثر
       *[other] { $number } نتيجة أو أكثر
    }
matches =
    { $count ->
        [zero] لا نتائج
        [one] نتيجة واحدة
        [two] نتيجتان
        [few] { $count } نتائج
        [many] { $count } نتيجة
       *[other] { $count } نتيجة
    }
search-remove-hint = إزالة هذا البحث من الشريط الجانبي
search-save-hint = حفظ هذا البحث في الشريط الجانبي
search-remove = إزالة البحث المحفوظ
search-save = حفظ البحث
unmute = إلغاء الكتم
mute = كتم
mute-key = كتم لمدة (m)
selected-incidents = الحوادث المحددة
selected-count = المحدد: { $number }
selected-acknowledge = تأكيد استلام كل المحدد (a)
action-acknowledge = تأكيد الاستلام
selected-resolve = حل كل المحدد (r)
action-resolve = حل
selected-reopen = إعادة فتح كل المحدد (o)
action-reopen = إعادة الفتح
selection-clear-key = إلغاء التحديد (Esc)
selection-clear = إلغاء التحديد
sort-order = الترتيب: { $order }
sort-order-key = الترتيب: { $order } (s)

notify-label = الإشعار عن هذه النتائج
notify-tip = كيفية الإشعار بما يجده هذا البحث
notify-button = الإشعار
notify-normally-choice = إشعار عادي
notify-loudly-choice = إشعار عاجل
notify-silently-choice = إشعار صامت
notify-never-choice = بلا إشعار
notify-saved = حُفظ. تجده في الإعدادات › الإشعارات.

## Incidents of colleagues

colleagues-label = حوادث زملائك
colleagues-waiting = الفريق: بلا اتصال منذ { $duration }. { $problem }
colleague-count =
    { $count ->
        [zero] لا بلاغات
        [one] بلاغ واحد
        [two] بلاغان
        [few] { $count } بلاغات
        [many] { $count } بلاغًا
       *[other] { $count } بلاغ
    }
colleague-by = أكّد استلامها { $by }
colleague-acknowledge-hint = تأكيد الاستلام نيابة عن الجميع
row-run =
    { $count ->
        [zero] لا بلاغات
        [one] بلاغ واحد
        [two] بلاغان متماثلان
        [few] { $count } بلاغات متماثلة
        [many] { $count } بلاغًا متماثلا
       *[other] { $count } بلاغ متماثل
    }
row-run-more =
    { $count ->
        [zero] بلاغات متماثلة
        [one] بلاغ واحد أو أكثر، وكلها متماثلة
        [two] بلاغان أو أكثر، وكلها متماثلة
        [few] { $count } بلاغات أو أكثر، وكلها متماثلة
        [many] { $count } بلاغًا أو أكثر، وكلها متماثلة
       *[other] { $count } بلاغ أو أكثر، وكلها متماثلة
    }
