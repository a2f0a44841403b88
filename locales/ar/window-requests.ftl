# What the window says: requests.

## The relay's URL

relay-url-copy = نسخ رابط التمرير
relay-url-copy-hint = نسخ رابط التمرير لـ RETM
relay-url-help = ضع مسار كل ويب هوك بعده، مثل ‎/retm/orders.
relay-url-local = لا يستطيع RETM الوصول إلى هذا الجهاز بعد: جهّز نفقًا في صفحة الاتصال.

## Requests

request-delivered = سُلّم
request-waiting = ينتظر
request-needs-you = يحتاج إليك
request-dead = أُوقفت المحاولة
request-passed = مُرّر
trigger-initial = المحاولة الأولى
trigger-automatic = أُعيدت تلقائيًا
trigger-manual = أعدتها أنت
trigger-replay = إعادة إرسال
request-no-answer = لا رد
request-wait =
    { $count ->
        [zero] لا طلبات تنتظر.
        [one] طلب واحد ينتظر.
        [two] طلبان ينتظران.
        [few] { $count } طلبات تنتظر.
        [many] { $count } طلبًا ينتظر.
       *[other] { $count } طلب ينتظر.
    }
request-wait-since =
    { $count ->
        [zero] لا طلبات تنتظر منذ { $time }.
        [one] طلب واحد ينتظر منذ { $time }.
        [two] طلبان ينتظران منذ { $time }.
        [few] { $count } طلبات تنتظر منذ { $time }.
        [many] { $count } طلبًا ينتظر منذ { $time }.
       *[other] { $count } طلب ينتظر منذ { $time }.
    }
relay-is-off = التمرير معطّل.
relay-no-target = لا وجهة للتمرير.
relay-stopped = أنت أوقفت الطابور.
relay-stopped-new = أنت أوقفت الطابور: الطلبات الجديدة تنتظر.
relay-nothing-at = لا برنامج يستمع على { $place }: يُستأنف ما ينتظر فور أن يستمع برنامج هناك.
relay-nothing-on-port = لا برنامج يستمع على المنفذ { $port }: يُستأنف ما ينتظر فور أن يستمع برنامج هناك.

## Comparing requests

compare =
    { $count ->
        [zero] من الطلب { $from } إلى { $to }: لا فروق.
        [one] من الطلب { $from } إلى { $to }: فرق واحد.
        [two] من الطلب { $from } إلى { $to }: فرقان.
        [few] من الطلب { $from } إلى { $to }: { $count } فروق.
        [many] من الطلب { $from } إلى { $to }: { $count } فرقًا.
       *[other] من الطلب { $from } إلى { $to }: { $count } فرق.
    }
compare-before = قبل:
compare-with = المقارنة مع

## Delivery rates

rates-day = { 24 } ساعة
rates-week = { 7 } أيام
rates-month = { 30 } يومًا
rates-known = معروفة منذ { $time }.
rates-more =
    { $count ->
        [zero] ولا مسارات أخرى.
        [one] ومسار آخر.
        [two] ومساران آخران.
        [few] و{ $count } مسارات أخرى.
        [many] و{ $count } مسارًا آخر.
       *[other] و{ $count } مسار آخر.
    }
rates-all = كل المسارات
rates = معدلات التسليم
rates-over = خلال آخر
rates-label = معدلات التسليم بحسب المسار
rates-path = المسار
rates-first = المحاولة الأولى
rates-end = في النهاية
rates-attempts = المحاولات
rates-attempts-hint = المحاولات لكل طلب سُلّم
rates-p50-hint = وسيط المحاولات التي نجحت
rates-p95-hint = { 95 }٪ منها كانت أسرع

## Editing and replaying

edit-path = يُضاف المسار { $path }.
edit-send = إرسال
edit-label = تعديل وإعادة إرسال
edit-target = الوجهة
edit-elsewhere = تُرسل ترويساته، ومنها رموز الوصول، إلى ذلك المضيف.
edit-headers = تبقى الترويسات كما كانت، والتواقيع أيضًا. ويُحفظ النص المعدّل.
edit-binary = نص الطلب بيانات ثنائية: يُرسل كما وصل.

## The first steps of the relay

relay-none-yet = لم يصل أي طلب بعد.
relay-lead = يحفظ التمرير طلبات الويب هوك من RETM ويسلّمها.
relay-step-on = تفعيل التمرير
relay-step-target = أين يستمع تكاملك؟
relay-step-url = الصق هذا الرابط في RETM
relay-step-test = إرسال حدث تجريبي
relay-nothing-lost = لا يضيع شيء أثناء توقف تكاملك.
relay-turn-on = تفعيل
save = حفظ
relay-url-later = يُنشأ الرابط متى فُعّل التمرير.
relay-copy-command = نسخ الأمر
relay-copy-command-hint = نسخ الأمر الذي يرسل حدثًا تجريبيًا
relay-test-help = أمر يرسل حدثًا كما يفعل RETM.
relay-settings = إعدادات التمرير

## What can be done with a request

