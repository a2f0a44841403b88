# What the window says: report.

## A report as Markdown

markdown-none = (لا شيء)
markdown-unreadable = بلاغ غير مقروء
markdown-endpoint = - نقطة النهاية: { $value }
markdown-message = - الرسالة: { $value }
markdown-received = - وقت الوصول: { $value }
markdown-id = - خطأ التسليم { $id }، الحادثة { $incident }

## A report

body = نص الطلب
body-format = { $label }، الصيغة
body-text = نص
body-pretty = منسّق
body-as-sent = كما أُرسل
body-copy-base64 = نسخ بصيغة Base64
body-copy = نسخ النص
body-copy-base64-hint = نسخ نص الطلب مرمّزًا بصيغة Base64
body-copy-hint = نسخ نص الطلب
body-empty = نص الطلب فارغ.
body-shown-as-sent = يُعرض كما أُرسل. { $reason }.
body-part =
    { $shown ->
        [zero] أول { 0 } حرف من { $all }. النسخ يشملها كلها.
        [one] أول حرف من { $all }. النسخ يشملها كلها.
        [two] أول حرفين من { $all }. النسخ يشملها كلها.
        [few] أول { $shown } أحرف من { $all }. النسخ يشملها كلها.
        [many] أول { $shown } حرفًا من { $all }. النسخ يشملها كلها.
       *[other] أول { $shown } حرف من { $all }. النسخ يشملها كلها.
    }
body-part-bytes =
    { $shown ->
        [zero] أول { 0 } بايت من { $all }. النسخ يشملها كلها.
        [one] أول بايت من { $all }. النسخ يشملها كلها.
        [two] أول بايتين من { $all }. النسخ يشملها كلها.
        [few] أول { $shown } بايتات من { $all }. النسخ يشملها كلها.
        [many] أول { $shown } بايتًا من { $all }. النسخ يشملها كلها.
       *[other] أول { $shown } بايت من { $all }. النسخ يشملها كلها.
    }
body-more = عرض المزيد
body-too-deep =
    { $levels ->
        [zero] فيه تداخل أعمق من { 0 } مستوى
        [one] فيه تداخل أعمق من مستوى واحد
        [two] فيه تداخل أعمق من مستويين
        [few] فيه تداخل أعمق من { $levels } مستويات
        [many] فيه تداخل أعمق من { $levels } مستوى
       *[other] فيه تداخل أعمق من { $levels } مستوى
    }
body-too-long = سطوره كثيرة جدًا
source-is-retm = ويب هوك الأخطاء من RETM
source-is-test = بلاغ تجريبي أُرسل من Missedhook
source-is-simulated = محاكاة بالأمر «missedhook simulate»
source-is-relay = التمرير في Missedhook
fact-message = الرسالة
fact-none = لا شيء
fact-received = وقت الوصول
fact-source = المصدر
fact-merchant = التاجر
fact-from = المصدر الشبكي
fact-this-computer = هذا الجهاز (عبر نفق)
fact-host = أُرسل إلى المضيف
fact-claimed-hint = من ترويسة x-forwarded-for، ويمكن لأي أحد تزويرها
fact-claimed = يدّعي أنه جاء من
headers = الترويسات
headers-none = لا شيء.
count-headers =
    { $count ->
        [zero] لا ترويسات
        [one] ترويسة واحدة
        [two] ترويستان
        [few] { $count } ترويسات
        [many] { $count } ترويسة
       *[other] { $count } ترويسة
    }
report-of-unreadable =
    { $count ->
        [zero] لا بلاغات غير مقروءة منذ { $time }، آخرها { $ago }.
        [one] بلاغ واحد غير مقروء منذ { $time }، وصل { $ago }.
        [two] بلاغان غير مقروءين منذ { $time }، آخرهما { $ago }.
        [few] { $count } بلاغات غير مقروءة منذ { $time }، آخرها { $ago }.
        [many] { $count } بلاغًا غير مقروء منذ { $time }، آخرها { $ago }.
       *[other] { $count } بلاغ غير مقروء منذ { $time }، آخرها { $ago }.
    }
report-of-endpoint =
    { $count ->
        [zero] لا بلاغات عن نقطة النهاية هذه منذ { $time }، آخرها { $ago }.
        [one] بلاغ واحد عن نقطة النهاية هذه منذ { $time }، وصل { $ago }.
        [two] بلاغان عن نقطة النهاية هذه منذ { $time }، آخرهما { $ago }.
        [few] { $count } بلاغات عن نقطة النهاية هذه منذ { $time }، آخرها { $ago }.
        [many] { $count } بلاغًا عن نقطة النهاية هذه منذ { $time }، آخرها { $ago }.
       *[other] { $count } بلاغ عن نقطة النهاية هذه منذ { $time }، آخرها { $ago }.
    }
report-only = البلاغ الوحيد في هذه الحادثة حتى الآن.
report-show-all = عرض الكل ({ $number })
report-unreadable = أرسل RETM شيئًا غير مقروء. وهو محفوظ كما وصل.
report-copy-endpoint = نسخ نقطة النهاية

## The relay's requests behind it

