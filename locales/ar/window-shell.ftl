# What the window says: shell.

## Menus

menu-text = النص
menu-copy-selected = نسخ النص المحدد
menu-copy-this = نسخ هذا النص
menu-copy-quoted = نسخ «{ $text }»
menu-open = فتح
pane-error = خطأ التسليم { $id }
pane-incident = الحادثة { $id }
menu-acknowledge = تأكيد الاستلام
menu-acknowledge-many =
    { $count ->
        [zero] تأكيد استلام { 0 } حادثة
        [one] تأكيد استلام حادثة واحدة
        [two] تأكيد استلام حادثتين
        [few] تأكيد استلام { $count } حوادث
        [many] تأكيد استلام { $count } حادثة
       *[other] تأكيد استلام { $count } حادثة
    }
menu-resolve = حل
menu-resolve-many =
    { $count ->
        [zero] حل { 0 } حادثة
        [one] حل حادثة واحدة
        [two] حل حادثتين
        [few] حل { $count } حوادث
        [many] حل { $count } حادثة
       *[other] حل { $count } حادثة
    }
menu-reopen = إعادة الفتح
menu-reopen-many =
    { $count ->
        [zero] إعادة فتح { 0 } حادثة
        [one] إعادة فتح حادثة واحدة
        [two] إعادة فتح حادثتين
        [few] إعادة فتح { $count } حوادث
        [many] إعادة فتح { $count } حادثة
       *[other] إعادة فتح { $count } حادثة
    }
menu-unmute = إلغاء الكتم
menu-unmute-many =
    { $count ->
        [zero] إلغاء كتم { 0 } حادثة
        [one] إلغاء كتم حادثة واحدة
        [two] إلغاء كتم حادثتين
        [few] إلغاء كتم { $count } حوادث
        [many] إلغاء كتم { $count } حادثة
       *[other] إلغاء كتم { $count } حادثة
    }
menu-mute = كتم…
menu-mute-many =
    { $count ->
        [zero] كتم { 0 } حادثة…
        [one] كتم حادثة واحدة…
        [two] كتم حادثتين…
        [few] كتم { $count } حوادث…
        [many] كتم { $count } حادثة…
       *[other] كتم { $count } حادثة…
    }
menu-alike = كل ما يشبهها…
menu-group-close = إغلاق المجموعة
menu-group-open = فتح المجموعة
menu-copy-link = نسخ رابط هذا العنصر
menu-open-incident = فتح حادثته
menu-stop = إيقاف
menu-check-now = الفحص الآن
menu-copy-url = نسخ رابط نقطة النهاية
menu-open-endpoint = فتح نقطة النهاية
menu-open-monitor = فتح مراقِبها
menu-monitor = مراقبة…
menu-probe = اختبار
menu-filter-no-code = ترشيح حسب «بلا رمز»
menu-filter-code = ترشيح حسب الرمز { $code }
menu-filter-host = ترشيح حسب { $host }

## Keys

key-next = التالي
key-previous = السابق
key-open = فتح
key-expand = فتح مجموعة
key-collapse = إغلاق مجموعة
key-back = رجوع أو إلغاء التحديد
key-history-back = العودة إلى حيث كنت
key-top = إلى الأحدث
key-search = بحث
key-acknowledge = تأكيد الاستلام
key-resolve = حل
key-reopen = إعادة الفتح
key-mute = كتم لمدة
key-unmute = إلغاء الكتم
key-probe = اختبار أو فحص الآن
key-watch = إضافة مراقِب
key-undo = تراجع
key-select = تحديد
key-reach-next = توسيع التحديد لأسفل
key-reach-previous = توسيع التحديد لأعلى
key-select-all = تحديد الكل
key-alike = تحديد كل ما يشبهها
key-sort = تغيير الترتيب
key-go-open = المفتوحة
key-go-acknowledged = المؤكَّدة
key-go-resolved = المحلولة
key-go-errors = كل الأخطاء
key-go-endpoints = نقاط النهاية
key-go-monitors = المراقِبات
key-go-requests = الطلبات
key-go-plots = الرسوم
key-go-week = ملخص الأسبوع
key-go-tunnel = الاتصال
key-go-settings = الإعدادات
key-go-help = المساعدة
key-copy = نسخ المعروض بصيغة…
key-copy-link = نسخ رابط المعروض
key-copy-url = نسخ رابط الاستقبال
key-send-test = إرسال بلاغ تجريبي
key-pause = إيقاف الإشعارات مؤقتًا
key-palette = لوحة الأوامر
key-menu = قائمة الصف المحدد
key-keys = عرض هذه القائمة
key-zoom-in = تكبير
key-zoom-out = تصغير
key-zoom-reset = الحجم الأصلي
key-close-window = إغلاق النافذة
key-quit = إنهاء Missedhook
key-group-move = التنقل
key-group-incidents = الحوادث
key-group-go = الانتقال إلى
key-group-everywhere = في كل مكان
key-group-window = النافذة

## The command palette

palette-search = البحث في كل الأخطاء عن «{ $text }»
palette = لوحة الأوامر
palette-pages = الصفحات
palette-actions = الإجراءات
palette-label = انتقل إلى صفحة أو نقطة نهاية أو إعداد، أو نفّذ إجراء
palette-placeholder = صفحة أو إجراء أو نقطة نهاية أو إعداد أو رقم حادثة
palette-matches = النتائج
palette-kind-selected = المحدد
palette-kind-page = صفحة
palette-kind-action = إجراء
palette-kind-endpoint = نقطة نهاية
palette-kind-setting = إعداد
palette-kind-incident = حادثة
palette-kind-search = بحث