replaying = تجري إعادة الإرسال…
request-saved = حُفظ في { $path }.
replay-hint = إرسال هذا الطلب إلى الوجهة مرة أخرى
edit-hint = إرساله بنص آخر أو إلى وجهة أخرى
edit = تعديل وإعادة إرسال…
fixture-hint = حفظ النص كما وصل في مجلد التنزيلات
fixture = حفظ كعيّنة
request-curl-hint = نسخ أمر يرسله مرة أخرى، دون أسرار
compare-open-hint = مقارنته بطلب آخر (D)
compare-open = مقارنة…
replay-twice = إذا أُرسل مرة أخرى فقد تُستبدل مكافأة مرتين.

## The open request

request-open = الطلب { $id }
request-missing = الطلب { $id } غير موجود هنا.
request-unanswered = لم يصل إلى RETM رد.
request-answered = رُد على RETM بـ { $answer }.
request-next = المحاولة التالية { $time }.
attempt = { $trigger }:
attempt-took = { $whole } (القرص { $disk }، الاتصال { $connect }، الرد { $answer })
attempt-answer = الرد { $number }
request-missing-more = ربما كان أقدم مما يُحفظ، أو في العنوان خطأ.
attempts-none = لا شيء بعد.
attempt-headers = ترويسات الرد
attempt-cut = كان الرد أطول مما يُحفظ.
count-attempts =
    { $count ->
        [zero] لا محاولات
        [one] محاولة واحدة
        [two] محاولتان
        [few] { $count } محاولات
        [many] { $count } محاولة
       *[other] { $count } محاولة
    }
requests-search = البحث في الطلبات
requests-search-help = يشمل البحث المسار والحدث وبداية النص.
requests-label = الطلبات، الأحدث أولا
requests-answered-hint = ما رُد به على RETM
queue-go-on-hint = محاولة ما ينتظر مرة أخرى
queue-stop-hint = إبقاء كل ما ينتظر حتى تستأنف
queue-go-on = استئناف
queue-try-hint = محاولة كل ما ينتظر الآن
queue-try = المحاولة الآن
replayed-said = أُرسل مرة أخرى. الرد هو آخر محاولة.

edit-send-reward = إرسال…
replay-reward = إعادة إرسال…
reward-ask = إرسال هذه المكافأة مرة أخرى؟
reward-what = قد تُستبدل مرتين.
reward-send = إرسال مرة أخرى
attempt-edited = { $trigger }، معدّل:

replay-label = إعادة الإرسال
replay-stop-tip = التوقف بعد الطلب الجاري
replay-stop = إيقاف
replay-hide = إخفاء
selected-requests = الطلبات المحددة
selected-compare-tip = مقارنة نص الطلبين
selected-clear-tip = إلغاء التحديد (Esc)
selected-clear = إلغاء التحديد

replay-question =
    { $count ->
        [zero] أتريد إعادة إرسال { 0 } طلب؟
        [one] أتريد إعادة إرسال طلب واحد؟
        [two] أتريد إعادة إرسال طلبين؟
        [few] أتريد إعادة إرسال { $count } طلبات؟
        [many] أتريد إعادة إرسال { $count } طلبًا؟
       *[other] أتريد إعادة إرسال { $count } طلب؟
    }
replay-opener =
    { $count ->
        [zero] إعادة إرسال { 0 } طلب…
        [one] إعادة إرسال طلب واحد…
        [two] إعادة إرسال طلبين…
        [few] إعادة إرسال { $count } طلبات…
        [many] إعادة إرسال { $count } طلبًا…
       *[other] إعادة إرسال { $count } طلب…
    }
replay-progress =
    { $count ->
        [zero] أُعيد إرسال { $sent } من { 0 } طلب.
        [one] أُعيد إرسال { $sent } من طلب واحد.
        [two] أُعيد إرسال { $sent } من طلبين.
        [few] أُعيد إرسال { $sent } من { $count } طلبات.
        [many] أُعيد إرسال { $sent } من { $count } طلبًا.
       *[other] أُعيد إرسال { $sent } من { $count } طلب.
    }
replay-rewards =
    { $count ->
        [zero] إرسال { 0 } مكافأة أيضًا
        [one] إرسال مكافأة واحدة أيضًا، وقد تُستبدل مرتين
        [two] إرسال مكافأتين أيضًا، وقد تُستبدل كل منهما مرتين
        [few] إرسال { $count } مكافآت أيضًا، وقد تُستبدل كل منها مرتين
        [many] إرسال { $count } مكافأة أيضًا، وقد تُستبدل كل منها مرتين
       *[other] إرسال { $count } مكافأة أيضًا، وقد تُستبدل كل منها مرتين
    }
