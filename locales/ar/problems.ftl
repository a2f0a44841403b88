# What went wrong, what it means, what to do, read by the messages of the same names in English.
### The glossary is in window-common.ftl.

## Reachability

problem-retms-reports-cant = لا تستطيع بلاغات RETM الوصول إليك.
problem-check-could-not = تعذّر إجراء الفحص: { $text }.
problem-check-public-url = تحقق من الرابط العام في الإعدادات.
problem-choose-tunnel-enter = اختر نفقًا، أو أدخل رابطًا يستطيع RETM الوصول إليه.
problem-name-host-cant = تعذّر العثور على الاسم { $host } ({ $text }).
problem-check-tunnel-runs = تحقق من أن النفق يعمل. إن تغيّر رابطه فأعط RETM الرابط الجديد.
problem-host-refused-connection = رفض { $host } الاتصال.
problem-start-tunnel-again = شغّل النفق من جديد، أو تحقق من الرابط العام في الإعدادات.
problem-no-connection-host = لا اتصال بـ { $host } ({ $text }).
problem-encrypted-connection-host = يفشل الاتصال المشفّر بـ { $host }: { $text }.
problem-check-certificate-there = تحقق من الشهادة هناك ومن ساعة هذا الجهاز.
problem-host-accepts-connection = يقبل { $host } الاتصال لكنه لا يرد في الوقت المحدد.
problem-restart-tunnel-check = أعد تشغيل النفق، وتحقق من أنه يمرّر إلى المستقبِل.
problem-host-closes-connection = يغلق { $host } الاتصال دون رد.
problem-something-not-http = ما يرد على { $host } ليس HTTP ({ $text }).
problem-host-answers-404 = يرد { $host } بـ 404: لا نفق معروف هناك، أو المفتاح في الرابط قديم.
problem-start-tunnel-again-if = شغّل النفق من جديد. إن تغيّر رابطه أو المفتاح فأعط RETM رابط الاستقبال الجديد.
problem-tunnel-host-turns = النفق على { $host } يرفض الطلبات ({ $status }): تجاوز الحد المسموح.
problem-see-limits-your = راجع حدود باقة النفق، أو اختر نفقًا آخر.
problem-tunnel-host-answers = يرد النفق على { $host } بـ { $status }: لا يصل إلى Missedhook.
problem-host-answers-status = يرد { $host } بـ { $status }: يوجّه المرسل إلى مكان آخر أو يطلب تسجيل دخول.
problem-let-error-through = اسمح بمرور ⁦/error/⁩ هناك دون تسجيل دخول: لا يستطيع RETM تسجيل الدخول.
problem-another-missedhook-answers = يرد Missedhook آخر على { $host }.
problem-stop-other-one = أوقف الآخر، أو أعط كلا منهما نفقًا خاصًا به.
problem-another-program-answers = يرد برنامج آخر على { $host } ({ $status }).
problem-check-tunnels-port = تحقق من منفذ النفق ومن الرابط العام في الإعدادات.
problem-connect-check-repeats = صِله بالشبكة. يتكرر الفحص تلقائيًا.
problem-another-program-on = قد يكون المنفذ لدى برنامج آخر على مضيف SSH: جرّب منفذًا آخر.
problem-receiver-not-listening = المستقبِل لا يستمع بعد.
problem-receiver-not-listening-2 = المستقبِل لا يستمع.
receiver-open = يستمع المستقبِل على { $address }: يستطيع كل من على شبكتك الإرسال إليه دون تشفير، ولا يمنع الآخرين إلا المسار السري في رابط الاستقبال.
problem-port-port-taken = المنفذ { $port } مشغول.
problem-port-port-taken-by = المنفذ { $port } يشغله { $program } (رقم العملية { $pid }).
problem-receiver-cant-listen = لا يستطيع المستقبِل الاستماع على { $address }: { $text }.
problem-choose-another-with = اختر منفذًا آخر بالخيار ⁦--listen⁩، أو أوقفه.
problem-choose-another-address = اختر عنوانًا آخر بالخيار ⁦--listen⁩.
problem-this-machines-clock = ساعة هذا الجهاز تشير إلى { $moment }.
problem-retms-reports-are = تُرفض بلاغات RETM بالرمز 503.
problem-set-clock = اضبط الساعة.

## Tunnels

problem-tunnel-has-lost = فقد { $tunnel } اتصاله.
problem-reconnects-automatically-make = يعيد الاتصال تلقائيًا. تأكد من أن هذا الجهاز متصل بالإنترنت.
problem-tunnel-made-no = لم يُنشئ { $tunnel } رابطًا عامًا خلال { $seconds } ث.
problem-make-sure-this = تأكد من أن هذا الجهاز متصل بالإنترنت، وراجع سجله.
problem-tunnel-led-here = انتهى { $tunnel } الذي كان يؤدي إلى هنا.
problem-nothing-one-started = لا شيء، يُشغَّل غيره مكانه.
problem-there-no-tunnel = لا يوجد { $tunnel } على هذا الجهاز.
problem-tunnel-could-not = تعذّر تشغيل { $tunnel }: { $text }.
problem-tunnel-has-ended = انتهى { $tunnel }.
problem-nothing-started-again = لا شيء: يُشغَّل من جديد. في سجله المزيد.
problem-nothing-tried-again = لا شيء: تُعاد المحاولة. في سجله المزيد.

## The history on the disk

problem-path-too-long = طول مسار قاعدة البيانات بالبايت { $bytes }، وأقصى ما يقبله SQLite هو { $limit }.
problem-nothing-kept-there = لا يمكن حفظ شيء هناك.
problem-shorter-path = سم مجلدًا مساره أقصر بالخيار ⁦--data-dir⁩. لا يفيد رابط إلى هذا المجلد.
problem-disk-full-nothing = القرص ممتلئ: لا يمكن حفظ المزيد.
problem-new-reports-are = تُرفض البلاغات الجديدة بالرمز 503 حتى تتوفر مساحة.
problem-free-some-space = أخل بعض المساحة على قرص مجلد البيانات.
problem-database-damaged-text = قاعدة البيانات تالفة: { $text }.
problem-new-reports-are-refused = تُرفض البلاغات الجديدة بالرمز 503 حتى تُبدأ قاعدة جديدة.
problem-wait-moment-running = انتظر لحظة: ينحّي Missedhook العامل الملف التالف ويبدأ ملفًا جديدًا؛ وإلا فشغّله.
problem-database-cant-used = لا يمكن استخدام قاعدة البيانات: نُقل { $path } أو حُذف.
problem-database-cant-used-text = لا يمكن استخدام قاعدة البيانات: { $text }.
problem-new-reports-are-refused-with = تُرفض البلاغات الجديدة بالرمز 503.
problem-put-back-restart = أعده إلى مكانه؛ أو أعد تشغيل Missedhook فيبدأ ملفًا جديدًا.
problem-make-sure-data = تأكد من أن مجلد البيانات موجود وقابل للكتابة. شغّل ⁦missedhook doctor⁩.
problem-database-refuses-text = ترفضه قاعدة البيانات: { $text }.
problem-not-kept = لم يُحفظ.
problem-try-again = حاول من جديد.
problem-database-locked-by = قفل برنامج آخر قاعدة البيانات.
problem-nothing-can-written = لا يمكن الكتابة فيها حتى يحررها ذلك البرنامج.
problem-close-whatever-has = أغلق ما يفتح ⁦missedhook.db⁩ (متصفح قواعد بيانات أو برنامج نسخ احتياطي)، ثم حاول من جديد.
problem-disk-has-not = لم يستجب القرص منذ أكثر من { 10 } ثوان.
problem-new-reports-are-refused-with-503 = تُرفض البلاغات الجديدة بالرمز 503 حتى يستجيب.
problem-see-whether-disk = تحقق مما إذا كان قرص مجلد البيانات أو مشاركته الشبكية ما زال متصلا.
problem-store-closed = مخزن البلاغات مغلق.
problem-missedhook-ending = يجري إغلاق Missedhook.
problem-start-again = شغّله من جديد.
problem-damaged-database-set = نُحّيت قاعدة بيانات تالفة باسم { $path }.
problem-what-not-shown = ما كان فيها غير معروض.
problem-if-you-need = إن احتجت إليها فالأمر ⁦sqlite3 FILE .recover⁩ يقرأ ما يمكن قراءته. ثم انقل الملف خارج مجلد البيانات.

