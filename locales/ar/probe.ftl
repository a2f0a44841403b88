# What probes and checks find. They are stored in English, and read by the messages of the same names there.
### The glossary is in window-common.ftl. A length of time follows a preposition everywhere: منذ، خلال، بعد، لمدة.

## The sentence of a probe

probe-offline = لا شبكة لدى هذا الجهاز، لذا لا يُعرف شيء عن { $host }.
probe-no-target = لم يذكر RETM نقطة نهاية لاختبارها.
probe-path-only = ذكر RETM المسار { $path } فقط، لذا المضيف غير معروف.
probe-stopped = أُوقف الاختبار.
probe-is-not-allowed = { $host } هو { $kind }، ولم يُسمح بهذا المضيف بعد. لم يُرسل شيء.
probe-leads-not-allowed = { $host } يؤدي إلى { $address }، وهو { $kind }، ولم يُسمح بهذا المضيف بعد. لم يُرسل شيء.
probe-is-never = { $host } هو { $kind }، وهذا لا يُختبر أبدًا. لم يُرسل شيء.
probe-leads-never = { $host } يؤدي إلى { $address }، وهو { $kind }، وهذا لا يُختبر أبدًا. لم يُرسل شيء.
probe-no-name = الاسم { $host } غير موجود.
probe-no-address = الاسم { $host } موجود لكن لا عنوان له.
probe-bad-name = { $host } ليس اسم مضيف صحيحًا.
probe-name-timeout = لم يرد أي خادم أسماء بشأن { $host } خلال { $duration }.
probe-name-failed = لا يستطيع خادم الأسماء الرد بشأن { $host }: { $code }.
probe-no-resolver = تعذّر الوصول إلى أي خادم أسماء بشأن { $host }: { $text }.
probe-refused-here = رفض { $ip } الاتصال على المنفذ { $port }: لا برنامج يستمع هناك.
probe-refused = رفض { $host } الاتصال: لا برنامج يستمع على المنفذ { $port } في { $ip }.
probe-connect-timeout = لم يقبل { $host } اتصالا على المنفذ { $port } في { $ip } خلال { $duration }.
probe-unreachable = لا يمكن الوصول إلى { $host } على { $ip } من هذه الشبكة.
probe-connect-failed = فشل الاتصال بـ { $host } على { $ip }: { $text }.
probe-no-tls = لا يستخدم { $host } بروتوكول TLS على المنفذ { $port }. رده غير مشفّر.
probe-tls-alert = ألغى { $host } التشفير: { $text }.
probe-tls-failed = فشل التشفير مع { $host }: { $text }.
probe-tls-silent = قبل { $host } الاتصال لكنه لم يبدأ TLS خلال { $duration }.
probe-tls-closed = قبل { $host } الاتصال ثم أغلقه قبل TLS.
probe-tls-reset = قبل { $host } الاتصال ثم قطعه قبل TLS.
probe-expired = انتهت صلاحية شهادتك لـ { $host } قبل { $duration }.
probe-not-yet-valid = شهادتك لـ { $host } لم تصبح صالحة بعد: تبدأ بعد { $duration }.
probe-nameless = الشهادة التي يعرضها { $host } ليست لأي اسم.
probe-wrong-name = الشهادة التي يعرضها { $host } لـ { $names } وليست لـ { $wanted }.
probe-self-signed = شهادتك لـ { $host } موقّعة ذاتيًا، لذا لا يثق بها RETM.
probe-chain = لا يرسل { $host } الشهادة الوسيطة: جهة إصدارها { $text } غير معروفة.
probe-untrusted = شهادتك لـ { $host } صادرة عن { $text }، ولا يثق هذا الجهاز بها.
probe-certificate = شهادة { $host } غير مقبولة: { $text }.
probe-silent = قبل { $host } الاتصال لكنه لم يرد خلال { $duration }.
probe-closed = قبل { $host } الطلب ثم أغلق الاتصال دون رد.
probe-reset = قبل { $host } الاتصال ثم قطعه قبل أن يرد.
probe-not-http = ما يرد على المنفذ { $port } في { $host } ليس HTTP.
probe-no-response = قبل { $host } الاتصال لكنه لم يرسل ردًا: { $text }.
probe-slow-body = بدأ { $host } يرد بـ { $status } لكنه لم يُكمل خلال { $duration }.
probe-broken-body = بدأ { $host } يرد بـ { $status }، ثم أغلق الاتصال قبل الأوان.
probe-answers = يرد { $host } بـ { $status } بعد { $duration }.
probe-answers-get = يرد { $host } بـ { $status } على HEAD، وبـ { $get } على GET.
probe-answers-remarked = يرد { $host } بـ { $status } بعد { $duration }: { $sentence }.
probe-answers-get-remarked = يرد { $host } بـ { $status } على HEAD، وبـ { $get } على GET: { $sentence }.
probe-redirects = يرد { $host } بـ { $status } ويوجّه المرسل إلى { $url }؛ ولا يُعرف أن RETM يتبع ذلك.
probe-redirects-nowhere = يرد { $host } بـ { $status } ولا يذكر إلى أين؛ ولا يُعرف أن RETM يتبع ذلك.

