# What the window says: endpoint.

## The days of an endpoint

day-in-list-good = سليم
day-in-list-failing = متعثر
day-in-list-unknown = بلا بيانات
day-checks-failed =
    { $count ->
        [zero] فشل { $failed } من { 0 } فحص
        [one] فشل { $failed } من فحص واحد
        [two] فشل { $failed } من فحصين
        [few] فشل { $failed } من { $count } فحوص
        [many] فشل { $failed } من { $count } فحصًا
       *[other] فشل { $failed } من { $count } فحص
    }
day-facts = ‏{ $date }: { $facts }
days-failing =
    { $number ->
        [zero] لا أيام متعثرة
        [one] يوم متعثر
        [two] يومان متعثران
        [few] { $number } أيام متعثرة
        [many] { $number } يومًا متعثرًا
       *[other] { $number } يوم متعثر
    }
days-good =
    { $number ->
        [zero] لا أيام سليمة
        [one] يوم سليم
        [two] يومان سليمان
        [few] { $number } أيام سليمة
        [many] { $number } يومًا سليمًا
       *[other] { $number } يوم سليم
    }
days-unknown =
    { $number ->
        [zero] لا أيام بلا بيانات
        [one] يوم بلا بيانات
        [two] يومان بلا بيانات
        [few] { $number } أيام بلا بيانات
        [many] { $number } يومًا بلا بيانات
       *[other] { $number } يوم بلا بيانات
    }
days-summary =
    { $count ->
        [zero] آخر { $count } يوم: { $facts }
        [one] آخر يوم: { $facts }
        [two] آخر يومين: { $facts }
        [few] آخر { $count } أيام: { $facts }
        [many] آخر { $count } يومًا: { $facts }
       *[other] آخر { $count } يوم: { $facts }
    }

## The page of an endpoint

day-today = اليوم
endpoint-none = لم يُبلغ RETM عن نقطة النهاية هذه.
endpoint-incident-open = مفتوحة منذ { $duration }
endpoint-incident-acknowledged = مؤكَّدة منذ { $duration }
endpoint-incident-resolved = حُلّت بعد { $duration }
endpoint-older =
    { $count ->
        [zero] ولا حوادث أقدم.
        [one] وحادثة أقدم.
        [two] وحادثتان أقدم.
        [few] و{ $count } حوادث أقدم.
        [many] و{ $count } حادثة أقدم.
       *[other] و{ $count } حادثة أقدم.
    }
endpoint-open-monitor = فتح المراقِب
endpoint-unmonitored = بلا مراقبة: نسبة التوفر وزمن الاستجابة غير معروفين.
monitor-add-key = إضافة مراقِب (w)
monitor-add = إضافة مراقِب
endpoint-notified = يصلك إشعار حين تتعثر نقطة النهاية هذه.
muted-for-good-by = مكتومة دائمًا بالنمط { $pattern }
mute-match = كتم نقاط النهاية المطابقة
mute-pattern-help = علامة * تعني أي نص. يسري أيضًا على نقاط النهاية الجديدة.
mute-for-good = كتم دائمًا
mute-by-pattern = كتم حسب نمط…
note = ملاحظة
note-save-key = حفظ (Ctrl Enter)
note-save = حفظ الملاحظة
note-discard = تجاهل التغييرات
note-placeholder = من تسأل، وعلى ماذا تعتمد…
note-saved = حُفظت الملاحظة.
unmuted-said = لم تعد مكتومة.
back-key = رجوع (Esc)
back = رجوع
endpoint-failing = تتعثر
endpoint-not-failing = لا تتعثر الآن
endpoint-no-reports = لا بلاغات.
endpoint-last-days = آخر { 30 } يومًا
endpoint-monitor = المراقِب
endpoint-notifications = الإشعارات
