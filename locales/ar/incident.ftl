# What is said of an incident, read by the messages of the same names in English.
### The glossary is in window-common.ftl. A length of time follows a preposition everywhere: منذ، خلال، بعد، لمدة.

## What happens, in one sentence

incident-test = وصل بلاغ تجريبي. المستقبِل يعمل، ولا يوجد عطل.
incident-once = توقف RETM عن محاولة التسليم إلى { $endpoint } في { $time }.
incident-many =
    توقف RETM عن محاولة التسليم إلى { $endpoint } { $count ->
        [zero] { $count } مرة
        [one] مرة واحدة
        [two] مرتين
        [few] { $count } مرات
        [many] { $count } مرة
       *[other] { $count } مرة
    } منذ { $time }.
incident-relay-once = تعذّر على التمرير التسليم إلى { $endpoint } في { $time }.
incident-relay-many =
    تعذّر على التمرير التسليم إلى { $endpoint } { $count ->
        [zero] { $count } مرة
        [one] مرة واحدة
        [two] مرتين
        [few] { $count } مرات
        [many] { $count } مرة
       *[other] { $count } مرة
    } منذ { $time }.
incident-invalid = لم يصله رد صحيح.
incident-silent = لم يصله رد.
incident-answer = كان الرد { $code }.
incident-last-answer = كان آخر رد { $code }.
incident-nameless = نقطة نهاية بلا اسم
incident-unreadable = بلاغات غير مقروءة
incident-unreadable-once = أرسل RETM بلاغًا غير مقروء في { $time }. حُفظ كما وصل.
incident-unreadable-many =
    أرسل RETM بلاغًا غير مقروء { $count ->
        [zero] { $count } مرة
        [one] مرة واحدة
        [two] مرتين
        [few] { $count } مرات
        [many] { $count } مرة
       *[other] { $count } مرة
    } منذ { $time }. حُفظ كما وصل.

## Why it fails

code-unknown = { $code } ليس رمز حالة HTTP، ولا يشرح RETM رموزه في وثائقه.

## How it stands with the recovery

recovery-by-person = حللتها أنت في { $time }.
recovery-by-rule = حلها Missedhook في { $time }.
recovery-resolved = حُلّت في { $time }: ترد على الفحوص من هذا الجهاز منذ { $since }.
recovery-flapping =
    تعثرت من جديد { $count ->
        [zero] { $count } مرة
        [one] مرة واحدة
        [two] مرتين
        [few] { $count } مرات
        [many] { $count } مرة
       *[other] { $count } مرة
    }، لذا عليها الآن أن تبقى عاملة لمدة { $duration }.
recovery-resolves = ترد منذ { $time }. تُحل في { $until } ما لم يُبلغ RETM من جديد.
recovery-by-hand = ترد منذ { $time }. اختبرها من جديد لتُحل.
recovery-next-check = ترد منذ { $time }. تُحل عند الفحص السليم التالي.
recovery-still-answers = ما زالت ترد بـ { $status }، فُحصت في { $time }.
recovery-answers-other = عادت ترد، لكن بـ { $status }. لا يُعَد ذلك تعافيًا.
recovery-still-failing = ما زالت متعثرة، فُحصت في { $time }.

## From when to when

missed-test = كان هذا بلاغًا تجريبيًا. لم يفتك شيء.
missed-from-check = آخر فحص سليم. وصل أول بلاغ من RETM في { $time }.
missed-from-report = أول بلاغ من RETM. حاول RETM ثلاث مرات قبله. ابدأ قبل ذلك ببضع دقائق.
missed-to-check = أول فحص سليم بعد آخر بلاغ.
missed-to-counted = عُدّت متعافية في هذا الوقت.
missed-to-person = حللتها أنت. وصل آخر بلاغ من RETM في { $time }، ولم ينجح أي فحص منذ ذلك.
missed-to-responding = ترد منذ { $time }، لكن ليس لمدة تكفي للتأكد بعد.
missed-to-open = قد تكون ما زالت متعثرة. وصل آخر بلاغ من RETM في { $time }، ولم ينجح أي فحص منذ ذلك.
missed-still-open = ما زالت مفتوحة
missed-window = المدة الفائتة لـ { $endpoint }
missed-from = من: { $moment }
missed-to = إلى: { $moment }
missed-to-still-open = إلى: ما زالت مفتوحة
missed-again-once = تعافت بينهما ثم تعثرت من جديد مرة واحدة.
missed-again =
    تعافت بينهما ثم تعثرت من جديد { $count ->
        [zero] { $count } مرة
        [one] مرة واحدة
        [two] مرتين
        [few] { $count } مرات
        [many] { $count } مرة
       *[other] { $count } مرة
    }.
missed-fetch = اجلب ما فاتك من واجهة RETM البرمجية (REST API):
missed-send-token = أرسل رمز وصول OAuth. لا ترشيح حسب الوقت، فاحتفظ بما يعود إلى هذه المدة فقط. المضيف في بيئة التجربة ⁦stg.retm.sa⁩.
missed-see-docs = راجع وثائق RETM عن هذه القائمة، واحتفظ بما يعود إلى هذه المدة فقط.
missed-page = وثائق RETM، صفحة «{ $page }»
missed-also = راجع أيضًا هذه الصفحات من وثائق RETM: { $pages }.