## Endpoints that are served from this computer

probe-nothing-listens = لا برنامج يستمع على المنفذ { $port } في هذا الجهاز الذي يخدم { $host }: { $why }.
probe-tunnel-down-listens = النفق إلى { $host } متوقف: { $why }، بينما يستمع { $program } على المنفذ { $port } في هذا الجهاز.
probe-tunnel-down-nothing = النفق إلى { $host } متوقف: { $why }. ولا برنامج يستمع على المنفذ { $port } في هذا الجهاز أيضًا.
probe-page-no-tunnel-listens = النفق إلى { $host } متوقف: يقول { $provider } إنه لا نفق متصل ({ $code })، بينما يستمع { $program } على المنفذ { $port } في هذا الجهاز.
probe-page-no-tunnel = النفق إلى { $host } متوقف: يقول { $provider } إنه لا نفق متصل ({ $code }).
probe-page-silent-behind = النفق إلى { $host } يعمل، لكن { $provider } لا يصله رد من خلفه ({ $code })، مع أن { $program } يستمع على المنفذ { $port } في هذا الجهاز.
probe-page-nothing-here = النفق إلى { $host } يعمل، لكن لا برنامج يستمع على المنفذ { $port } في هذا الجهاز.
probe-page-nothing-behind = النفق إلى { $host } يعمل، لكن لا برنامج يستمع خلفه: يقول { $provider }: { $code }.
probe-hop-name-timeout = لم يُحل اسمه في الوقت المحدد
probe-hop-name-failed = يتعذّر البحث عن اسمه
probe-hop-no-name = اسمه غير موجود
probe-hop-connection = يفشل الاتصال ({ $why })
probe-hop-answers = يرد النفق بـ { $status }
probe-hop-silent = يقبل النفق الاتصال لكنه لا يرد
probe-a-program = أحد البرامج

## What to do next