## Notifications and settings

problem-no-notification-server = لا يستجيب خادم إشعارات على سطح المكتب هذا.
problem-notification-refused-text = رُفض الإشعار: { $text }.
problem-reports-are-kept = تُحفظ البلاغات، لكن لا يظهر شيء.
problem-start-notification-server = شغّل خادم إشعارات (لدى معظم أسطح المكتب خادم؛ ويكفي dunst أو mako وحده).
problem-notification-server-does = لا يستجيب خادم الإشعارات.
problem-test-notification-not = لم يُعرض الإشعار التجريبي.
problem-restart-notification-server = أعد تشغيل خادم الإشعارات، ثم حاول من جديد.
problem-path-line-line = { $path }، السطر { $line }: { $why }.
problem-settings-path-cant = لا يمكن استخدام الإعدادات في { $path }: { $text }.
problem-settings-utf16 = الملف { $path } محفوظ بترميز UTF-16 لا UTF-8.
problem-settings-save-utf8 = احفظه بترميز UTF-8 في محررك.
problem-settings-path-cant-written = لا يمكن كتابة الإعدادات في { $path }: { $text }.
problem-settings-disk-full = القرص ممتلئ: تعذّرت كتابة { $path }.
problem-nothing-changed = لم يتغير شيء.
problem-nothing-started-nothing = لم يُشغَّل شيء ولم يتغير شيء.
problem-make-file-writable = اجعل الملف قابلا للكتابة لك، وتأكد من وجود مساحة على القرص.
problem-correct-line-delete = صحّح ذلك السطر، أو احذفه لتستخدم القيمة الافتراضية.
problem-enter-another-value = أدخل قيمة أخرى، أو لا شيء لتستخدم القيمة الافتراضية.
problem-worker-role-has = توقف الجزء الذي { $what }: { $why }.
problem-restarts-automatically-if = يُعاد تشغيله تلقائيًا. إن تكرر ذلك فأعد تشغيل Missedhook وراجع سجله.

## The team's server

problem-team-server = لا يمكن استخدام خادم الفريق { $host }: { $why }.
problem-team-no-answer = لا يرد
problem-team-ended = أنهى الاتصال
problem-team-version = إصدار جداوله { $version }، ويعرف Missedhook هذا الإصدار { $known }
problem-team-may-not-create = لا جداول فيه بعد، ولا يحق لهذا المستخدم إنشاؤها
problem-team-may-not-use = لا يحق لهذا المستخدم استخدام جداوله
problem-team-network = تحقق من الشبكة ومن أن الخادم يعمل.
problem-team-runs = تحقق من أن الخادم يعمل.
problem-team-password = تحقق من اسم المستخدم وكلمة المرور في الرابط تحت ⁦[team]⁩ في ⁦settings.toml⁩.
problem-team-database = أنشئ قاعدة البيانات، أو سم غيرها في الرابط تحت ⁦[team]⁩ في ⁦settings.toml⁩.
problem-team-grant = امنح الصلاحيات المذكورة في ⁦docs/team.md⁩.
problem-team-log = في سجل الخادم المزيد.
problem-team-login = اسأل من يدير الخادم هل ما زال يحق لهذا المستخدم الدخول من هذا الجهاز.
problem-team-host = اكتب المضيف في الرابط تحت ⁦[team]⁩ كما هو في شهادة الخادم.
problem-team-expired = اطلب تجديد شهادة الخادم، أو تحقق من ساعة هذا الجهاز.
problem-team-no-tls = شغّل ⁦ssl⁩ في ⁦PostgreSQL⁩، أو ضع ⁦sslmode=disable⁩ لخادم على هذا الجهاز.
problem-team-authority = اذكر سلطة الشهادات الخاصة بالخادم بالمعامل ⁦sslrootcert⁩ في الرابط، أو ضع ⁦sslmode=disable⁩ لخادم على هذا الجهاز.
problem-team-ca = أعط الخادم شهادة فيها ⁦CA:FALSE⁩، أو ضع ⁦sslmode=disable⁩ لخادم على هذا الجهاز.
problem-team-update = حدّث Missedhook على هذا الجهاز.
problem-team-none = لا فريق في الإعدادات.
problem-team-not-tested = لم يُفحص شيء.
problem-team-url = أدخل رابط خادمه أولا.

## What the window can't do

problem-app-did-not = لم يستجب التطبيق.
problem-there-no-incident = لا توجد حادثة { $number }.
problem-never-existed-deleted = لم توجد قط، أو حُذفت.
problem-missedhook-list-shows = يعرض ⁦missedhook list⁩ ما هو موجود، و⁦missedhook show ID⁩ حادثة كل بلاغ.
problem-eight-probes-are = ثمانية اختبارات قيد التشغيل.
problem-this-one-not = لم يبدأ هذا الاختبار.
problem-wait-one-end = انتظر انتهاء أحدها، أو أوقف واحدًا.
problem-document-cant-written = تعذّرت كتابة المستند: { $text }.
problem-nothing-kept = لم يُحفظ منه شيء.
problem-look-downloads-folder = راجع مجلد التنزيلات، أو استخدم ⁦missedhook report⁩.
problem-there-no-receiver = لا رابط استقبال لنسخه.
problem-see-bar-across = انظر الشريط أعلى النافذة.
problem-clipboard-cant-used = تعذّر استخدام الحافظة: { $text }.
problem-nothing-copied = لم يُنسخ شيء.
problem-select-text-copy = حدّد النص وانسخه يدويًا.
problem-an-export-running = تصدير قيد التشغيل.
problem-there-one-time = يجري تصدير واحد في كل مرة.
problem-wait-its-end = انتظر انتهاءه، أو ألغِه.
problem-export-failed-text = فشل التصدير: { $text }.
problem-no-file-written = لم يُكتب ملف.
problem-one-two-reports = أحد البلاغين لم يعد محفوظًا.
problem-they-cant-compared = لا يمكن مقارنتهما.
problem-choose-another-one = اختر غيره.
problem-window-cant-do = لا تستطيع النافذة ذلك: { $text }.
problem-close-window-open = أغلق النافذة وافتحها من جديد.
problem-folder-logs-cant = تعذّر فتح مجلد السجلات: { $text }.
problem-logs-are-path = السجلات في { $path }.
problem-open-folder-yourself = افتح ذلك المجلد بنفسك.
problem-an-old-key = يمكن إبقاء مفتاح قديم { 90 } يومًا على الأكثر.
problem-key-not-replaced = لم يُستبدل المفتاح.
problem-choose-shorter-time = اختر مدة أقصر.
problem-nothing-saved = لم يُحفظ شيء.
problem-url-monitored-already = { $url } مراقَبة بالفعل.
problem-change-one-there = غيّر المراقِب الموجود، أو أدخل رابطًا آخر.
problem-there-no-such = لا يوجد مراقِب كهذا.
problem-may-have-been = ربما أُزيل في الأثناء؛ راجع القائمة.
problem-relay-has-no = ليس للتمرير وجهة.
problem-request-not-sent = لم يُعَد إرسال الطلب.
problem-nothing-sent = لم يُرسل شيء.
problem-set-target-settings = حدّد الوجهة في الإعدادات، قسم التمرير.
problem-no-http-https = هذا ليس رابط http أو https.
problem-write-one-like = اكتب رابطًا مثل ⁦http://127.0.0.1:3000⁩ دون مسار.
problem-correct-search = صحّح البحث.
problem-replay-running = إعادة إرسال قيد التشغيل.
problem-nothing-more-sent = لم يُرسل المزيد.
problem-wait-its-end-stop = انتظر انتهاءها، أو أوقفها.
problem-nothing-listens-url = لا برنامج يستمع على { $url }.
problem-rest-not-sent = لم يُرسل الباقي.
problem-start-integration-replay = شغّل التكامل، وأعد إرسال الباقي.

