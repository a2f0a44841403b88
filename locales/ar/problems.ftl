# What went wrong, what it means, what to do, read by the messages of the same names in English.
### The glossary is in window-common.ftl.

## Reachability

problem-retms-reports-cant = لا تستطيع بلاغات RETM الوصول إليك.
problem-check-could-not = تعذّر إجراء الفحص: { $text }.
problem-check-public-url = تحقق من الرابط العام في الإعدادات.
problem-choose-tunnel-enter = اختر نفقًا، أو أدخل رابطًا يستطيع RETM الوصول إليه.
problem-name-host-cant = تعذر العثور على الاسم { $host } ({ $text }).
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
problem-port-port-taken = المنفذ { $port } مشغول.
problem-port-port-taken-by = المنفذ { $port } يشغله { $program } (pid { $pid }).
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
problem-database-locked-by = قاعدة البيانات مقفلة من برنامج آخر.
problem-nothing-can-written = لا يمكن الكتابة فيها حتى يحررها ذلك البرنامج.
problem-close-whatever-has = أغلق ما يفتح ⁦missedhook.db⁩ (متصفح قواعد بيانات أو برنامج نسخ احتياطي)، ثم حاول من جديد.
problem-disk-has-not = لم يستجب القرص منذ أكثر من { 10 } ثوان.
problem-new-reports-are-refused-with-503 = تُرفض البلاغات الجديدة بالرمز 503 حتى يستجيب.
problem-see-whether-disk = تحقق مما إذا كان قرص مجلد البيانات أو مشاركته الشبكية ما زال متصلا.
problem-store-closed = مخزن البلاغات مغلق.
problem-missedhook-ending = Missedhook في طريقه إلى الإغلاق.
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
problem-path-line-line = { $path }، السطر { $line }: { $text }.
problem-settings-path-cant = لا يمكن استخدام الإعدادات في { $path }: { $text }.
problem-settings-path-cant-written = لا يمكن كتابة الإعدادات في { $path }: { $text }.
problem-nothing-changed = لم يتغير شيء.
problem-nothing-started-nothing = لم يُشغَّل شيء ولم يتغير شيء.
problem-make-file-writable = اجعل الملف قابلا للكتابة لك، وتأكد من وجود مساحة على القرص.
problem-correct-line-delete = صحّح ذلك السطر، أو احذفه لتستخدم القيمة الافتراضية.
problem-enter-another-value = أدخل قيمة أخرى، أو لا شيء لتستخدم القيمة الافتراضية.
problem-worker-role-has = توقفت المهمة ({ $role }): { $text }.
problem-restarts-automatically-if = يُعاد تشغيلها تلقائيًا. إن تكرر ذلك فأعد تشغيل Missedhook وراجع سجله.

## The team's server

problem-team-server = لا يمكن استخدام خادم الفريق { $host }: { $why }.
problem-team-no-answer = لا يرد
problem-team-ended = أنهى الاتصال
problem-team-version = إصدار جداوله { $version }، ويعرف Missedhook هذا الإصدار { $known }
problem-team-may-not-create = لا جداول فيه بعد، ولا يحق لهذا المستخدم إنشاؤها
problem-team-may-not-use = لا يحق لهذا المستخدم استخدام جداوله
problem-team-waits = لا يرى زملاؤك حوادثك ولا ترى حوادثهم. ما يجب مشاركته ينتظر.
problem-team-network = تحقق من الشبكة ومن أن الخادم يعمل.
problem-team-runs = تحقق من أن الخادم يعمل.
problem-team-password = تحقق من اسم المستخدم وكلمة المرور في الرابط تحت ⁦[team]⁩ في ⁦settings.toml⁩.
problem-team-database = أنشئ قاعدة البيانات، أو سم غيرها في الرابط تحت ⁦[team]⁩ في ⁦settings.toml⁩.
problem-team-grant = امنح الصلاحيات المذكورة في ⁦docs/team.md⁩.
problem-team-log = في سجل الخادم المزيد.
problem-team-authority = اذكر سلطة الشهادات الخاصة بالخادم بالمعامل ⁦sslrootcert⁩ في الرابط، أو ضع ⁦sslmode=disable⁩ لخادم على هذا الجهاز.
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
problem-check-its-target = تحقّق من جدول [[target]] الخاص بها في الإعدادات، ثم جرّب `missedhook target test { $text }`.
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
problem-enter-it-again = أدخله من جديد بالأمر `missedhook target secret NAME` أو في النافذة.
problem-restart-keyring = أعد تشغيل حلقة المفاتيح، أو سجّل الدخول من جديد.
