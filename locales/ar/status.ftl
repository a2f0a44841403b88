# Whether all is well, and what is said instead, read by the messages of the same names in English.
### The glossary is in window-common.ftl.

## What is proven, and what is not

status-calm = لا حوادث مفتوحة.
status-unreached-yet = لا يستطيع RETM الوصول إليك بعد.
status-unreached = لا يستطيع RETM الوصول إليك.
status-unreached-why = لا يستطيع RETM الوصول إليك: { $why }
status-no-way-in = RETM على الإنترنت، ولا شيء يؤدي من هناك إلى هذا الجهاز.
status-set-up-tunnel = جهّز نفقًا، أو اختر «هذا الجهاز فقط».
status-set-up-tunnel-file = جهّز نفقًا تحت ⁦[tunnel]⁩ في ⁦settings.toml⁩، أو شغّل ⁦missedhook local-only⁩.
status-local = هذا الجهاز فقط: لا يستطيع RETM الوصول إليك.
status-unchecked = لا يُعرف هل يستطيع RETM الوصول إليك.
status-unchecked-meaning = رابطك العام معروض، لكنه لا يُفحص.
status-own-url = اختر «رابطي الخاص» نفقًا ليُفحص.
status-checking = يجري التحقق من وصول RETM إليك.
status-checking-meaning = حتى يُعرف ذلك قد لا تصل البلاغات.
status-wait = انتظر لحظة.
status-reached = استطاع RETM الوصول إليك في { $time }.
status-stale = آخر مرة استطاع RETM الوصول إليك كانت في { $time }.
status-stale-meaning = لم يُفحص منذ ذلك هل ما زال يستطيع.
status-check-again = افحص من جديد.
status-kept = يمكن حفظ البلاغات.
status-not-kept = لا يمكن حفظ البلاغات: { $why }
status-listening = يستمع على { $address }.
status-workers = كل المهام تعمل.
status-notifications = يمكن عرض الإشعارات.
status-notifications-by = يعرض { $text } الإشعارات.
status-notifications-unknown = لا يُعرف بعد هل يمكن عرض الإشعارات.
status-unnoticed = قد يمر التعثر دون أن يُلاحظ.
status-paused = الإشعارات موقوفة مؤقتًا.
status-paused-until = الإشعارات موقوفة مؤقتًا حتى { $time }.
status-quiet = ساعات الهدوء: لا إشعارات حتى { $time }.
status-settings = ملف الإعدادات سليم.
status-history = السجل معروض كاملا.
status-nothing-unresolved = لا شيء بلا حل.
status-missing-events = الأحداث التي تعذّر على RETM تسليمها مفقودة.
status-may-not-arrive = قد لا يصل ما يرسله RETM إلى هناك.
status-only-tests = لا يُعرف تعثر أي نقطة نهاية: هذه بلاغات تجريبية، أو بلاغات تعذّرت قراءتها.
status-url-changed = تغيّر رابط الاستقبال.
status-old-url = قد لا يصل ما يرسله RETM إلى الرابط القديم.
status-update-url = حدّثه في بوابة RETM.
status-setup-left =
    بقي من الإعداد { $count ->
        [zero] { $count }
        [one] خطوة واحدة
        [two] خطوتان
        [few] { $count } خطوات
        [many] { $count } خطوة
       *[other] { $count } خطوة
    } من { $all }.
status-setup-next = التالي: { $sentence }
status-setup-connect = صِل RETM بهذا الجهاز.
status-setup-url = أعط RETM رابط الاستقبال.
status-setup-report = استقبل بلاغًا وإشعاره.
status-setup-finish = اختر «إكمال الإعداد» في نافذة Missedhook أو قائمة شريط النظام.
status-setup-enter-url = أدخل في بوابة RETM الرابط الذي يطبعه ⁦missedhook url⁩.
status-setup-send-test = شغّل ⁦missedhook send-test⁩.
status-setup-local = جُهّز لهذا الجهاز فقط.
status-setup-done = اكتمل الإعداد.