## Targets

problem-target-cant-be-told = تعذّر إبلاغ الجهة «{ $text }» ({ $host }): { $why }.
problem-incidents-do-not-get = لا تصل الحوادث إلى هناك. ما ينتظر الإرسال محفوظ وستُعاد محاولة إرساله.
problem-check-its-target = تحقّق من جدول ⁦[[target]]⁩ الخاص بها في الإعدادات، ثم جرّب ⁦missedhook target test { $text }⁩.
problem-it-answers-status = ردّت بالرمز { $status }
problem-its-secret-no-keyring = سرها في حلقة المفاتيح، ولا حلقة مفاتيح تعمل
problem-its-secret-locked = سرها في حلقة المفاتيح، وهي مقفلة
problem-its-secret-gone = لم يعد سرها في حلقة المفاتيح
problem-its-secret-no-answer = سرها في حلقة المفاتيح، وهي لا ترد
problem-its-secret-failed = سرها في حلقة المفاتيح، وقد فشلت: { $text }
problem-its-secret-wrong = سرها في حلقة المفاتيح غير صالح: { $text }
problem-no-keyring-running = لا حلقة مفاتيح تعمل.
problem-keyring-locked = حلقة المفاتيح مقفلة.
problem-keyring-has-nowhere = لا مكان في حلقة المفاتيح لحفظه.
problem-keyring-does-not = حلقة المفاتيح لا ترد.
problem-keyring-failed = فشلت حلقة المفاتيح: { $text }.
problem-log-in-to = سجّل الدخول إلى سطح المكتب أو شغّل حلقة مفاتيحه، أو اكتب السر في الإعدادات.
problem-unlock-keyring = افتح قفل حلقة المفاتيح.
problem-enter-it-again = أدخله من جديد بالأمر ⁦missedhook target secret NAME⁩ أو في النافذة.
problem-restart-keyring = أعد تشغيل حلقة المفاتيح، أو سجّل الدخول من جديد.
problem-secret-cant-be-used = السر غير صالح: { $text }.
problem-target-kind-has-no-secret = لا سر «{ $key }» لجهة من نوع { $name }.
problem-target-needs-none = لا تحتاج إلى سر.
problem-name-one-of-these = اختر أحد هذه: { $text }.
problem-no-test-was-sent = لم تُرسل رسالة تجريبية إلى الجهة «{ $text }» بعد.
problem-nothing-was-recorded = لم يُسجَّل شيء.
problem-send-a-test = أرسل واحدة: ⁦missedhook target test { $text }⁩.

## Test reports, weeks and answers to tests

problem-test-not-kept = لم يُحفظ البلاغ التجريبي.
problem-see-doctor = راجع ⁦missedhook doctor⁩.
problem-receiver-no-answer = لم يرد المستقبِل: { $text }.
problem-test-unknown = لا يُعرف إن كان البلاغ التجريبي قد حُفظ.
problem-check-history = راجع السجل، وشغّل ⁦missedhook doctor⁩.
problem-receiver-answered = رد المستقبِل بالرمز { $status }.
problem-test-not-shown = لا يمكن أن يُثبت لبرنامج Missedhook العامل أن هذا بلاغ تجريبي.
problem-test-would-count = لم يُرسل شيء: لولا ذلك لعُد بلاغًا من RETM.
problem-restart-writable = أعد تشغيل Missedhook، وتأكد من أن الكتابة في مجلد بياناته ممكنة.
problem-test-cant-arrive = لا يمكن أن يصل بلاغ تجريبي.
problem-start-and-try = شغّل Missedhook ‏(⁦missedhook⁩ أو ⁦missedhook serve⁩) وحاول مرة أخرى.
problem-no-such-week = لا يوجد أسبوع كهذا.
problem-week-named = يُسمى الأسبوع برقمه، مثل ⁦2026-W48⁩.
problem-choose-week = اختر أسبوعًا آخر.
problem-new-version-no-start = لا يمكن تشغيل الإصدار الجديد: { $text }.
problem-old-version-runs = لا يزال الإصدار القديم يعمل.
problem-install-again = ثبّت Missedhook من جديد.

## Said of something by its name

said-of = { $name }: { $sentence }

## Tunnels, by the programs that make them

