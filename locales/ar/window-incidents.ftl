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

## An incident

action-acknowledge-key = تأكيد الاستلام (a)
action-resolve-key = حل (r)
action-reopen-key = إعادة الفتح (o)
muted-for-good-said = مكتومة دائمًا.
change = تغيير
muted-until-said = مكتومة حتى { $time }.
unmute-only-key = إلغاء كتم هذه الحادثة وحدها (u)
unmute-key = إلغاء الكتم (u)
allow-host-hint = من الآن يمكن فحص { $host } تلقائيًا
allow-host = السماح لـ { $host }
base-url-of = الرابط الأساسي لـ { $name }
base-url-help = ذكر RETM المسار فقط. يُستخدم الرابط الأساسي لكل المسارات.
base-url-save = تعيين واختبار
codes-caption = عدد مرات ظهور كل رمز
column-times = المرات
column-name = الاسم
code-no-status = ليس حالة HTTP
last-when = الأخير: { $ago }
endpoints-many = { 100 } نقطة نهاية أو أكثر
single-caption = عدد مرات تعثر كل نقطة نهاية

## Why

why-failed = سبب التعثر
why = السبب
why-probing = يجري الاختبار…
why-probed = اختُبر من هنا في { $time }
why-likely = على الأرجح
why-causes = أسباب معتادة
evidence-saved = حُفظ في { $path }
evidence-saved-said = حُفظ في { $path }.
save-html = حفظ بصيغة HTML
save-html-hint = صفحة واحدة للمشاركة
save-markdown = حفظ بصيغة Markdown
save-markdown-hint = في مجلد التنزيلات
save-html-other = حفظ بصيغة HTML بالإنجليزية
save-markdown-other = حفظ بصيغة Markdown بالإنجليزية
tab-reports = البلاغات
tab-probe = الاختبار
tab-missed = الأحداث المفقودة
tab-timeline = المخطط الزمني
tab-former = حوادث سابقة
endpoint-open = فتح نقطة النهاية هذه
note-yours = ملاحظتك:
retm-latest-message-is = آخر رسالة من RETM: { $message }
incident-more = المزيد عن هذه الحادثة
incident-reports = بلاغات هذه الحادثة، الأحدث أولا
incident-first = أولها { $time }
merchants =
    { $count ->
        [zero] التجار:
        [one] التاجر:
        [two] التاجران:
        [few] التجار:
        [many] التجار:
       *[other] التجار:
    }
merchants-more = وغيرهم { $number }

## Lost events

missed-still = تُفقد الأحداث منذ { $duration }
missed = فُقدت الأحداث مدة { $duration }
missed-copy-all = نسخ الكل
missed-copy-hint = نسخ الأوقات (المحلية وUTC) مع الاستدعاءات
missed-from = من
missed-to = إلى
missed-open = ما زالت مفتوحة
missed-fetch = اجلب ما فاتك
missed-docs = راجع وثائق RETM
missed-copy-curl = نسخ curl
missed-copy-curl-hint = نسخ كأمر curl
former-none = لم تتعثر نقطة النهاية هذه من قبل.
state-in-list-open = مفتوحة
state-in-list-acknowledged = مؤكَّدة
state-in-list-resolved = محلولة

## Probes

probe-head = اختبار بطلب HEAD
probe-event = إرسال حدث نموذجي (POST)
probe-event-warning = سيعامله تطبيقك كأنه حقيقي.
probe-stop = إيقاف
probe-stop-key = إيقاف الاختبار (p)
probe-more = طرق أخرى للاختبار
probe-monitor = مراقبة نقطة النهاية هذه
probe = اختبار
probe-check-key = فحص { $host } الآن (p)
probe-base-url-key = إدخال الرابط الأساسي لهذا المسار واختباره (p)
probe-no-endpoint = لم يذكر RETM نقطة نهاية هنا، فلا شيء لاختباره.
probe-former = من قبل هذه الحادثة
probe-took = استغرق { $duration }
probe-probing = يجري الاختبار…
probe-never = لم يُختبر بعد. { $button } يرسل طلب HEAD إلى { $url } ويبيّن أين يفشل: DNS أو الاتصال أو TLS أو الرد.
probe-only-asked = لا يُفحص { $host } إلا حين تطلب.
probe-automatically = فحصه تلقائيًا

## The curve of an incident

peak-per-minutes =
    { $count ->
        [zero] الذروة { $peak } كل { 0 } دقيقة
        [one] الذروة { $peak } في الدقيقة
        [two] الذروة { $peak } كل دقيقتين
        [few] الذروة { $peak } كل { $count } دقائق
        [many] الذروة { $peak } كل { $count } دقيقة
       *[other] الذروة { $peak } كل { $count } دقيقة
    }
peak-per-hours =
    { $count ->
        [zero] الذروة { $peak } كل { 0 } ساعة
        [one] الذروة { $peak } في الساعة
        [two] الذروة { $peak } كل ساعتين
        [few] الذروة { $peak } كل { $count } ساعات
        [many] الذروة { $peak } كل { $count } ساعة
       *[other] الذروة { $peak } كل { $count } ساعة
    }
peak-per-days =
    { $count ->
        [zero] الذروة { $peak } كل { 0 } يوم
        [one] الذروة { $peak } في اليوم
        [two] الذروة { $peak } كل يومين
        [few] الذروة { $peak } كل { $count } أيام
        [many] الذروة { $peak } كل { $count } يومًا
       *[other] الذروة { $peak } كل { $count } يوم
    }
sparkline =
    { $count ->
        [zero] لا بلاغات منذ { $since }، { $peak }
        [one] بلاغ واحد منذ { $since }، { $peak }
        [two] بلاغان منذ { $since }، { $peak }
        [few] { $count } بلاغات منذ { $since }، { $peak }
        [many] { $count } بلاغًا منذ { $since }، { $peak }
       *[other] { $count } بلاغ منذ { $since }، { $peak }
    }

## A test report

test-received = وصل البلاغ التجريبي
test-works = المستقبِل يعمل. لا يوجد عطل.
test-reports = { $reports }، آخرها { $time }
test-report-at = وصل { $time }
test-resolved = حُلّت. لا تُحتسب البلاغات التجريبية.
test-resolves = تُحل تلقائيًا بعد دقيقة. لا تُحتسب البلاغات التجريبية.
test-show = عرض ما وصل

## The timeline

timeline-you = أنت
timeline-notifications = عرض الإشعارات
timeline-until = حتى { $time }
timeline-times = { $times }، آخرها { $time }