replay-none = لا توجد طلبات يمكن إعادة إرسالها.
replay-counting = يجري العد…
replay-target = الوجهة
replay-order = تُرسل إلى { $target } واحدًا تلو الآخر، الأقدم أولا.
replay-order-time = تُرسل إلى { $target } واحدًا تلو الآخر، الأقدم أولا. يستغرق ذلك { $time }.
replay-number = إعادة إرسال { $number }
replay-cancel = إلغاء
selected-number = المحدد: { $number }
about-no-second = أقل من ثانية
about-time = نحو { $time }
replay-left = بقي { $time }.
silence-line = لم يصل شيء إلى { $path } منذ { $duration }، مع أنه يُتوقع طلب واحد على الأقل كل { $within }.

replayed-none =
    { $count ->
        [zero] لم يُعد إرسال أي طلب.
        [one] لم يُعد إرسال الطلب.
        [two] لم يُعد إرسال أي من الطلبين.
        [few] لم يُعد إرسال أي من { $count } طلبات.
        [many] لم يُعد إرسال أي من { $count } طلبًا.
       *[other] لم يُعد إرسال أي من { $count } طلب.
    }
replayed =
    { $count ->
        [zero] لم يُعد إرسال أي طلب.
        [one] أُعيد إرسال طلب واحد ونجح.
        [two] أُعيد إرسال طلبين ونجح كلاهما.
        [few] أُعيد إرسال { $count } طلبات ونجحت كلها.
        [many] أُعيد إرسال { $count } طلبًا ونجحت كلها.
       *[other] أُعيد إرسال { $count } طلب ونجحت كلها.
    }
replayed-part =
    { $count ->
        [zero] أُعيد إرسال { $sent } من { 0 } طلب، ونجح كل ما أُرسل.
        [one] أُعيد إرسال { $sent } من طلب واحد، ونجح كل ما أُرسل.
        [two] أُعيد إرسال { $sent } من طلبين، ونجح كل ما أُرسل.
        [few] أُعيد إرسال { $sent } من { $count } طلبات، ونجح كل ما أُرسل.
        [many] أُعيد إرسال { $sent } من { $count } طلبًا، ونجح كل ما أُرسل.
       *[other] أُعيد إرسال { $sent } من { $count } طلب، ونجح كل ما أُرسل.
    }
replayed-some =
    { $count ->
        [zero] أُعيد إرسال { 0 } طلب: نجح { $passed } وفشل { $failed }.
        [one] أُعيد إرسال طلب واحد: نجح { $passed } وفشل { $failed }.
        [two] أُعيد إرسال طلبين: نجح { $passed } وفشل { $failed }.
        [few] أُعيد إرسال { $count } طلبات: نجح { $passed } وفشل { $failed }.
        [many] أُعيد إرسال { $count } طلبًا: نجح { $passed } وفشل { $failed }.
       *[other] أُعيد إرسال { $count } طلب: نجح { $passed } وفشل { $failed }.
    }
replayed-some-part =
    { $count ->
        [zero] أُعيد إرسال { $sent } من { 0 } طلب: نجح { $passed } وفشل { $failed }.
        [one] أُعيد إرسال { $sent } من طلب واحد: نجح { $passed } وفشل { $failed }.
        [two] أُعيد إرسال { $sent } من طلبين: نجح { $passed } وفشل { $failed }.
        [few] أُعيد إرسال { $sent } من { $count } طلبات: نجح { $passed } وفشل { $failed }.
        [many] أُعيد إرسال { $sent } من { $count } طلبًا: نجح { $passed } وفشل { $failed }.
       *[other] أُعيد إرسال { $sent } من { $count } طلب: نجح { $passed } وفشل { $failed }.
    }
edited-bytes = أُرسل بنص معدّل. أحد النصين على الأقل بيانات ثنائية.
edited-same = أُرسلت القيم نفسها مكتوبة بشكل آخر.
edited =
    { $count ->
        [zero] أُرسل بنص معدّل بلا فروق عن الأصل.
        [one] أُرسل بنص معدّل فيه فرق واحد عن الأصل.
        [two] أُرسل بنص معدّل فيه فرقان عن الأصل.
        [few] أُرسل بنص معدّل فيه { $count } فروق عن الأصل.
        [many] أُرسل بنص معدّل فيه { $count } فرقًا عن الأصل.
       *[other] أُرسل بنص معدّل فيه { $count } فرق عن الأصل.
    }
edited-more =
    { $count ->
        [zero] أُرسل بنص معدّل يختلف عن الأصل.
        [one] أُرسل بنص معدّل فيه فرق واحد أو أكثر عن الأصل.
        [two] أُرسل بنص معدّل فيه فرقان أو أكثر عن الأصل.
        [few] أُرسل بنص معدّل فيه { $count } فروق أو أكثر عن الأصل.
        [many] أُرسل بنص معدّل فيه { $count } فرقًا أو أكثر عن الأصل.
       *[other] أُرسل بنص معدّل فيه { $count } فرق أو أكثر عن الأصل.
    }
attempt-edits = ما عُدّل
attempt-edited-body = النص المعدّل { $number }
replay-found = إعادة إرسال كل ما يطابق…
replay-started = بدأت إعادة الإرسال.
compare-request-hint = أو انقر طلبًا آخر في القائمة مع Ctrl.