probe-next-connect = صِل هذا الجهاز بالشبكة وأعد الاختبار.
probe-next-url = اختبرها برابطها: ⁦https://host/path⁩.
probe-next-base-url = حدّد الرابط الأساسي لنقاط النهاية في الإعدادات (⁦probe.base_url⁩).
probe-next-allow = اسمح بـ { $host } في الإعدادات (⁦probe.allowed_hosts⁩)، أو لاختبار واحد بالخيار ⁦--allow⁩. لا يستطيع RETM نفسه الوصول إلى عنوان كهذا.
probe-next-own-address = اكتب الرابط بعنوان نقطة النهاية نفسها أو اسمها؛ وهو في هذا الجهاز ⁦127.0.0.1⁩.
probe-next-record = صحّح سجل DNS الخاص بـ { $host }، أو الرابط الذي لدى RETM.
probe-next-add-record = أضف سجل DNS الخاص به، أو صحّح المضيف في الرابط الذي لدى RETM.
probe-next-add-address = أضف إليه سجل A أو AAAA.
probe-next-host = صحّح المضيف في الرابط الذي لدى RETM.
probe-next-name-servers = تحقق من خوادم أسماء النطاق ومن خادم الأسماء لدى هذا الجهاز.
probe-next-dnssec = تحقق من خوادم أسماء النطاق ومن DNSSEC لدى مزوّد DNS.
probe-next-resolver = تحقق من خوادم الأسماء لدى هذا الجهاز، أو حدّد خادمًا (⁦probe.resolver⁩).
probe-next-other-address = يستمع { $program } على المنفذ { $port } في عنوان آخر لهذا الجهاز: اجعله يستمع على { $ip } أيضًا.
probe-next-start-port = شغّل تطبيقك، أو تحقق من المنفذ الذي يستمع إليه. ليس { $port }.
probe-next-start-there = شغّل تطبيقك هناك، وتأكد من أنه يستمع على المنفذ { $port } للأجهزة الأخرى.
probe-next-firewall-port = تأكد من أن الخادم يعمل وأن جدار حمايته يسمح بالمنفذ { $port }.
probe-next-compare = قارن العنوان في DNS بعنوان خادمك، وتأكد من أنه يعمل.
probe-next-firewall = تأكد من أن الخادم يعمل وأن جدار حماية هذا الجهاز يسمح بالاتصال.
probe-next-put-tls = ضع TLS أمام تطبيقك، أو أعط RETM رابطًا مبدوءًا بـ ⁦http://⁩.
probe-next-tls-versions = تحقق من إصدارات TLS وخوارزميات التشفير في خادمك، ومن أنه يعرف اسم هذا المضيف.
probe-next-tls = تحقق من إعدادات TLS في خادمك.
probe-next-tls-stuck = تأكد من أن البرنامج على المنفذ { $port } يستخدم TLS وليس متوقفًا عن الاستجابة.
probe-next-tls-log = تأكد من أن البرنامج على المنفذ { $port } يستخدم TLS، وراجع سجله.
probe-next-renew = جدّدها وأعد تحميل الخادم.
probe-next-clocks = أعد الشهادة الصالحة، وتحقق من ساعة الخادم وساعة هذا الجهاز.
probe-next-name = احصل على شهادة لـ { $host }، أو صحّح المضيف في الرابط الذي لدى RETM.
probe-next-authority = استخدم شهادة من جهة تصديق عامة، مثل Let's Encrypt.
probe-next-chain = اضبط الخادم ليرسل السلسلة كاملة (⁦fullchain.pem⁩ وليس ⁦cert.pem⁩).
probe-next-trusted = استخدم شهادة من جهة تصديق عامة: الأرجح أن RETM لا يثق بشهادتك أيضًا.
probe-next-replace = استبدل بها شهادة من جهة تصديق عامة.
probe-next-stuck = تحقق مما إذا كان تطبيقك متوقفًا عن الاستجابة أو مثقلا. أجِب أولا ثم أنجز العمل.
probe-next-crash = راجع سجل تطبيقك بحثًا عن انهيار في هذا الوقت.
probe-next-crash-proxy = راجع سجل تطبيقك بحثًا عن انهيار في هذا الوقت، وأي وكيل أمامه.
probe-next-which-program = تحقق من البرنامج الذي يستمع على المنفذ { $port }، وهل ينبغي أن يبدأ الرابط بـ ⁦https://⁩.
probe-next-log = راجع سجل تطبيقك في هذا الوقت.
probe-next-finish = أكمل الرد فورًا: يكفي 200 مع نص فارغ.
probe-next-final-url = أعط RETM الرابط الذي يرد بنفسه: { $url }
probe-next-no-redirect = أعط RETM رابطًا يرد بنفسه.
probe-next-post = قد تقبل POST مع ذلك: أرسل حدثًا تجريبيًا لترى ما يواجهه RETM.
probe-next-head-only = بعض الخوادم ترد هكذا على HEAD فقط: أرسل حدثًا تجريبيًا لترى ما يواجهه RETM.
probe-next-dead = عنوانها { $ip } لا يعمل ({ $why })، وقد يستخدمه RETM: أزله من DNS أو أصلحه.
probe-next-start = شغّل تطبيقك على المنفذ { $port }.
probe-next-tunnel = شغّل النفق من جديد. إن تغيّر رابطه فأعط RETM الرابط الجديد.
probe-next-start-both = شغّل تطبيقك على المنفذ { $port }، ثم النفق.
probe-next-forward = تأكد من أن النفق يمرّر إلى المنفذ { $port }.
probe-next-start-behind = شغّل تطبيقك على المنفذ الذي يمرّر إليه النفق.