## The window

divider-sidebar = عرض الشريط الجانبي
divider-list = عرض القائمة

## What is open

incident = الحادثة
pane-error-unshown = تعذر عرض خطأ التسليم { $id } هنا.
pane-incident-unshown = تعذر عرض الحادثة { $id } هنا.
pane-unshown-more = وهو محفوظ كاملا: يطبعه الأمر «missedhook show { $id }». ({ $reason })
pane-unshown-no-reason = لم يُذكر سبب
pane-group = المجموعة { $host }
pane-nothing = لا شيء مفتوح
back-to-incident-key = العودة إلى الحادثة (Esc)
back-to-parent = العودة إلى { $parent }
pane-select-incident = اختر حادثة.
pane-select-error = اختر خطأ تسليم.
pane-keys = { $moves } للتنقل، { $keys } للاختصارات
pane-error-missing = خطأ التسليم { $id } غير موجود هنا.
pane-incident-missing = الحادثة { $id } غير موجودة هنا.
pane-missing-more = ربما أُزيل، أو في العنوان خطأ.
try-again = إعادة المحاولة
keys = المفاتيح
close-key = إغلاق (Esc)
close = إغلاق

## Notifications

notifications-on = الإشعارات مفعّلة
notifications-paused = موقوفة حتى تستأنفها
notifications-resume = استئناف الإشعارات
pause-half-hour = إيقاف مؤقت لمدة { 30 } دقيقة
pause-hour = إيقاف مؤقت لمدة ساعة
pause-tomorrow = إيقاف مؤقت حتى الغد
pause-always = إيقاف مؤقت حتى أستأنفها
notifications-paused-until = موقوفة حتى { $time }
pause-hint-paused = تُحفظ البلاغات ولا يظهر شيء (n)
pause-hint = حفظ البلاغات دون إشعارات (n)

## Problems

problem-free-port = استخدام منفذ حر
problem-copy-url = نسخ الرابط الجديد
problem-restart-tunnel = إعادة تشغيل النفق
problem-check-again = إعادة الفحص

## The receiver

receiver-listening-on = يستمع على { $address }
receiver-listening = يستمع { $place }
receiver-place = على { $address }
receiver-silent = لا يستجيب
receiver-connecting = يجري الاتصال…
receiver-off = لا يستمع

## The sidebar

view-open = المفتوحة
view-acknowledged = المؤكَّدة
view-resolved = المحلولة
view-errors = كل الأخطاء
view-endpoints = نقاط النهاية
view-monitors = المراقِبات
view-requests = الطلبات
view-plots = الرسوم
view-week = الأسبوع
view-tunnel = الاتصال
view-settings = الإعدادات
view-help = المساعدة
view-key = ‏{ $view } ({ $key })
saved-search = ‏{ $view }: { $query }
test-send = إرسال تجريبي
test-sending = يجري الإرسال…
test-sent = أُرسل
monitors-down =
    { $number ->
        [zero] لا متوقف
        [one] واحد متوقف
        [two] اثنان متوقفان
        [few] { $number } متوقفة
        [many] { $number } متوقفًا
       *[other] { $number } متوقف
    }
requests-need-you = طلبات تحتاج إليك
requests-need-you-count =
    { $count ->
        [zero] لا تحتاج إليك
        [one] يحتاج إليك
        [two] يحتاجان إليك
        [few] تحتاج إليك
        [many] تحتاج إليك
       *[other] تحتاج إليك
    }
requests-wait = طلبات تنتظر
requests-waiting = تنتظر
setup-of-left = بقي { $left } من { $all }
views = العروض
receiver-url = رابط الاستقبال
receiver-url-hint = نسخ رابط الاستقبال لـ RETM ‏(y)
test-send-hint = إرسال بلاغ تجريبي عبر المستقبِل (t)
start-failed = تعذر تشغيل Missedhook
quit = إنهاء
palette-key = لوحة الأوامر (Ctrl K)
undo-key = تراجع (z)
undo = تراجع
undo-done = { $text }.
menu-close-window = إغلاق النافذة
zoom-now = الحالي { $percent }٪
menu = القائمة

menu-open-newest = فتح الأحدث
key-acknowledge-until-change = تأكيد الاستلام حتى تتغير
key-compare-before = المقارنة بما قبله
key-compare = المقارنة مع…
menu-acknowledge-until = تأكيد الاستلام حتى تتغير
menu-acknowledge-until-many =
    { $count ->
        [zero] تأكيد استلام { 0 } حادثة حتى تتغير
        [one] تأكيد استلام حادثة واحدة حتى تتغير
        [two] تأكيد استلام حادثتين حتى تتغيرا
        [few] تأكيد استلام { $count } حوادث حتى تتغير
        [many] تأكيد استلام { $count } حادثة حتى تتغير
       *[other] تأكيد استلام { $count } حادثة حتى تتغير
    }

view-local = الأوقات بالتوقيت المحلي
view-local-done = الأوقات الآن بالتوقيت المحلي.
view-utc = الأوقات بتوقيت UTC
view-utc-done = الأوقات الآن بتوقيت UTC.
view-24-done = الساعة الآن بنظام { 24 } ساعة.
view-12-done = الساعة الآن بنظام { 12 } ساعة.
view-comfortable = صفوف مريحة
view-comfortable-done = الصفوف الآن مريحة.
view-compact = صفوف متراصة
view-compact-done = الصفوف الآن متراصة.

zone-tip = الأوقات بتوقيت UTC. الانتقال إلى التوقيت المحلي ({ $zone })