## The timeline

timeline-opened = فُتحت
timeline-first = أول تعثر: { $code }
timeline-first-silent = أول تعثر: 0 (لا رد HTTP)
timeline-first-report = أول بلاغ
timeline-code = تغيّر الرمز إلى { $code }
timeline-code-silent = تغيّر الرمز إلى 0 (لا رد HTTP)
timeline-code-none = تغيّر الرمز إلى بلا رمز
timeline-peak =
    الذروة: { $count ->
        [zero] { $count } بلاغ
        [one] بلاغ واحد
        [two] بلاغان
        [few] { $count } بلاغات
        [many] { $count } بلاغًا
       *[other] { $count } بلاغ
    } في دقيقة
timeline-probe = اختبار: { $sentence }
timeline-last = آخر بلاغ، ولا شيء بعده
timeline-acknowledged = أُكّد استلامها
timeline-acknowledged-until = أُكّد استلامها حتى تتغير
timeline-resolved = حُلّت
timeline-reopened = أُعيد فتحها
timeline-muted = كُتمت
timeline-unmuted = أُلغي كتمها
timeline-muted-for-good = كُتمت نهائيًا
timeline-no-longer-muted = لم تعد مكتومة
timeline-undone = تم التراجع
timeline-came-back = عادت بعد { $duration }
timeline-changed = لم تعد مؤكَّدة: { $sentence }
timeline-works-checked = تعمل من جديد: { $sentence }. فُحصت من هذا الجهاز: { $status }
timeline-works = تعمل من جديد: { $sentence }. فُحصت من هذا الجهاز
timeline-delivered = تعمل من جديد: { $sentence }. سلّم التمرير ما فشل
down = متعثرة من { $time } إلى { $until } ({ $duration })
down-break = متعثرة من { $time } إلى { $until } ({ $duration }، مع انقطاع واحد)
down-breaks =
    متعثرة من { $time } إلى { $until } ({ $duration }، مع { $count ->
        [zero] { $count } انقطاع
        [one] انقطاع واحد
        [two] انقطاعين
        [few] { $count } انقطاعات
        [many] { $count } انقطاعًا
       *[other] { $count } انقطاع
    })
told = أُرسل إشعار
told-again = أُرسل إشعار من جديد
told-recovery = أُرسل إشعار بالتعافي
told-passed = أُرسل إشعار بالتعثر والتعافي
told-flapping = أُرسل إشعار بأنها متقلبة
told-silently = حُدّث الإشعار بلا صوت
told-summary = أُرسل إشعار ضمن ملخص
told-closed = لم يُعرض: أُغلق إشعارها. يُرسل إشعار من جديد حين تتفاقم
not-told = لم يُرسل إشعار: { $sentence }
not-told-acknowledged = مؤكَّدة
not-told-resolved = محلولة
not-told-muted = مكتومة
not-told-rule = قاعدة تنبيه تُسكت نقطة النهاية هذه
not-told-growing = تزداد، حتى تتفاقم
not-told-summary = مشمولة في ملخص
not-told-never = لم يُرسل إشعار بتعثرها
not-told-again = تعثرت من جديد
not-told-quiet = ساعات الهدوء
not-told-paused = الإشعارات موقوفة مؤقتًا
not-told-disturb = وضع عدم الإزعاج مفعّل
not-told-woke = استيقظ الجهاز للتو
not-told-away = لم يكن Missedhook يعمل

## What changed

changed = تغيّر الرد من { $before } إلى { $after }
changed-rate =
    { $count ->
        [zero] { $count } بلاغ
        [one] بلاغ واحد
        [two] بلاغان
        [few] { $count } بلاغات
        [many] { $count } بلاغًا
       *[other] { $count } بلاغ
    } في ساعة بدلا من { $usual }
changed-full = { $code } ({ $sentence })
cause-refused = رُفض الاتصال
cause-dns = الاسم غير موجود
cause-unreachable = لا يمكن الوصول إليه
cause-connect-timeout = لا اتصال في الوقت المحدد
cause-timeout = لا استجابة في الوقت المحدد
cause-reset = قُطع الاتصال
cause-closed = أُغلق الاتصال
cause-not-http = ليس HTTP
cause-truncated = انقطعت الاستجابة
cause-expired = انتهت صلاحية الشهادة
cause-not-yet-valid = الشهادة لم تصبح صالحة بعد
cause-name = الشهادة لاسم آخر
cause-self-signed = شهادة موقّعة ذاتيًا
cause-chain = الشهادة غير موثوقة
cause-version = إصدار TLS غير مدعوم
cause-tls = فشلت مصافحة TLS
cause-https = أُرسل HTTPS إلى منفذ HTTP
cause-http = أُرسل HTTP إلى منفذ HTTPS
cause-loop = حلقة إعادة توجيه
cause-redirect = إعادة توجيه
cause-status = حالة خطأ
cause-unknown = لا رد