## What fails

status-failing-one = نقطة نهاية واحدة متعثرة.
status-failing =
    { $count ->
        [zero] { $count } نقطة نهاية متعثرة.
        [one] نقطة نهاية واحدة متعثرة.
        [two] نقطتا نهاية متعثرتان.
        [few] { $count } نقاط نهاية متعثرة.
        [many] { $count } نقطة نهاية متعثرة.
       *[other] { $count } نقطة نهاية متعثرة.
    }
status-open-one = حادثة واحدة مفتوحة.
status-open =
    { $count ->
        [zero] { $count } حادثة مفتوحة.
        [one] حادثة واحدة مفتوحة.
        [two] حادثتان مفتوحتان.
        [few] { $count } حوادث مفتوحة.
        [many] { $count } حادثة مفتوحة.
       *[other] { $count } حادثة مفتوحة.
    }
status-down-one = نقطة نهاية واحدة مراقَبة متوقفة.
status-down =
    { $count ->
        [zero] { $count } نقطة نهاية مراقَبة متوقفة.
        [one] نقطة نهاية واحدة مراقَبة متوقفة.
        [two] نقطتا نهاية مراقَبتان متوقفتان.
        [few] { $count } نقاط نهاية مراقَبة متوقفة.
        [many] { $count } نقطة نهاية مراقَبة متوقفة.
       *[other] { $count } نقطة نهاية مراقَبة متوقفة.
    }
status-acknowledged-failing-one = لا جديد. نقطة نهاية واحدة مؤكَّدة ما زالت متعثرة.
status-acknowledged-failing =
    لا جديد. { $count ->
        [zero] { $count } نقطة نهاية مؤكَّدة ما زالت متعثرة.
        [one] نقطة نهاية واحدة مؤكَّدة ما زالت متعثرة.
        [two] نقطتا نهاية مؤكَّدتان ما زالتا متعثرتين.
        [few] { $count } نقاط نهاية مؤكَّدة ما زالت متعثرة.
        [many] { $count } نقطة نهاية مؤكَّدة ما زالت متعثرة.
       *[other] { $count } نقطة نهاية مؤكَّدة ما زالت متعثرة.
    }
status-acknowledged-open-one = لا جديد. حادثة واحدة مؤكَّدة لم تُحل.
status-acknowledged-open =
    لا جديد. { $count ->
        [zero] { $count } حادثة مؤكَّدة لم تُحل.
        [one] حادثة واحدة مؤكَّدة لم تُحل.
        [two] حادثتان مؤكَّدتان لم تُحلا.
        [few] { $count } حوادث مؤكَّدة لم تُحل.
        [many] { $count } حادثة مؤكَّدة لم تُحل.
       *[other] { $count } حادثة مؤكَّدة لم تُحل.
    }
## Whether the requests come that are expected

status-requests-come = لا ينقص أي طلب متوقع.
status-silent = لم يصل شيء إلى { $path } منذ { $since }، مع توقع طلب واحد على الأقل كل { $duration }.
status-silent-also-one = ومسار آخر لا يصل إليه شيء أيضًا.
status-silent-also =
    { $count ->
        [zero] لا مسارات أخرى صامتة.
        [one] ومسار آخر لا يصل إليه شيء أيضًا.
        [two] ومساران آخران لا يصل إليهما شيء أيضًا.
        [few] و{ $count } مسارات أخرى لا يصل إليها شيء أيضًا.
        [many] و{ $count } مسارًا آخر لا يصل إليها شيء أيضًا.
       *[other] و{ $count } مسار آخر لا يصل إليها شيء أيضًا.
    }
status-silent-meaning = لا يرسل RETM شيئًا، أو يرسله إلى رابط آخر.
status-silent-next = راجع إعدادات ويب هوك في RETM، أو غيّر ⁦[[silence]]⁩ في ⁦settings.toml⁩.
