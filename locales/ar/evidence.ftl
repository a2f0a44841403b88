# An incident as a document: `missedhook report`, and what the window saves and copies.

evidence-title = الحادثة { $number }: { $label }
evidence-happened = ما حدث
evidence-missed = ما فات
evidence-failing-probe = الاختبار الفاشل
evidence-good-probe = أول اختبار ناجح
evidence-timeline = المخطط الزمني
evidence-reports = البلاغات
evidence-about = عن هذا المستند
evidence-causes = الأسباب المعتادة:
evidence-endpoint = نقطة النهاية
evidence-state-name = الحالة
evidence-first-report = أول بلاغ
evidence-last-report = آخر بلاغ
evidence-last-message = آخر رسالة
evidence-merchant = التاجر
evidence-last = الأخير
evidence-first = الأول
evidence-code = الرمز
evidence-no-code = بلا رمز
evidence-from = من
evidence-to = إلى
evidence-still-open = ما زالت مفتوحة
evidence-call = الاستدعاء
evidence-asked = الرابط
evidence-at = الوقت
evidence-took = المدة
evidence-step = الخطوة
evidence-fact = البند
evidence-found = النتيجة
evidence-when = الوقت
evidence-who = من
evidence-retm = RETM
evidence-person = أنت
evidence-rule = Missedhook
evidence-what = الحدث
evidence-delivery-error = خطأ التسليم { $number }
evidence-received = وصل
evidence-message = الرسالة
evidence-header = الترويسة
evidence-value = القيمة
evidence-no-text = (ليس نصًا، وتُرك هنا.)
evidence-body-laid-out = نص الطلب مرتبًا:
evidence-body-as-sent = نص الطلب كما أُرسل:
evidence-made-by = أنشأه
evidence-on = على
evidence-zone = الأوقات بتوقيت
evidence-none = (لا شيء)
evidence-failed = فشلت
evidence-times = { $here } ({ $utc })
evidence-state =
    { $state ->
        [until-change] مؤكَّدة حتى تتغير
        [open] مفتوحة
        [acknowledged] مؤكَّدة
       *[resolved] محلولة
    }
evidence-repeated =
    { $count ->
        [zero] { $text }
        [one] { $text } (مرة واحدة، آخرها { $time })
        [two] { $text } (مرتين، آخرهما { $time })
        [few] { $text } ({ $count } مرات، آخرها { $time })
        [many] { $text } ({ $count } مرة، آخرها { $time })
       *[other] { $text } ({ $count } مرة، آخرها { $time })
    }
evidence-samples = { $count } من { $all }، الأحدث أولا. نصوص الطلبات كما أرسلها RETM، والأسرار محجوبة.