report-requests = الطلبات
report-requests-guess =
    { $count ->
        [zero] لا طلبات معروفة. لا يحدد RETM عملية التسليم، فهذا تخمين بحسب المسار والوقت.
        [one] هذا الطلب على الأرجح. لا يحدد RETM عملية التسليم، فهذا تخمين بحسب المسار والوقت.
        [two] هذان الطلبان على الأرجح. لا يحدد RETM عملية التسليم، فهذا تخمين بحسب المسار والوقت.
        [few] هذه الطلبات على الأرجح، وعددها { $count }. لا يحدد RETM عملية التسليم، فهذا تخمين بحسب المسار والوقت.
        [many] هذه الطلبات على الأرجح، وعددها { $count }. لا يحدد RETM عملية التسليم، فهذا تخمين بحسب المسار والوقت.
       *[other] هذه الطلبات على الأرجح، وعددها { $count }. لا يحدد RETM عملية التسليم، فهذا تخمين بحسب المسار والوقت.
    }
report-no-request = لم يصل إلى هذا الجهاز أي طلب في ذلك الوقت: لم يستطع RETM الوصول إليه.
report-request-answered = أجاب تكاملك بالرمز { $status } خلال { $time }
report-request-untried = لم يُمرَّر بعد
report-request-sent = ما أرسله RETM
report-request-answer = ما أجاب به تكاملك
report-request-open = فتح الطلب { $id }

compare-title = مقارنة
compare-against = المقارنة مع
compare-choose-report = اختر بلاغًا
compare-choose-request = اختر طلبًا
compare-before-tip = المقارنة مع السابق (d)
compare-previous = السابق
compare-values = القيم
compare-beside = جنبًا إلى جنب
compare-unified = موحّد
compare-copy = نسخ
compare-copy-tip = نسخ الفروق نصًا
compare-headers = الترويسات
compare-body = نص الطلب
compare-headers-label = الترويسات المختلفة
compare-bodies-label = الفروق في نص الطلب
difference-before = قبل:
difference-after = بعد:
difference-added = مضاف
difference-removed = محذوف
difference-changed = متغيّر

compare-name-report = البلاغ { $id }
compare-name-request = الطلب { $id }
compare-name-header = الترويسة { $name }
compare-name-line = السطر { $line }
compare-name-body = النص كله
compare-summary-report = من البلاغ { $first } إلى { $second }: { $bodies } { $headers }
compare-summary-request = من الطلب { $first } إلى { $second }: { $bodies } { $headers }
compare-bodies-equal = النصان متطابقان.
compare-bodies-bytes = النصان مختلفان، وأحدهما على الأقل بيانات ثنائية.
compare-bodies-written = القيم نفسها مكتوبة بشكل آخر.
compare-bodies =
    { $count ->
        [zero] لا فروق.
        [one] فرق واحد.
        [two] فرقان.
        [few] { $count } فروق.
        [many] { $count } فرقًا.
       *[other] { $count } فرق.
    }
compare-bodies-more =
    { $count ->
        [zero] فروق لم تُسرد.
        [one] فرق واحد، وفروق أخرى لم تُسرد.
        [two] فرقان، وفروق أخرى لم تُسرد.
        [few] { $count } فروق، وفروق أخرى لم تُسرد.
        [many] { $count } فرقًا، وفروق أخرى لم تُسرد.
       *[other] { $count } فرق، وفروق أخرى لم تُسرد.
    }
compare-bodies-lines =
    { $count ->
        [zero] لا فروق بحسب السطور.
        [one] فرق واحد بحسب السطور.
        [two] فرقان بحسب السطور.
        [few] { $count } فروق بحسب السطور.
        [many] { $count } فرقًا بحسب السطور.
       *[other] { $count } فرق بحسب السطور.
    }
compare-bodies-lines-more =
    { $count ->
        [zero] فروق لم تُسرد، بحسب السطور.
        [one] فرق واحد، وفروق أخرى لم تُسرد، بحسب السطور.
        [two] فرقان، وفروق أخرى لم تُسرد، بحسب السطور.
        [few] { $count } فروق، وفروق أخرى لم تُسرد، بحسب السطور.
        [many] { $count } فرقًا، وفروق أخرى لم تُسرد، بحسب السطور.
       *[other] { $count } فرق، وفروق أخرى لم تُسرد، بحسب السطور.
    }
compare-headers-equal = الترويسات متطابقة.
compare-headers-differ =
    { $count ->
        [zero] الترويسات متطابقة.
        [one] ترويسة واحدة مختلفة.
        [two] ترويستان مختلفتان.
        [few] { $count } ترويسات مختلفة.
        [many] { $count } ترويسة مختلفة.
       *[other] { $count } ترويسة مختلفة.
    }
compare-first-what = هذا أول بلاغ في حادثته.
compare-first-meaning = لا بلاغ قبله.
compare-none-what = لم يصل قبله طلب على هذا المسار.
compare-none-meaning = ليس في القائمة طلب قبله.
compare-another = اختر غيره.
report-compare-before = المقارنة بما قبله
report-compare-before-tip = المقارنة بما قبله (d)
report-compare = المقارنة مع…
report-compare-tip = المقارنة مع بلاغ آخر (D)
