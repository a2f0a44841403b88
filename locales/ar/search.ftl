# What the search says: the meaning of a filter, what completes it, what is wrong with it. What is typed stays as it is.

## The meaning of a filter

query-codes = الرموز من { $from } إلى { $to }
query-code = الرمز { $code }
query-no-code = بلا رمز
query-cause = السبب: { cause-in-sentence }
query-has =
    { $filter ->
        [endpoint] نقطة النهاية تحوي «{ $value }»
        [host] المضيف يحوي «{ $value }»
        [merchant] اسم التاجر يحوي «{ $value }»
        [project] اسم المشروع يحوي «{ $value }»
        [path] المسار يحوي «{ $value }»
       *[event] الحدث يحوي «{ $value }»
    }
query-since-span = آخر { $span }
query-since = منذ { $time }
query-until-span = حتى قبل { $span }
query-until = حتى { $time }
query-is =
    { $is ->
        [open] مفتوحة
        [acknowledged] مؤكَّدة
        [resolved] محلولة
        [muted] مكتومة
        [readable] مقروءة
        [unreadable] غير مقروءة
        [real] من RETM
        [test] تجريبية
        [simulated] محاكاة
        [relay] من التمرير
        [delivered] سُلّمت
        [waiting] تنتظر
        [needs_you] تحتاج إليك
        [dead] أُوقفت محاولتها
        [passed] مُرّرت
       *[other] { $is }
    }
query-incident = الحادثة { $id }
query-statuses = رموز الحالة من { $from } إلى { $to }
query-status = رمز الحالة { $status }
query-no-answer = بلا رد

## What is wrong with it

query-which =
    { $filter ->
        [endpoint] أي نقطة نهاية؟ اكتبها مثل endpoint:orders.
        [host] أي مضيف؟ اكتبه مثل host:staging.
        [merchant] أي تاجر؟ اكتبه مثل merchant:olaya.
        [project] أي مشروع؟ اكتبه مثل project:staging.
        [path] أي مسار؟ اكتبه مثل path:orders.
       *[event] أي حدث؟ اكتبه مثل event:orders.
    }
query-code-wrong = يُكتب الرمز مثل code:503 أو code:5xx أو code:none.
query-cause-wrong = السبب واحد من { $causes }.
query-since-wrong = يُكتب الوقت مثل since:30m أو since:2h أو since:7d أو since:2026-11-24T09:14.
query-until-wrong = يُكتب الوقت مثل until:2h أو until:2026-11-24 أو until:2026-11-24T09:14.
query-is-wrong = استخدم is:open أو is:acknowledged أو is:resolved أو is:muted أو is:unreadable أو is:readable أو is:real أو is:test أو is:simulated أو is:relay.
query-incident-wrong = الحادثة رقم، مثل incident:4.
query-status-wrong = يُكتب رمز الحالة مثل status:503 أو status:5xx أو status:none.
query-state-wrong = استخدم واحدًا من { $states }.
filter-unknown =
    لا يوجد مرشِّح باسم «{ $name }». { $meant ->
        [one] هل تقصد { $filter }:؟
       *[nothing] ضع النص الذي فيه نقطتان بين علامتي اقتباس "".
    }
filter-not-of-requests = لا يوجد مرشِّح باسم «{ $name }». المرشِّحات هي { $filters }. ضع النص الذي فيه نقطتان بين علامتي اقتباس "".

## The filters that are offered

filter-endpoint = جزء من الرابط
filter-host = جزء من المضيف
filter-code = مثل 503 أو 5xx أو none
filter-cause = سبب التعثر
filter-time = مثل 2h أو 7d أو تاريخ
filter-is = مكتومة أو غير مقروءة أو تجريبية
filter-incident = بالرقم
filter-merchant = جزء من اسمه
filter-project = مثل staging

## The values that are offered

choice-5xx = أي خطأ في الخادم
choice-4xx = أي خطأ في الطلب
choice-no-code = بلا رمز
choice-no-answer = بلا رد
choice-since-30m = آخر { 30 } دقيقة
choice-since-2h = آخر ساعتين
choice-since-1d = آخر يوم
choice-since-7d = آخر { 7 } أيام
choice-until-30m = حتى قبل { 30 } دقيقة
choice-until-2h = حتى قبل ساعتين
choice-until-1d = حتى قبل يوم
choice-until-7d = حتى قبل { 7 } أيام
choice-muted = الحوادث المكتومة
choice-unreadable = البلاغات غير المقروءة
choice-readable = البلاغات المقروءة
choice-test = البلاغات التجريبية
choice-simulated = بلاغات المحاكاة
choice-relay = ما لم يستطع التمرير تسليمه
choice-open = الحوادث المفتوحة
choice-acknowledged = الحوادث المؤكَّدة
choice-resolved = الحوادث المحلولة
choice-endpoint = نقطة نهاية
choice-merchant = تاجر
choice-project = مشروع
choice-host =
    { $count ->
        [zero] لا نقاط نهاية
        [one] نقطة نهاية واحدة
        [two] نقطتا نهاية
        [few] { $count } نقاط نهاية
        [many] { $count } نقطة نهاية
       *[other] { $count } نقطة نهاية
    }
