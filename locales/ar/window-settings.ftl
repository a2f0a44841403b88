# What the window says: settings.

## Notifications

policy-title = ما تفعله التنبيهات
urgency-usual = يبقى حتى يُرى
urgency-normal = يختفي تلقائيًا
urgency-low = منخفضة
urgency-critical = حرجة
rule-notify-of = إشعار عن { $rule }
rule-sound-for = صوت لـ { $rule }
rule-urgency-for = أهمية { $rule }
rule-move-up = نقل { $rule } لأعلى
rule-remove = إزالة قاعدة { $rule }
rules-title = القواعد
rules-help = لمضيفات أو نقاط نهاية أو عمليات بحث محفوظة. تُطبَّق أول قاعدة مطابقة.
rule-notify = إشعار
rule-sound = صوت
rule-never = بلا إشعار أبدًا
move-up = نقل لأعلى
remove = إزالة
rule-new = مضيف أو نقطة نهاية
rule-add = عدم الإشعار أبدًا
saved = حُفظ
rule-new-help = علامة * تعني أي نص، مثل ‎*.example.com/test/*.

## Diagnostics

diagnostics = التشخيص
diagnostics-help = الإصدارات والنتائج والإعدادات وآخر أسطر السجل، دون أسرار. يُنسخ النص بالإنجليزية لمن يعالج الخلل.
diagnostics-copy = نسخ التشخيص
diagnostics-copy-hint = نسخ التشخيص للإبلاغ عن خلل
diagnostics-logs = فتح السجلات
diagnostics-collecting = يجري جمع التشخيص، ويستغرق بضع ثوان…
machine-title = هذا الجهاز
machine-check = فحص هذا الجهاز
machine-checking = يجري الفحص، ويستغرق بضع ثوان…
machine-checks = نتائج فحص هذا الجهاز
machine-passed = سليم:
machine-failed = يحتاج إلى انتباه:

## The preview of notifications

preview = معاينة
preview-silent = يُحدَّث بلا صوت.
preview-send = إرسال إشعار تجريبي
preview-do-not-disturb = استلمه { $server }، لكن وضع عدم الإزعاج مفعّل.
preview-shown = عرضه { $server }.

## The team's server

team-connection = الاتصال
team-connected = متصل، { $since }.
team-test = فحص الاتصال
team-testing = يجري الاتصال…
team-test-new = الخادم يعمل (PostgreSQL { $version }). سينشئ أول جهاز الجداول.
team-test-works =
    { $count ->
        [zero] الخادم يعمل (PostgreSQL { $version }). لا أجهزة في الفريق بعد.
        [one] الخادم يعمل (PostgreSQL { $version }). في الفريق جهاز واحد.
        [two] الخادم يعمل (PostgreSQL { $version }). في الفريق جهازان.
        [few] الخادم يعمل (PostgreSQL { $version }). في الفريق { $count } أجهزة.
        [many] الخادم يعمل (PostgreSQL { $version }). في الفريق { $count } جهازًا.
       *[other] الخادم يعمل (PostgreSQL { $version }). في الفريق { $count } جهاز.
    }

## Numbers and their units

setting-unit = { $setting }: الوحدة
number-of-seconds =
    { $count ->
        [zero] { 0 } ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $number } ثوان
        [many] { $number } ثانية
       *[other] { $number } ثانية
    }
number-of-minutes =
    { $count ->
        [zero] { 0 } دقيقة
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $number } دقائق
        [many] { $number } دقيقة
       *[other] { $number } دقيقة
    }
number-of-hours =
    { $count ->
        [zero] { 0 } ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $number } ساعات
        [many] { $number } ساعة
       *[other] { $number } ساعة
    }
number-of-days =
    { $count ->
        [zero] { 0 } يوم
        [one] يوم واحد
        [two] يومين
        [few] { $number } أيام
        [many] { $number } يومًا
       *[other] { $number } يوم
    }
number-and-unit = ‏{ $number } { $unit }
unit-seconds = ثوان
unit-minutes = دقائق
unit-hours = ساعات
unit-days = أيام
unit-ms = ملي ثانية
unit-mb = ميغابايت
limit-least = { $least } على الأقل.
limit-most = حتى { $most }.
limits = من { $least } إلى { $most }.

## Quiet hours

day-mon = الاثنين
day-mon-short = ن
day-tue = الثلاثاء
day-tue-short = ث
day-wed = الأربعاء
day-wed-short = ر
day-thu = الخميس
day-thu-short = خ
day-fri = الجمعة
day-fri-short = ج
day-sat = السبت
day-sat-short = س
day-sun = الأحد
day-sun-short = ح
quiet-from = من
quiet-to = إلى
quiet-days = الأيام التي تبدأ فيها ساعات الهدوء

## The relay's routes

mode-through = تمرير مباشر
mode-through-about = يحصل RETM على رد تكاملك.
mode-catch = التقاط الإخفاقات
mode-catch-about = كذلك، لكن ما يفشل يُحفظ وتُعاد محاولته.
mode-keep = الحفظ أولا
mode-keep-about = يحصل RETM على 200 فورًا، ثم يصل إلى تكاملك.
route-path-of = مسار القاعدة { $number }
route-answer = الرد عند { $path }
route-move-up = نقل { $path } لأعلى
route-remove = إزالة قاعدة { $path }
routes-title = القواعد
routes-help = كيف يُرَد على RETM عند بعض المسارات. تُطبَّق أول قاعدة مطابقة.
routes-without = بلا قاعدة تُلتقط الأحداث ويُمرَّر كل ما سواها. والمكافآت تُمرَّر دائمًا.
route-path = المسار
route-answer-new = الرد عند المسار الجديد
add = إضافة
route-new-help = علامة * تعني أي نص، مثل ‎/retm/menu*.

## Replacing a key

key-old-week = { 7 } أيام
key-replaced-week = استُبدل المفتاح. الصق رابط الاستقبال الجديد في بوابة RETM. المفتاح القديم صالح { 7 } أيام أخرى.
key-old-day = { 24 } ساعة
key-replaced-day = استُبدل المفتاح. الصق رابط الاستقبال الجديد في بوابة RETM. المفتاح القديم صالح { 24 } ساعة أخرى.
key-old-none = لا يبقى صالحًا
key-replaced-none = استُبدل المفتاح. الصق رابط الاستقبال الجديد في بوابة RETM. حتى ذلك الحين تُرفض بلاغاته.
key-replace = استبدال المفتاح…
key-replace-ask = استبدال المفتاح؟
key-replace-what = يتغير رابط الاستقبال. الصق الجديد في بوابة RETM قبل انتهاء المفتاح القديم.
key-replace-do = استبدال
key-replace-keep = إبقاء المفتاح
key-old = يبقى المفتاح القديم صالحًا لمدة
receiver-url-copy = نسخ رابط الاستقبال
relay-key-ask = استبدال مفتاح التمرير؟
relay-key-what = يتغير رابط التمرير فورًا، وتُرفض طلبات RETM بالرمز 404 حتى يعرف الجديد.

## The page of the settings

sections-label = أقسام الإعدادات
sections-choice = القسم
sections-results = نتائج البحث
setting-show-secret = إظهار { $setting }
setting-show = إظهار
default-on = مفعّل
default-off = معطّل
default-empty = فارغ
setting-default = الافتراضي: { $value }
setting-reset-of = إعادة { $setting } إلى الافتراضي
setting-empty = فارغ: { $meaning }.
setting-zero = 0: { $meaning }.
setting-reset = استعادة
settings-address = المستخدم الآن: { $address }، وقد حُدد عند التشغيل. في الإعدادات: { $set }.
settings-none = لا إعداد يطابق «{ $search }».
settings-last-good = آخر إعدادات سليمة هي السارية.
settings-search = البحث في الإعدادات
settings-tunnel = النفق والرابط العام
settings-tunnel-help = كيف يصل RETM إلى هذا الجهاز.
settings-open-connection = فتح الاتصال
settings-relay-url = رابط التمرير
settings-file = ملف الإعدادات
settings-bug = للإبلاغ عن خلل
switch-on = مفعّل
switch-off = معطّل

## Test data

test-data-deleted =
    { $count ->
        [zero] لا بيانات تجريبية.
        [one] حُذفت حادثة واحدة.
        [two] حُذفت حادثتان.
        [few] حُذفت { $count } حوادث.
        [many] حُذفت { $count } حادثة.
       *[other] حُذفت { $count } حادثة.
    }
test-data-help = البلاغات التجريبية وبلاغات المحاكاة. ابحث عن { $search } لإخفائها.
test-data = البيانات التجريبية
test-data-delete = حذف البيانات التجريبية…
test-data-ask = حذف كل البيانات التجريبية؟
test-data-what = تُحذف البلاغات التجريبية وبلاغات المحاكاة نهائيًا، وتبقى بلاغات RETM.
delete = حذف
keep = إبقاء
saved-said = حُفظ.
key-replaced-said = استُبدل المفتاح. يجب أن يعرف RETM رابط الاستقبال الجديد.
section-receiver = المستقبِل
section-connection = الاتصال
section-notifications = الإشعارات
section-checks = الفحوص
section-relay = التمرير
section-team = الفريق
section-history = السجل
section-appearance = المظهر
section-startup = بدء التشغيل
section-diagnostics = التشخيص

## Values to choose from

choice-system = النظام
choice-light = فاتح
choice-dark = داكن
choice-latin = لاتينية 123
choice-arabic = عربية ١٢٣
choice-gregorian = ميلادي
choice-umm-al-qura = أم القرى
choice-en = English
choice-ar = العربية
choice-local = محلي
choice-utc = UTC
choice-24h = { 24 } ساعة
choice-12h = { 12 } ساعة
choice-compact = متراصة
choice-comfortable = مريحة

## The settings: in English these are the words of the app's own table

setting-receiver-key-title = المفتاح
setting-receiver-key-help = الجزء السري من رابط الاستقبال. من يملكه يستطيع إرسال البلاغات.
setting-receiver-listen-title = عنوان الاستماع
setting-receiver-listen-help = العنوان الذي يحوّل إليه نفقك. يسري بعد إعادة التشغيل.
setting-receiver-bearer-token-title = رمز الوصول (Bearer)
setting-receiver-bearer-token-help = يرسله RETM بصيغة «Authorization: Bearer …».
setting-receiver-bearer-token-empty = لا يلزم رمز وصول
setting-receiver-allow-no-token-title = قبول الطلبات بلا رمز وصول
setting-receiver-allow-no-token-help = يُرفض الرمز الخاطئ في كل الأحوال.
setting-receiver-project-title = المشروع
setting-receiver-project-help = مشروع البلاغات التي لا تحمل رمز وصول لتاجر، مثل staging.
setting-receiver-project-empty = بلا مشروع
setting-receiver-public-url-title = الرابط العام
setting-receiver-public-url-help = عنوانك العام، مثل https://hooks.example.com.
setting-receiver-public-url-empty = يُعرض الرابط المحلي
setting-tunnel-kind-title = النفق
setting-tunnel-kind-help = النفق الذي يشغّله Missedhook. الخيار «own_url» يفحص رابطك العام فقط.
setting-tunnel-kind-empty = بلا نفق
setting-tunnel-check-every-seconds-title = فحص إمكانية الوصول كل
setting-tunnel-check-every-seconds-help = يُفحص أيضًا عند تغيّر الشبكة أو استيقاظ الجهاز.
setting-tunnel-ngrok-domain-title = نطاق ngrok
setting-tunnel-ngrok-domain-help = نطاقك لدى ngrok، مثل abc.ngrok-free.dev.
setting-tunnel-ngrok-domain-empty = النطاق الذي يعيّنه ngrok
setting-tunnel-ssh-destination-title = وجهة SSH
setting-tunnel-ssh-destination-help = مثل user@host، أو اسم من إعدادات ssh لديك.
setting-tunnel-ssh-port-title = منفذ SSH البعيد
setting-tunnel-ssh-port-help = المنفذ على الخادم.
setting-tunnel-ssh-port-empty = أي منفذ متاح، إذا كان الرابط العام يبدأ بـ http://‎
setting-tunnel-ssh-public-url-title = الرابط العام لـ SSH
setting-tunnel-ssh-public-url-help = الرابط العام الذي يحوّل إلى ذلك المنفذ.
setting-tunnel-cloudflared-token-title = رمز Cloudflare
setting-tunnel-cloudflared-token-help = رمز نفق من لوحة تحكم Cloudflare.
setting-tunnel-cloudflared-token-empty = نفق سريع برابط جديد عند كل تشغيل
setting-tunnel-cloudflared-hostname-title = اسم مضيف Cloudflare
setting-tunnel-cloudflared-hostname-help = اسم مضيف ذلك النفق، مثل hooks.example.com.
setting-tunnel-bore-server-title = خادم bore
setting-tunnel-bore-server-help = اسمه أو عنوانه. bore.pub خادم عام. الاتصال غير مشفّر.
setting-tunnel-bore-port-title = منفذ bore
setting-tunnel-bore-port-help = المنفذ على الخادم.
setting-tunnel-bore-port-empty = أي منفذ
setting-tunnel-bore-secret-title = سر bore
setting-tunnel-bore-secret-help = كلمة السر لخادم bore.
setting-tunnel-bore-secret-empty = بلا كلمة سر
setting-probe-allowed-hosts-title = المضيفات المسموح بها
setting-probe-allowed-hosts-help = مضيفات تُختبر تلقائيًا. المضيفات الخاصة والمحلية يجب إدراجها.
setting-probe-allowed-hosts-empty = المضيفات العامة فقط، وعند النقر
setting-probe-base-url-title = الرابط الأساسي
setting-probe-base-url-help = يُضاف إلى المسارات التي يرسلها RETM بلا مضيف، مثل https://pos.example.
setting-probe-base-url-empty = لا يمكن اختبار المسارات بلا مضيف
setting-probe-resolver-title = خادم الأسماء
setting-probe-resolver-help = خادم DNS للاختبارات، مثل 9.9.9.9 أو 127.0.0.1:5353.
setting-probe-resolver-empty = خادم النظام
setting-probe-local-ports-title = الأنفاق المحلية
setting-probe-local-ports-help = مضيفات يخدمها منفذ محلي، مثل abc.ngrok-free.dev=3000.
setting-probe-local-ports-empty = تؤخذ من ngrok إن كان يعمل
setting-probe-every-s-title = فحص نقاط النهاية المتعثرة كل
setting-probe-every-s-help = المضيفات المسموح بها فقط، حتى تُحل الحادثة.
setting-probe-settle-s-title = الحل بعد
setting-probe-settle-s-help = المدة التي تبقى فيها نقطة النهاية سليمة دون بلاغ جديد.
setting-probe-settle-s-empty = فورًا
setting-alerts-quiet-hours-title = ساعات الهدوء
setting-alerts-quiet-hours-help = لا إشعارات في هذا الوقت. يصلك ملخص واحد بعده.
setting-alerts-quiet-hours-empty = لا شيء
setting-alerts-respect-do-not-disturb-title = مراعاة وضع عدم الإزعاج
setting-alerts-respect-do-not-disturb-help = تأجيل الإشعارات ما دام وضع عدم الإزعاج مفعّلا.
setting-summary-weekly-title = ملخص الأسبوع
setting-summary-weekly-help = إشعار واحد عن الأسبوع الماضي، إن تعثر فيه شيء.
setting-summary-day-title = يوم الملخص
setting-summary-day-help = اليوم الذي يصل فيه الإشعار.
setting-summary-at-title = وقت الملخص
setting-summary-at-help = بالتوقيت المحلي، مثل 09:00.
setting-summary-week-begins-title = بداية الأسبوع
setting-summary-week-begins-help = أول أيام الأسبوع في الملخصات.
setting-summary-week-begins-empty = حسب اللغة
setting-incidents-group-ids-title = تجميع نقاط النهاية حسب المعرّف
setting-incidents-group-ids-help = يشترك ‎/orders/1042 و‎/orders/1043 في حادثة واحدة، ‎/orders/:id. يسري على البلاغات الجديدة.
setting-retention-keep-days-title = الاحتفاظ بالحوادث المحلولة لمدة
setting-retention-keep-days-help = تُحذف الحوادث المحلولة بعد هذا العدد من الأيام. المفتوحة لا تُحذف أبدًا.
setting-retention-keep-days-empty = دائمًا
setting-retention-max-size-mb-title = الحد الأقصى لحجم السجل
setting-retention-max-size-mb-help = تُحذف أقدم الحوادث المحلولة أولا.
setting-retention-max-size-mb-empty = بلا حد
setting-relay-enabled-title = تمرير الويب هوك
setting-relay-enabled-help = يحفظ طلبات الويب هوك من RETM ويمرّرها إلى تكاملك.
setting-relay-key-title = مفتاح التمرير
setting-relay-key-help = الجزء السري من رابط التمرير. يُنشأ عند أول تفعيل.
setting-relay-key-empty = يُنشأ مفتاح
setting-relay-project-title = المشروع
setting-relay-project-help = مشروع الطلبات التي لا تحمل رمز وصول لتاجر، مثل staging.
setting-relay-project-empty = بلا مشروع
setting-team-url-title = خادم الفريق
setting-team-url-help = خادم PostgreSQL تتشارك عبره الحوادث مع زملائك. تبقى نصوص الطلبات هنا.
setting-team-url-empty = لا مشاركة
setting-team-name-title = الاسم في الفريق
setting-team-name-help = ما يراه زملاؤك عند حوادثك.
setting-team-name-empty = اسم المستخدم واسم هذا الجهاز
setting-team-keep-days-title = الاحتفاظ بالحوادث المشتركة لمدة
setting-team-keep-days-help = تُحذف الحوادث المشتركة التي لم تتغير طوال هذه الأيام.
setting-team-keep-days-empty = دائمًا
setting-relay-target-title = الوجهة
setting-relay-target-help = تكاملك، مثل http://127.0.0.1:3000. يُضاف المسار إلى آخره.
setting-relay-target-empty = لا يُمرَّر شيء
setting-relay-answer-within-ms-title = الرد على RETM خلال
setting-relay-answer-within-ms-help = في وضع الالتقاط يُحفظ ما هو أبطأ من ذلك ويُعاد إرساله.
setting-relay-allowed-hosts-title = مضيفات الوجهة المسموح بها
setting-relay-allowed-hosts-help = مضيفات غير هذا الجهاز يجوز أن تشير إليها الوجهة.
setting-relay-allowed-hosts-empty = هذا الجهاز فقط
setting-relay-max-body-mb-title = أكبر طلب
setting-relay-max-body-mb-help = تُرفض الطلبات الأكبر برمز الحالة 413.
setting-relay-keep-days-title = الاحتفاظ بالطلبات لمدة
setting-relay-keep-days-help = تُحذف الطلبات بعد هذا العدد من الأيام. ما ينتظر لا يُحذف أبدًا.
setting-relay-keep-days-empty = دائمًا
setting-relay-max-size-mb-title = الحد الأقصى لحجم الطلبات
setting-relay-max-size-mb-help = تُحذف أقدم الطلبات أولا، ولا تُحذف المنتظرة أبدًا.
setting-relay-max-size-mb-empty = بلا حد
setting-window-theme-title = المظهر
setting-window-theme-help = فاتح أو داكن أو كما في النظام.
setting-window-language-title = اللغة
setting-window-language-help = الإنجليزية أو العربية أو لغة النظام. تتبعها الإشعارات أيضًا.
setting-window-digits-title = الأرقام
setting-window-digits-help = في العربية: 123 أو ١٢٣. الرموز والعناوين تبقى كما هي.
setting-window-calendar-title = التقويم
setting-window-calendar-help = ميلادي، أو مع تاريخ أم القرى بجانبه في التفاصيل.
setting-window-time-zone-title = الأوقات
setting-window-time-zone-help = التوقيت المحلي أو UTC. يظهر الآخر عند وضع المؤشر على الوقت.
setting-window-hours-title = الساعة
setting-window-hours-help = بنظام { 24 } ساعة أو { 12 } ساعة، أو حسب لغة النظام.
setting-window-density-title = الكثافة
setting-window-density-help = المساحة التي تأخذها صفوف القوائم.
setting-start-at-login-title = التشغيل عند تسجيل الدخول
setting-start-at-login-help = يبدأ في شريط النظام عند تسجيل الدخول حتى لا تفوتك البلاغات.
setting-setup-local-only-title = هذا الجهاز فقط
setting-setup-local-only-help = ترسل البلاغات برامج هذا الجهاز وحدها. لا حاجة إلى نفق.

name-gregorian = ميلادي
name-umm-al-qura = ميلادي وأم القرى
name-local-time = التوقيت المحلي
name-24-hours = نظام { 24 } ساعة
name-12-hours = نظام { 12 } ساعة
rule-of-search = بحث
project-not-notified = بلا إشعارات.
project-waits = تؤجَّل الإشعارات { $hours }.
projects-title = المشاريع
projects-none = ليس لأي تاجر أو رابط مشروع.
projects-where = تُضبط في ملف الإعدادات، تحت [[project]] و [[merchant]]. أما مشروع كل رابط فيُضبط في إعدادات المستقبِل والتمرير.
project-tip = المشروع: { $name }
project-muted-tip = المشروع: { $name }، مكتوم
project-quiet-tip = المشروع: { $name }، ساعات الهدوء { $hours }
project-muted = مكتوم