## Checks of monitors

check-late = ترد بعد { $seconds } ث؛ والمسموح { $limit } ث.
check-unexpected = ترد بـ { $status }؛ والمتوقع { $expected }.
check-offline = لا شبكة لدى هذا الجهاز.
check-network-changed = تغيّرت شبكة هذا الجهاز في الأثناء.
check-slept = دخل هذا الجهاز وضع السكون في الأثناء.

## Kinds of addresses

address-unspecified = عنوان غير محدد
address-multicast = عنوان بث متعدد
address-broadcast = عنوان البث العام
address-reserved = عنوان محجوز
address-own = عنوان لهذا الجهاز
address-private = عنوان خاص
address-carrier = عنوان خاص لشركة الاتصالات
address-link-local = عنوان محلي للوصلة
address-documentation = عنوان مخصص للوثائق
address-special = عنوان مخصص لغرض خاص

## The steps

step-name = البحث عن { $host }
step-connect = الاتصال بـ { $address }
step-tls = الاتفاق على التشفير مع { $host }
step-local = المنفذ { $port } في هذا الجهاز
step-is = { $address } هو { $kind }
step-no-name = الاسم غير موجود
step-no-address = لا عنوان للاسم
step-no-answer = لا رد خلال { $duration }
step-name-failed = لا عنوان: { $code }
step-bad-name = لا يمكن أن يكون اسمًا
step-connected = تم الاتصال
step-refused = رُفض الاتصال
step-unreachable = لا يمكن الوصول إليه
step-expired = انتهت صلاحية الشهادة
step-not-yet-valid = الشهادة لم تصبح صالحة بعد
step-wrong-name = الشهادة لاسم آخر
step-self-signed = الشهادة موقّعة ذاتيًا
step-chain = الشهادة الوسيطة ناقصة
step-untrusted = جهة الإصدار غير موثوقة
step-certificate = الشهادة غير مقبولة
step-no-tls = ما يرد ليس TLS
step-tls-alert = انقطع: { $text }
step-certificate-good = { $version }، والشهادة صالحة لمدة { $duration }
step-closed = أُغلق دون رد
step-reset = قُطع الاتصال
step-not-http = الرد ليس HTTP
step-provider = { $status } من مزوّد النفق
step-slow-body = { $status } ولم ينته خلال { $duration }
step-broken-body = { $status } وأُغلق قبل النهاية
step-stopped = أُوقف.
step-listens = { $program } يستمع
step-something-listens = برنامج ما يستمع
step-other-address = { $program } يستمع على عنوان آخر لذلك المنفذ
step-nothing-listens = لا برنامج يستمع

## What a step found

fact-resolver = خادم الأسماء
fact-address = العنوان
fact-not-asked = لم يُسأل
fact-from = من
fact-version = الإصدار
fact-cipher = خوارزمية التشفير
fact-names = الأسماء
fact-name-matches = تطابق الاسم
fact-days-left = الأيام المتبقية
fact-certificate = الشهادة { $number }
fact-issuer = جهة إصدار الشهادة { $number }
fact-validity = صلاحية الشهادة { $number }
fact-first-byte = أول بايت بعد
fact-body-read = ما قُرئ من النص
fact-known-by = عُرف من
fact-process = العملية
fact-by-url = الرابط
fact-by-ngrok = برنامج ngrok العامل هنا
fact-yes = نعم
fact-no = لا
fact-and-more =
    { $names } و{ $count ->
        [zero] { $count } غيرها
        [one] واحد غيرها
        [two] اثنان غيرها
        [few] { $count } غيرها
        [many] { $count } غيرها
       *[other] { $count } غيرها
    }