tunnel-bore-missing = خادم bore غير محدد.
tunnel-bore-enter = أدخل اسمه أو عنوانه؛ ⁦bore.pub⁩ خادم عام.
tunnel-bore-bad-name = اسم خادم bore لا يصلح في رابط.
tunnel-bore-enter-host = أدخل اسم مضيف مثل ⁦bore.pub⁩، أو عنوانًا.
tunnel-bore-closed = أغلق الخادم { $server } الاتصال.
tunnel-bore-closed-next = يعيد الاتصال تلقائيًا. تأكد من أن الخادم يعمل.
tunnel-bore-port-in-use = المنفذ { $port } مستخدم على { $server }.
tunnel-bore-other-port = اختر منفذًا آخر، أو 0 لأي منفذ.
tunnel-bore-port-not-given = لا يمنح { $server } المنفذ { $port }.
tunnel-bore-no-port = لا منفذ متاح على { $server }.
tunnel-bore-other-server = جرّب خادمًا آخر.
tunnel-bore-secret-wrong = سر { $server } خاطئ.
tunnel-bore-secret-enter = أدخل السر الذي شُغِّل الخادم به.
tunnel-bore-secret-asked = يطلب { $server } سرًا.
tunnel-bore-secret-not-asked = لا يطلب { $server } سرًا، لكن سرًا محدد.
tunnel-bore-secret-remove = احذف السر.
tunnel-bore-unreached = تعذّر الوصول إلى { $server } على المنفذ { $port }.
tunnel-bore-unreached-next = تحقق من اسمه، وتأكد من أنه يعمل ولا يحجبه جدار حماية.
tunnel-bore-stranger = لا يرد { $server } كما يرد خادم bore.
tunnel-bore-stranger-next = تأكد من أن bore 0.6 يعمل هناك، وأن السر محدد إن كان مطلوبًا.
tunnel-cloudflared-bad-name = اسم مضيف النفق المسمّى لا يصلح في رابط.
tunnel-cloudflared-enter = أدخله كما يظهر في لوحة Cloudflare: ⁦hooks.example.com⁩.
tunnel-cloudflared-token = رمز الوصول هذا غير صالح.
tunnel-cloudflared-token-next = انسخ رمز وصول النفق من جديد من لوحة Cloudflare ‏(⁦Networks, Tunnels⁩).
tunnel-cloudflared-refused = لا يقبل Cloudflare رمز الوصول هذا.
tunnel-cloudflared-too-many = لا يمنح Cloudflare هذا العنوان أنفاقًا سريعة أخرى حاليًا.
tunnel-cloudflared-too-many-next = انتظر بضع دقائق، أو استخدم نفقًا مسمّى أو نوعًا آخر.
tunnel-cloudflared-unreached = تعذّر الوصول إلى أنفاق Cloudflare السريعة.
tunnel-cloudflared-unreached-next = تأكد من أن هذا الجهاز متصل بالإنترنت ولا يحجبه جدار حماية.
tunnel-cloudflared-not-made = لم ينشئ Cloudflare نفقًا سريعًا.
tunnel-cloudflared-not-made-next = لا شيء، تُعاد المحاولة. إن بقي كذلك فاستخدم نوعًا آخر حاليًا.
tunnel-cloudflared-edge = تعذّر الوصول إلى شبكة Cloudflare.
tunnel-cloudflared-edge-next = تأكد من أن هذا الجهاز متصل بالإنترنت وأن جدار حمايته يسمح بالخروج عبر المنفذ 7844، ‏TCP وUDP.
tunnel-cloudflared-old = ينقص هذا الإصدار خيار مطلوب.
tunnel-cloudflared-update = حدّث cloudflared.
tunnel-ngrok-bad-domain = نطاق ngrok لا يصلح في رابط.
tunnel-ngrok-enter = أدخله كما يظهر في لوحة ngrok: ⁦abc.ngrok-free.dev⁩.
tunnel-ngrok-old = لا يعرف هذا الإصدار خيار النطاق.
tunnel-ngrok-update = حدّث ngrok: ⁦ngrok update⁩.
tunnel-ngrok-token = رمز المصادقة هذا غير صالح.
tunnel-ngrok-token-next = انسخه من جديد من ⁦dashboard.ngrok.com⁩ وشغّل ⁦ngrok config add-authtoken TOKEN⁩.
tunnel-ngrok-no-token = لم يُحدَّد رمز مصادقة.
tunnel-ngrok-sign-up = سجّل في ⁦ngrok.com⁩ وشغّل ⁦ngrok config add-authtoken TOKEN⁩.
tunnel-ngrok-agents = لا يسمح حسابك بعميل آخر في الوقت نفسه.
tunnel-ngrok-agents-next = أوقف الآخر؛ تجده في ⁦dashboard.ngrok.com/agents⁩.
tunnel-ngrok-domain-in-use = يستخدم عميل آخر هذا النطاق.
tunnel-ngrok-domain-in-use-next = أوقف الآخر، أو اختر نطاقًا آخر.
tunnel-ngrok-domain-foreign = هذا النطاق لحساب آخر.
tunnel-ngrok-domain-foreign-next = اختر نطاقًا مما في ⁦dashboard.ngrok.com/domains⁩.
tunnel-ngrok-domain-needed = يحتاج حسابك إلى نطاق خاص به.
tunnel-ngrok-domain-needed-next = احجز واحدًا في ⁦dashboard.ngrok.com/domains⁩ وأدخله.
tunnel-ngrok-domain-not-reserved = هذا النطاق غير محجوز لحسابك.
tunnel-ngrok-domain-not-reserved-next = احجزه في ⁦dashboard.ngrok.com/domains⁩، أو اختر مما هناك.
tunnel-ngrok-agent-old = إصدار العميل هذا أقدم مما يقبله حسابك.
tunnel-ngrok-code = راجع ⁦https://ngrok.com/docs/errors/err_ngrok_{ $code }⁩
tunnel-ssh-bad-url = الرابط العام لنفق SSH لا يستطيع RETM استخدامه.
tunnel-ssh-enter-url = أدخل الرابط الذي يمرّر إلى المنفذ على ذلك المضيف: ⁦https://hooks.example.com⁩.
tunnel-ssh-no-port = المنفذ على مضيف SSH غير محدد.
tunnel-ssh-enter-port = أدخل المنفذ الذي يمرّر إليه رابطك العام.
tunnel-ssh-bad-destination = وجهة SSH غير صالحة.
tunnel-ssh-enter-destination = أدخلها كما تكتبها بعد ⁦ssh⁩: اسمًا في ⁦~/.ssh/config⁩، أو ⁦user@host⁩، أو ⁦ssh://user@host:port⁩.
tunnel-ssh-denied = لا يسمح لك المضيف بالدخول.
tunnel-ssh-denied-next = تأكد من أن مفتاحك محمّل (⁦ssh-add -l⁩) وأن ⁦ssh⁩ إلى هذا المضيف يعمل دون كلمة مرور.
tunnel-ssh-host-key = مفتاح المضيف غير معروف، أو تغيّر.
tunnel-ssh-host-key-next = اتصل مرة بـ ⁦ssh⁩ في الطرفية وقارن البصمة ببصمة المضيف.
tunnel-ssh-port = لا يفتح المضيف المنفذ: هو مشغول هناك، أو غير مسموح به.
tunnel-ssh-port-next = بعد انقطاع الاتصال قد يظل المضيف محتفظًا بالاتصال القديم: اضبط ⁦ClientAliveInterval 15⁩ في ⁦sshd_config⁩ لديه، أو أوقف ⁦sshd⁩ ذاك. إن كان الرابط العام للمضيف نفسه (⁦http://⁩) فالمنفذ 0 يأخذ أي منفذ متاح. وإلا فتأكد من أن المنفذ متاح، وأكبر من 1024، وأن ⁦sshd⁩ مضبوط على ⁦AllowTcpForwarding⁩.
tunnel-ssh-name = اسم المضيف غير معروف.
tunnel-ssh-name-next = تحقق من الكتابة، وتأكد من أن هذا الجهاز متصل بالإنترنت.
tunnel-ssh-unreached = تعذّر الوصول إلى المضيف.
tunnel-ssh-unreached-next = تأكد من أنه يعمل، وأن منفذه صحيح، وأن هذا الجهاز متصل بالإنترنت.
tunnel-ssh-silent = لم يعد المضيف يرد.
tunnel-ssh-closed = أغلق المضيف الاتصال.
tunnel-reconnects = يعيد الاتصال تلقائيًا.
tunnel-tailscale-not-allowed = لم يُسمح بـ Funnel لهذا الجهاز بعد.
tunnel-tailscale-open = افتح { $url } واسمح به.
tunnel-tailscale-once = شغّل ⁦tailscale funnel 7386⁩ مرة في الطرفية، واتبع رابطه.
tunnel-tailscale-stopped = خدمته لا تعمل.
tunnel-tailscale-start = شغّل Tailscale (في Linux:‏ ⁦sudo systemctl start tailscaled⁩).
tunnel-tailscale-denied = لا يُسمح لك بتغيير إعداداته.
tunnel-tailscale-operator = شغّل ⁦sudo tailscale set --operator=$USER⁩ مرة واحدة.
tunnel-tailscale-logged-out = هذا الجهاز ليس في شبكة Tailscale.
tunnel-tailscale-up = شغّل ⁦tailscale up⁩.
tunnel-tailscale-waits = ينتظر هذا الجهاز السماح له بدخول شبكة Tailscale.
tunnel-tailscale-approve = اطلب اعتماده في ⁦login.tailscale.com/admin/machines⁩.
tunnel-tailscale-taken = منفذ Funnel‏ 443 يؤدي إلى مكان آخر بالفعل.
tunnel-tailscale-free = راجع ⁦tailscale funnel status⁩؛ ويحرره ⁦tailscale funnel --https=443 off⁩.
tunnel-tailscale-shields = لا يقبل هذا الجهاز اتصالات واردة.
tunnel-tailscale-shields-next = اسمح بالاتصالات الواردة في قائمة Tailscale، أو شغّل ⁦tailscale set --shields-up=false⁩.
tunnel-program-missing = تأكد من أن ملف برنامج Missedhook ما زال في مكانه.
tunnel-program-said = انتهى { $tunnel }. آخر ما قاله: { $text }
tunnel-no-new-connection = لم ينشئ { $tunnel } اتصالا جديدًا خلال { $seconds } ث.
tunnel-own-url-wrong = رابطك: { $why }.
tunnel-own-url-enter = أدخله هكذا: ⁦https://hooks.example.com⁩، دون مستخدم ولا استعلام ولا جزء.
tunnel-no-program-path = لا يستطيع النظام تحديد مكان هذا البرنامج: { $text }.
tunnel-none-runs = لا يمكن تشغيل أي نفق.
restart-missedhook = أعد تشغيل Missedhook.
own-url-no-url = ليس رابطًا فيه مضيف
own-url-scheme = { $name }: ليس ⁦http⁩ ولا ⁦https⁩
own-url-host = مضيفه ليس اسم مضيف
own-url-user = يجب ألا يحوي اسم مستخدم ولا كلمة مرور: لن يرسلهما RETM
own-url-query = يجب ألا يحوي استعلامًا (ما يبدأ بـ «?»): يُضاف مسار بعده
own-url-fragment = يجب ألا يحوي جزءًا (ما يبدأ بـ «#»): يُضاف مسار بعده
own-url-long =
    { $count ->
        [zero] يجب ألا يزيد طوله على { 0 } حرف
        [one] يجب ألا يزيد طوله على حرف واحد
        [two] يجب ألا يزيد طوله على حرفين
        [few] يجب ألا يزيد طوله على { $count } أحرف
        [many] يجب ألا يزيد طوله على { $count } حرفًا
       *[other] يجب ألا يزيد طوله على { $count } حرف
    }
not-on-internet-here = { $host } هو هذا الجهاز. يحتاج RETM إلى عنوان على الإنترنت.
not-on-internet-private = { $host } عنوان في شبكة خاصة. يحتاج RETM إلى عنوان على الإنترنت.
not-on-internet-name = { $host } اسم لا تعرفه إلا شبكتك. يحتاج RETM إلى عنوان على الإنترنت.
not-on-internet-nobody = { $host } ليس عنوانًا على الإنترنت. يحتاج RETM إلى عنوان على الإنترنت.
leads-to-no-internet = يؤدي اسمه من هنا إلى { $address }، وهو عنوان ليس على الإنترنت. يحتاج RETM إلى عنوان على الإنترنت.

## Settings and files

settings-missing = الملف { $path } مفقود.
settings-no-key = لا مفتاح في { $path }.
settings-no-key-meaning = يوجد سجل، فربما أُعطي RETM المفتاح الذي كان فيه. لا يُنشأ غيره تلقائيًا.
settings-no-key-next = أعد الملف من نسخة احتياطية. أو أنشئ مفتاحًا جديدًا بالأمر ⁦missedhook url --replace-key⁩، وأعط RETM رابط الاستقبال الجديد.
settings-never-started = لا مفتاح في { $path } بعد.
settings-never-started-meaning = لم يُشغَّل Missedhook على مجلد البيانات هذا من قبل. أول تشغيل ينشئ المفتاح.
settings-key-unknown = مفتاح المستقبِل غير معروف.
settings-key-unknown-next = ضع هناك ملفًا تستطيع قراءته وكتابته.
settings-unknown = لا يوجد إعداد { $name }.
settings-unknown-next = راجع الأسماء في ⁦settings.toml⁩.
settings-old-key = المفتاح السابق لهذا ما زال مقبولا حتى { $moment }؛ ولا يُحتفظ إلا بواحد إلى جانب الجديد.
settings-old-key-meaning = لم يُستبدل أي مفتاح: قد يستخدم RETM كليهما.
settings-old-key-next = انتظر حتى ذلك الحين. أو استبدل المفتاح دون ⁦--keep-old⁩: عندها يتوقف كل رابط قبل الجديد فورًا.
settings-no-randomness = لا يعطي النظام أرقامًا عشوائية، فلا يمكن إنشاء مفتاح.
settings-no-randomness-check = لا يعطي النظام أرقامًا عشوائية، فلا يمكن فحص إمكانية الوصول.
settings-not-safe = لن يكون المستقبِل آمنًا.
restart-machine = أعد تشغيل الجهاز.
settings-last-good = آخر إعدادات سليمة هي السارية، والمفتاح منها.
settings-last-good-next = صحّح الملف أو أعده، أو انسخ { $path } إلى مكانه؛ ويُعتمد فورًا. لا يأتي مفتاح جديد إلا بالأمر ⁦missedhook url --replace-key⁩.
settings-public-url = ⁦public_url⁩ في { $path }: { $why }.
settings-public-url-meaning = ليس ساريًا: لا تستطيع بلاغات RETM الدخول من هناك.
settings-public-url-next = أدخل عنوانك العام، مثل ⁦https://abc.example⁩، أو اتركه فارغًا.
settings-unknown-line = { $path }، السطر { $line }: { $why }
settings-unknown-more-one = واسم آخر غير معروف.
settings-unknown-more =
    { $count ->
        [zero] لا أسماء أخرى غير معروفة.
        [one] واسم آخر غير معروف.
        [two] واسمان آخران غير معروفين.
        [few] و{ $count } أسماء أخرى غير معروفة.
        [many] و{ $count } اسمًا آخر غير معروف.
       *[other] و{ $count } اسم آخر غير معروف.
    }
settings-unknown-one = ليس ساريًا. كل ما عداه سار.
settings-unknown-one-next = صحّح ذلك الاسم، أو احذفه.
settings-unknown-many = ليست سارية. كل ما عداها سار.
settings-unknown-many-next = صحّح هذه الأسماء، أو احذفها.
file-not-made = تعذّر إنشاء { $path }: { $why }.
file-nothing-written = لم يُكتب شيء.
file-no-name = لا يسمّي ملفًا
file-no-name-next = سم ملفًا في مجلد موجود.
file-writable-next = سم ملفًا في مجلد موجود وقابل للكتابة.
file-not-written = تعذّرت كتابة { $path }: { $text }.
file-nothing-left = لم يبق شيء بهذا الاسم.
file-free-space = أخل بعض المساحة وحاول من جديد.
file-busy = يكتبه برنامج آخر الآن
file-busy-next = سم ملفًا آخر، أو انتظر ذاك.
file-is-there = موجود بالفعل
file-is-there-next = سم ملفًا آخر، أو انقل ذاك.
directory-no-home = مجلد المستخدم غير معروف، فلا مكان لمجلد البيانات.
directory-unusable = لا يمكن استخدام مجلد البيانات { $path }: { $text }.
directory-no-history = لا سجل في { $path }.
directory-foreign = يحوي { $path } ملفات ليست لـ Missedhook.
directory-in-use = مجلد البيانات { $path } مستخدم بالفعل.
directory-in-use-by = مجلد البيانات { $path } يستخدمه Missedhook آخر بالفعل (رقم العملية { $pid }).
directory-nothing-kept = لا يمكن حفظ شيء.
directory-name = سم مجلدًا بالخيار ⁦--data-dir⁩ أو ⁦MISSEDHOOK_DATA_DIR⁩.
directory-writable = اجعله قابلا للكتابة لك، أو سم غيره بالخيار ⁦--data-dir⁩.
directory-private = يُجعل مجلد البيانات خاصًا، فلن يستطيع غيرك استخدام تلك الملفات. لم يتغيّر شيء.
directory-own = سم مجلدًا خاصًا به بالخيار ⁦--data-dir⁩: فارغًا أو غير موجود بعد.
directory-one-history = لا يستطيع برنامجان حفظ سجل واحد.
directory-one-history-next = استخدم البرنامج العامل، أو أوقفه، أو سم مجلدًا آخر بالخيار ⁦--data-dir⁩.
directory-start-first = شغّل Missedhook أولا (⁦missedhook⁩ أو ⁦missedhook serve⁩)، أو سم مجلده بالخيار ⁦--data-dir⁩.
login-not-started = لا يبدأ Missedhook عند تسجيل دخولك.
login-system = لا يمكن بدء Missedhook عند تسجيل الدخول على هذا النظام بعد.
login-system-next = أضف ⁦missedhook --hidden⁩ إلى عناصر تسجيل الدخول في النظام.
login-no-home = مجلد المستخدم غير معروف، فلا مجلد للبدء التلقائي.
login-no-home-next = اضبط ⁦HOME⁩ أو ⁦XDG_CONFIG_HOME⁩.
login-not-utf8 = مسار هذا البرنامج أو مجلد البيانات ليس UTF-8، كما يجب أن يكون مدخل البدء التلقائي.
login-not-utf8-next = انقله إلى مكان اسمه كذلك.
login-foreign = ليس { $path } خاصًا بـ Missedhook.
login-other = { $path } خاص بنسخة Missedhook على { $address }.
login-foreign-next = احذفه، وفعّل هذا من جديد.
login-unusable = لا يمكن استخدام مدخل البدء التلقائي { $path }: { $text }.
login-unusable-next = اجعله ومجلده قابلين للقراءة والكتابة لك.
login-file-missing = البدء عند تسجيل الدخول مفعّل، و{ $path } غير موجود.
login-file-missing-next = شغّل Missedhook: فهو يكتب الملف.
login-gone = يبدأ { $path } البرنامج { $program }، وهو غير موجود.
login-gone-next = شغّل Missedhook من مكانه الحالي: فهو يصلح الملف.
login-gone-delete = احذف ذلك الملف.
login-of-other = الذي يبدأ عند تسجيل الدخول هو Missedhook على { $address }.
login-of-other-meaning = هذا لا يبدأ.
login-of-other-next = عطّل ذاك في إعداداته، ثم عطّل هذا وفعّله.

## What a value of a setting must be

must-key = يجب أن يكون 32 رقمًا ست عشريًا
must-text = يجب أن يكون { $name } نصًا بين علامتي اقتباس
must-whole = يجب أن يكون { $name } عددًا صحيحًا
must-count = يجب أن يكون { $name } عددًا صحيحًا، 0 أو أكثر
must-true = يجب أن يكون { $name } إما true وإما false
must-name = يجب أن يكون { $name } من { $least } إلى { $most } من الأحرف في سطر واحد
must-length = يجب أن يكون من { $least } إلى { $most } من الأحرف في سطر واحد
must-length-slash = يجب أن يكون من { $least } إلى { $most } من الأحرف في سطر واحد، دون شرطة مائلة
must-kind = يجب أن يكون ⁦kind⁩ واحدًا من { $names }
must-hours = يجب أن يكون { $name } مثل ⁦22:00-07:00⁩ أو ⁦sat-thu 22:00-07:00⁩
must-url = يجب أن يبدأ ⁦url⁩ بـ ⁦https://⁩ أو ⁦http://⁩
must-topic = يجب أن ينتهي ⁦url⁩ بالموضوع، مثل ⁦https://ntfy.sh/our-alerts⁩
must-secret = يجب أن يكون ⁦secret⁩ من ⁦whsec_⁩ يليها { 24 } إلى { 64 } بايت بترميز base64
must-server = يجب أن يكون ⁦server⁩ الاسم والمنفذ، مثل ⁦smtp.example.com:587⁩
must-tls = يجب أن يكون ⁦tls⁩ إما ⁦"starttls"⁩ أو ⁦"tls"⁩ أو ⁦"none"⁩
must-tls-password = يجب أن يكون ⁦tls⁩ إما ⁦"starttls"⁩ أو ⁦"tls"⁩ إن وُجدت كلمة مرور
must-mail = يجب أن يكون { $name } عنوان بريد، مثل ⁦ops@example.com⁩
must-name-free = الاسم «{ $name }» موجود بالفعل
must-be-there = ينقص { $name }: { $text }

## Monitors

monitor-url-path = هذا مسار فقط: اكتب الرابط كاملا، مثل ⁦https://pos-bridge.example.com{ $path }⁩، أو حدّد الرابط الأساسي لنقاط النهاية (⁦probe.base_url⁩).
monitor-expected = يجب أن تكون حالات من 100 إلى 599، مثل ⁦200⁩ أو ⁦200-299,405⁩.
monitor-whole-url = يجب أن يكون رابطًا كاملا، مثل ⁦https://pos-bridge.example.com/retm/orders⁩.
monitor-scheme = يجب أن يبدأ بـ ⁦http://⁩ أو ⁦https://⁩.
monitor-user = لا يمكن أن يحمل اسم مستخدم أو كلمة مرور: لا ترسلهما الفحوص.
monitor-long = أطول من { 2000 } بايت.
monitor-seconds = يجب أن يكون من { $least } إلى { $most } من الثواني، لا { $number }.
monitor-failures = يجب أن يكون من { $least } إلى { $most } على التوالي، لا { $number }.
monitor-value = أدخل قيمة أخرى.
monitor-not-kept = حُفظ المراقِب، لكن لا يمكن حفظ شيء من فحوصه. { $sentence }
monitor-not-kept-meaning = يُفحص حالما تصبح قاعدة البيانات قابلة للكتابة.
monitor-not-kept-next = تأكد من وجود مساحة على القرص ومن أن قاعدة البيانات لا يمسكها برنامج آخر.

## Databases

database-newer = كتب قاعدة البيانات { $path } إصدار أحدث من Missedhook (المخطط { $found }؛ وهذا يعرف { $known }).
database-newer-next = شغّل الإصدار الأحدث، أو سم مجلدًا آخر بالخيار ⁦--data-dir⁩.
database-untouched = تُركت كما هي.
database-older = كتب قاعدة البيانات { $path } إصدار أقدم من Missedhook (المخطط { $found }؛ وهذا يقرأ { $known }).
database-older-next = شغّل Missedhook (⁦missedhook⁩ أو ⁦missedhook serve⁩): فهذا يحدّثها.
database-foreign = { $path } قاعدة بيانات برنامج آخر: { $text }.
database-foreign-next = انقلها إلى مكان آخر، أو سم مجلدًا آخر بالخيار ⁦--data-dir⁩.
database-no-sidecar = تعذّرت قراءة { $path }: لا يمكن كتابة شيء بجانبه.
database-no-sidecar-meaning = قد ينقص هنا آخر ما وصل.
database-no-sidecar-next = انسخ ⁦missedhook.db⁩ و⁦missedhook.db-wal⁩ إلى مجلد قابل للكتابة، وسمِّه بالخيار ⁦--data-dir⁩.
database-was-damaged = كانت قاعدة البيانات تالفة: { $text }.
database-set-aside = نُحّيت كاملة باسم { $path }؛ وبُدئت قاعدة جديدة.
database-set-aside-next = احتفظ بذلك الملف إن احتجت ما فيه: يقرأ ⁦sqlite3 FILE .recover⁩ ما يمكن قراءته.
database-gone = كان { $path } مفقودًا.
database-gone-meaning = بُدئ سجل جديد.
database-gone-next = إن لم تحذفه أنت فأعده، أو استعد نسخة احتياطية: ⁦missedhook restore FILE⁩.
retention-incidents = تعذّر حذف الحوادث القديمة. { $sentence }
retention-requests = تعذّر حذف طلبات التمرير القديمة. { $sentence }
retention-next = تُعاد المحاولة تلقائيًا. تأكد من أن قاعدة البيانات لا يمسكها برنامج آخر.
too-many-reports = بلاغات كثيرة جدًا تنتظر الكتابة.
relay-too-many = طلبات كثيرة جدًا تنتظر الكتابة.
relay-no-request = لا يوجد طلب { $number }.
relay-database = قاعدة بيانات التمرير (⁦relay.db⁩): { $sentence }
relay-refused = تُرفض الطلبات التي تُحفظ بالرمز 503؛ وتمر غيرها ولا تُسجَّل.
relay-too-many-next = لا شيء: يُطلب من المرسل أن يحاول بعد لحظة.
relay-past-keeping = لم يُحفظ قط، أو انقضت مدة حفظه.
relay-shows = يعرض ⁦missedhook requests⁩ الموجود منها.
relay-untouched = تُركت كما هي. لا يعمل التمرير؛ ويعمل كل ما عداه.
relay-newer = شغّل الإصدار الأحدث.
relay-move = انقلها إلى مكان آخر، ثم شغّل Missedhook من جديد.
relay-wait = انتظر لحظة: يُنحّى الملف التالف ويُبدأ ملف جديد.
relay-close = أغلق ما يفتح ⁦relay.db⁩ (متصفح قواعد بيانات أو برنامج نسخ احتياطي).

## What the program and its commands can't do

start-no-thread = لا يعطي النظام خيط تنفيذ جديدًا: { $text }.
start-cannot = لا يستطيع Missedhook البدء.
start-close-others = أغلق برامج أخرى وحاول من جديد.
start-nothing = لم يُشغَّل شيء، ولا يمكن استقبال أي بلاغ.
start-doctor = حاول من جديد، أو شغّل ⁦missedhook doctor⁩ في الطرفية.
not-known-whether = لا يُعرف هل تم.
other-answer = رد Missedhook العامل بشيء آخر.
other-answer-next = أعد تشغيل Missedhook: قد يكون إصدارًا آخر.
no-response = لا يستجيب Missedhook العامل: { $text }.
no-response-next = تأكد من أن مجلد بياناته قابل للكتابة.
no-answer = لا يرد Missedhook العامل.
no-answer-next = راجع ⁦missedhook doctor⁩؛ وأعد تشغيل Missedhook إن كان معلّقًا.
colleague-only = حادثة الزميل يمكن تأكيد استلامها أو حلها.
colleague-ask = اطلب المزيد من زميلك.
no-time = { $text } ليس وقتًا.
no-time-meaning = لا يمكن رسم شيء.
no-time-next = اختر نطاقًا آخر.
export-next = راجع مجلد التنزيلات، أو استخدم ⁦missedhook export --output FILE⁩.
fixture-not-written = تعذّرت كتابة العيّنة: { $why }.
fixture-next = راجع مجلد التنزيلات، أو انسخ نص الطلب.
fixture-gone = الطلب { $number } ليس هنا
replay-too-many =
    { $count ->
        [zero] هذه أكثر من { 0 } طلب.
        [one] هذه أكثر من طلب واحد.
        [two] هذه أكثر من طلبين.
        [few] هذه أكثر من { $count } طلبات.
        [many] هذه أكثر من { $count } طلبًا.
       *[other] هذه أكثر من { $count } طلب.
    }
replay-too-many-next = ضيّق البحث: لا يُرسل أكثر من ذلك دفعة واحدة.
link-unknown = لا يعرف Missedhook الرابط «{ $text }».
link-nothing = لم يُفتح شيء.
link-next = يبدو الرابط هكذا: ⁦missedhook://incident/59⁩. انسخه من الحادثة من جديد.
pattern-empty = النمط فارغ.
pattern-empty-next = أدخل نقطة نهاية، مثل ⁦staging.example.com/*⁩.
pattern-long = النمط طويل جدًا.
pattern-long-next = أدخل نمطًا أقصر.
pattern-control = يحوي النمط أحرف تحكم.
pattern-control-next = احذفها.
pattern-all = سيطابق النمط كل نقاط النهاية.
pattern-all-next = أوقف الإشعارات مؤقتًا بدلا من ذلك.
pattern-nothing = لم يُكتم شيء.
target-none = لا جهة إبلاغ باسم «{ $name }» في الإعدادات.
target-none-meaning = ربما حُذفت أو غُيّر اسمها.
target-none-next = راجع القائمة.
target-program-start = تعذّر تشغيل البرنامج: { $text }
target-program-failed = فشل البرنامج: { $text }
target-program-slow = استغرق البرنامج أكثر من { $seconds } ث وأُنهي
team-certificates = تعذّرت قراءة الشهادات الموثوقة: { $text }
team-certificates-next = تحقق من ⁦sslrootcert⁩ في الرابط تحت ⁦[team]⁩ في ⁦settings.toml⁩.

## What the relay met

attempt-path = تعذّر تمرير الطلب: مساره غير صالح.
attempt-method = تعذّر تمرير الطلب: طريقته غير صالحة.
attempt-host = تعذّر تمرير الطلب: لا مضيف للوجهة.
attempt-certificate = مضيف الوجهة لا يمكن أن يرد في شهادة.
attempt-tls = فشل TLS: { $text }.
attempt-no-connection = لا اتصال خلال { $seconds } ث.
attempt-broke-off = انقطع الرد.
attempt-no-end = لم ينته الرد خلال { $seconds } ث.
attempt-long = الرد أطول من { $limit } ميغابايت.
attempt-refused = رُفض الاتصال: لا شيء يستمع على { $url }.
attempt-unreachable = تعذّر الوصول إلى { $url }: { $text }.
attempt-connecting = لا اتصال بـ { $url }: { $text }.
attempt-reset = قُطع الاتصال قبل وصول رد.
attempt-closed = أُغلق الاتصال قبل وصول رد.
attempt-not-http = ما عاد ليس HTTP.
attempt-no-answer = لا رد: { $text }.
attempt-silent = لا رد خلال { $seconds } ث.
quota-requests =
    { $count ->
        [zero] لم يمر عبر التمرير أي طلب هذا الشهر؛ وحد { $what } هو { $most }.
        [one] مر عبر التمرير طلب واحد هذا الشهر؛ وحد { $what } هو { $most }.
        [two] مر عبر التمرير طلبان هذا الشهر؛ وحد { $what } هو { $most }.
        [few] مر عبر التمرير { $count } طلبات هذا الشهر؛ وحد { $what } هو { $most }.
        [many] مر عبر التمرير { $count } طلبًا هذا الشهر؛ وحد { $what } هو { $most }.
       *[other] مر عبر التمرير { $count } طلب هذا الشهر؛ وحد { $what } هو { $most }.
    }
quota-bytes = مر عبر التمرير نحو { $used } ميغابايت هذا الشهر؛ وحد { $what } هو { $most } ميغابايت.
plan-ngrok-free = باقة ngrok المجانية
quota-meaning = بعد ذلك يرفض النفق طلبات RETM وبلاغات الأخطاء حتى نهاية الشهر.
quota-next = اشترك في باقة أكبر، أو استخدم نفقًا آخر؛ أو وجّه أكثر طلبات RETM عددًا إلى تكاملك مباشرة.
no-request-then = لم يصل أي طلب من ذلك الوقت إلى هذا الجهاز: كان الطريق إليه متوقفًا.
guessing =
    { $count ->
        [zero] أحدهم يخمّن: لا مفاتيح خاطئة خلال { $duration }.
        [one] أحدهم يخمّن: مفتاح خاطئ واحد خلال { $duration }.
        [two] أحدهم يخمّن: مفتاحان خاطئان خلال { $duration }.
        [few] أحدهم يخمّن: { $count } مفاتيح خاطئة خلال { $duration }.
        [many] أحدهم يخمّن: { $count } مفتاحًا خاطئًا خلال { $duration }.
       *[other] أحدهم يخمّن: { $count } مفتاح خاطئ خلال { $duration }.
    }
guessing-meaning = لم يُسمح لأي منها. وقد يكون RETM نفسه، برابط استقبال أو رمز وصول قديم.
guessing-next = تأكد من أن لدى RETM رابط الاستقبال الحالي. لا حاجة إلى شيء آخر.

## What a worker of the program does, and what it means where it has ended

worker-ended = انتهى على غير توقع
does-monitors = يفحص المراقِبات
does-silence = يترقب وصول طلبات RETM
does-store-notices = يشعرك عند تعذّر حفظ البلاغات
does-reactors = ينقل ما تغيّر
does-requests-of-commands = يتلقى ما تطلبه الأوامر الأخرى
does-waiting = يشعرك عندما تنتظر الطلبات
does-verdict = يُبقي الحالة معروفة للأوامر الأخرى
does-tests = يحل البلاغات التجريبية
does-queue = يمرّر الطلبات المنتظرة
does-relay-incidents = يفتح حوادث للطلبات التي تعذّر تمريرها
does-targets = ينقل الحوادث إلى جهات الإبلاغ
does-settings = يتابع ⁦settings.toml⁩
does-receiver = يقبل الاتصالات
does-retention = يحذف الحوادث القديمة
does-relay-retention = يحذف طلبات التمرير القديمة
does-alerts = يعرض الإشعارات
does-signals = يتلقى النقر على الإشعارات
does-reachability = يفحص قدرة RETM على الوصول إليك
does-tunnel = يُبقي النفق قائمًا
does-ingress = يربط النفق بفحصه
does-updates = يبحث عن إصدارات أحدث
does-installed = يلاحظ تحديث Missedhook
does-team = يشارك الحوادث مع زملائك
does-weekly = يلخص الأسبوع الماضي
does-autostart = يُبقي البدء عند تسجيل الدخول وفق الإعدادات
does-window = يُبقي النافذة وشريط النظام محدّثين
does-tray = يعرض أيقونة شريط النظام
does-tray-actions = ينفّذ ما يُختار في شريط النظام
without-monitors = لا تُفحص أي نقطة نهاية.
without-silence = لا تُبلَّغ عندما لا يصل شيء.
without-store-notices = لا تُشعَر عند تعطل القرص.
without-reactors = يتأخر أثر ما تغيّره في الإعدادات أو تؤكد استلامه.
without-commands = لا تُسمع الأوامر ⁦missedhook restore⁩ و⁦acknowledge⁩ و⁦resolve⁩.
without-waiting = لا تُشعَر عندما لا يقبل التكامل أي طلب.
without-verdict = قد يعرض ⁦doctor⁩ حالة قديمة.
without-tests = تبقى البلاغات التجريبية مفتوحة حتى تحلها.
without-queue = ينتظر ما حفظه التمرير حتى يعمل من جديد.
without-relay-incidents = ما تخلى عنه التمرير لا يفتح حادثة حتى يعمل من جديد.
without-targets = لا تُبلَّغ جهات الإبلاغ. ويُحفظ ما ينتظرها.
without-settings = لا يُلاحظ تغيير ذلك الملف؛ وآخر إعدادات سليمة هي السارية.
without-receiver = تنتظر بلاغات RETM حتى يعمل من جديد.
without-retention = تُحفظ البلاغات، لكن السجل يتجاوز حدوده.
without-relay-retention = تُحفظ الطلبات، لكن قاعدة بياناتها تتجاوز حدودها.
without-signals = أزرار الإشعارات لا تفعل شيئًا.
without-reachability = لا شيء يفحص ذلك.
without-tunnel = قد لا يصل RETM إليك.
without-ingress = لا يُلاحظ ما يصير إليه النفق.
without-updates = لا تُبلَّغ بها.
without-installed = لا يُطلب منك إعادة تشغيله.
without-weekly = لا يصلك ملخص الأسبوع.
without-team = لا يرى زملاؤك حوادثك، ولا ترى حوادثهم. وينتظر ما ستُشاركه.
without-autostart = يسري تغيير ذلك الإعداد عند البدء التالي.
without-window = قد يكون ما يعرضانه قديمًا.
without-tray = قد تكون الأيقونة قديمة أو غائبة.
without-tray-actions = قائمة شريط النظام لا تفعل شيئًا.
