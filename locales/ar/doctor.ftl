# What `missedhook doctor` and the window's diagnostics say of this machine, by the messages of the same names in English.
### The glossary is in window-common.ftl.

## How a check and the conclusion are printed

doctor-line =
    { $ok ->
        [yes] ✓
       *[no] ✗
    } { $name }: { $found }
doctor-all-well = كل شيء على ما يرام.
doctor-see-above = البلاغات تصل وتُحفظ، لكن راجع ما عليه ✗ أعلاه.
doctor-not-well = ليس كل شيء على ما يرام: { $headline }
doctor-not-looked = لم يُفحص هذا.

## What several checks say

doctor-try-again = حاول مرة أخرى.
doctor-restart = أعد تشغيل Missedhook.
doctor-start = شغّل Missedhook.
doctor-unreachable = لا يستطيع RETM الوصول إليك.
doctor-unreached-means = لا تستطيع بلاغات RETM الوصول إليك.
doctor-system-says = يقول النظام: { $text }

## What is kept

doctor-data-directory = مجلد البيانات
doctor-settings = الإعدادات
doctor-database = قاعدة البيانات
doctor-database-none = غير موجودة بعد، وتُنشأ عند أول تشغيل
doctor-database-whole = { $some ->
    [one] سليمة، وفيها خطأ تسليم واحد
   *[other] سليمة، وعدد أخطاء التسليم فيها { $total }
}
doctor-database-renewing = { $some ->
    [one] سليمة، وفيها خطأ تسليم واحد؛ جُدّد { $percent }٪ من فهرس البحث
   *[other] سليمة، وعدد أخطاء التسليم فيها { $total }؛ جُدّد { $percent }٪ من فهرس البحث
}
doctor-history = السجل
doctor-history-whole = لا ملفات منحّاة
doctor-history-missing = الملف { $path } مفقود أو فارغ.
doctor-history-missing-means = ما وصل من قبل لا يُعرض، ويبدأ التشغيل التالي سجلا جديدًا.
doctor-history-missing-next = أعده إلى مكانه، أو استعد نسخة احتياطية: ⁦missedhook restore FILE⁩.
doctor-disk = مساحة القرص
doctor-disk-free = المتاح { $megabytes } ميغابايت
doctor-disk-low = المتاح على قرص مجلد البيانات { $megabytes } ميغابايت فقط.
doctor-disk-low-means = حين يمتلئ تُرفض البلاغات الجديدة بالرمز 503.
doctor-disk-low-next = أفسح مساحة، أو قلّل ما يُحفظ: راجع ⁦[retention]⁩ في ⁦settings.toml⁩.
doctor-disk-unknown = المساحة المتاحة على القرص غير معروفة: { $text }.
doctor-disk-unknown-means = قد لا تُحفظ البلاغات.
doctor-disk-unknown-next = تأكد من أن قرص مجلد البيانات متاح.
doctor-disk-not-looked = لا تُفحص على هذا النظام

## The relay and the team

doctor-relay = التمرير
doctor-relay-empty =
    { $state ->
        [on] مفعّل
       *[off] معطّل
    }، ولا طلبات بعد
doctor-relay-whole =
    { $state ->
        [on] مفعّل
       *[off] معطّل
    }، وقاعدة بياناته سليمة؛ طلبات تنتظر: { $waiting }، تحتاج إليك: { $needing }، أُوقفت محاولتها: { $dead }
doctor-requests = الطلبات المتوقعة
doctor-requests-come = لا ينقص منها شيء
doctor-requests-none = لا طلبات متوقعة
doctor-team = الفريق
doctor-team-none = لا فريق (لا خادم في الإعدادات)
doctor-team-not-yet = { $name }، لم يتصل بعد
doctor-team-connected = { $name }، متصل منذ { $since }؛ عدد الزملاء: { $colleagues }، تغييرات تنتظر: { $waiting }

## The way in

doctor-receiver = المستقبِل
doctor-receiver-listens = يستمع على { $address } (رقم العملية { $pid })
doctor-receiver-open = يستمع على { $address } (رقم العملية { $pid }). { $sentence }
doctor-receiver-deaf = يعمل Missedhook (رقم العملية { $pid })، لكن مستقبِله لا يستمع.
doctor-receiver-deaf-next = أعد تشغيل Missedhook. يظهر السبب في الشريط أعلى نافذته أو في سجلّه.
doctor-receiver-not-running = لا يعمل Missedhook، والعنوان { $address } غير مشغول.
doctor-receiver-start = شغّله: ⁦missedhook⁩ أو ⁦missedhook serve⁩.
doctor-receiver-refuses = المستقبِل على { $address } (رقم العملية { $pid }) يرفض كل بلاغ.
doctor-receiver-clock = اضبط ساعة هذا الجهاز؛ وفي ملف السجل في مجلد البيانات المزيد.
doctor-receiver-other = ما يرد على { $address } (رقم العملية { $pid }) يرد بالرمز { $status }، والمستقبِل يرد بالرمز 404.
doctor-receiver-other-next = أعد تشغيل Missedhook، وتأكد من أن لا شيء غيره يستمع هناك.
doctor-receiver-silent = المستقبِل على { $address } (رقم العملية { $pid }) لا يرد: { $text }.
doctor-nothing-listens = لا يمكن الاستماع.
doctor-proxy = الوكيل
doctor-proxy-none = لا وكيل في متغيرات البيئة
doctor-proxy-set = { $address }: يمر عبره ما يخرج إلى الإنترنت، ومنه فحص إمكانية الوصول؛ ولا يمر عبره الاتصال بالمستقبِل على هذا الجهاز أبدًا
doctor-tunnel-programs = برامج الأنفاق
doctor-tunnel-programs-none = لم يُعثر على أي برنامج؛ ويأتي bore مدمجًا
doctor-tunnel-programs-found = { $programs }؛ ويأتي bore مدمجًا
doctor-tunnel-programs-and = { $first }، { $next }
doctor-tunnel-program = { $tunnel } ({ $version })
doctor-tunnel-program-mute = { $tunnel } (لا يذكر إصداره)
doctor-tunnel-programs-unknown = تعذّر البحث عن برامج الأنفاق: { $text }.
doctor-tunnel-programs-unknown-means = لا يُعرف أي الأنفاق مثبّت.
doctor-tunnel = النفق
doctor-tunnel-none = لم يُختر نفق
doctor-tunnel-own-url = رابطك الخاص: { $url }
doctor-tunnel-missing = اختير { $tunnel }، لكن لم يُعثر على برنامجه.
doctor-tunnel-not-up = لم يعمل { $tunnel } بعد: لا رابط عام معروف.
doctor-tunnel-not-up-next = شغّل Missedhook. يظهر ما يكتبه النفق في نافذته أو في سجلّه.
doctor-reachability = إمكانية الوصول
doctor-reachability-proven = ثبتت عبر { $url } خلال { $milliseconds } ملي ث
doctor-reachability-not-checked = لم تُفحص: لا يعمل Missedhook ({ $url }).
doctor-reachability-local-only = جهّز نفقًا في النافذة أو تحت ⁦[tunnel]⁩ في ⁦settings.toml⁩، أو اختر «هذا الجهاز فقط»: ⁦missedhook local-only⁩.

## The running program

doctor-workers = المهام
doctor-workers-none = لا شيء: البرنامج لا يعمل
doctor-workers-run = كلها تعمل (بحسب ما ذُكر في { $time })
doctor-program-mute = يعمل Missedhook (رقم العملية { $pid })، لكنه لم يذكر حالته.
doctor-program-silent = يعمل Missedhook (رقم العملية { $pid })، لكنه ذكر حالته آخر مرة في { $time }.
doctor-program-silent-means = ربما توقف جزء منه.
doctor-program-silent-next = أعد تشغيل Missedhook؛ وفي ملف السجل في مجلد بياناته المزيد.
doctor-program-disk-means = لا يستطيع ذلك: القرص ممتلئ.
doctor-program-disk-next = أفسح مساحة على القرص. لا حاجة إلى إعادة التشغيل.
doctor-program-other = لا يُبلغ Missedhook الذي يعمل الآن بهذا: { $proof }.
doctor-program-other-means = ربما كان إصداره غير إصدار هذا البرنامج.
doctor-setup = الإعداد
doctor-incidents = الحوادث
doctor-incidents-none = لا حوادث بعد
doctor-incidents-next = راجع ⁦missedhook list⁩ و⁦missedhook show⁩؛ وما انتهى فأعلن حله بالأمر ⁦missedhook resolve⁩.

## The desktop

doctor-notifications = الإشعارات
doctor-notifications-by =
    { $server }{ $disturb ->
        [on] ؛ يفيد بأن «عدم الإزعاج» مفعّل الآن
        [never] ؛ لا يعرف «عدم الإزعاج»
        [unknown] ؛ لا يبيّن هل «عدم الإزعاج» مفعّل، وقد يُسقط ما يصل حينها
       *[off] { "" }
    }{ $keeps ->
        [no] ؛ يعرض كل إشعار بضع ثوان فقط
       *[yes] { "" }
    }
doctor-tray = شريط النظام
doctor-tray-shown = يعرض سطح المكتب أيقونات شريط النظام
doctor-tray-own = من النظام نفسه
doctor-tray-no-app = التطبيق ذو الأيقونة غير مثبّت
doctor-tray-none = لا يعرض سطح المكتب هذا أيقونات في شريط النظام.
doctor-tray-none-means = يعمل Missedhook، لكن دون أيقونة؛ وتشغيله مرة أخرى يفتح نافذته.
doctor-tray-none-next = على GNOME ثبّت الإضافة ⁦AppIndicator and KStatusNotifierItem Support⁩.
doctor-login = البدء عند تسجيل الدخول
doctor-login-no = لا؛ ويمكن تفعيله في الإعدادات
doctor-login-cannot = لا. { $sentence }
doctor-login-switched-off = لا: الملف { $path } معطّل في إعدادات سطح المكتب نفسه
doctor-login-other = لا؛ يبدأ Missedhook الخاص بالمجلد { $path }
doctor-login-yes = نعم، { $program }
doctor-login-for-now = نعم، { $program }، إلى أن يُشغَّل Missedhook من جديد
doctor-login-own-entry = نعم، { $program }، بملف أضفته بنفسك

## Versions

doctor-updates = التحديثات
doctor-updates-off = لا يُبحث عنها (معطّلة في الإعدادات)
doctor-updates-not-yet = لم يُبحث عنها بعد
doctor-updates-available = يتوفر الإصدار { $version } من Missedhook
doctor-updates-newest = هذا أحدث إصدار
doctor-updates-no-source = البحث عن إصدارات أحدث مفعّل، لكن ⁦url⁩ أو ⁦key⁩ فارغ.
doctor-updates-no-source-means = لن تُبلَّغ بها.
doctor-updates-no-source-next = حدد كليهما تحت ⁦[updates]⁩ في ⁦settings.toml⁩.
doctor-updates-not-fetched = تعذّر جلب ملف التحديثات.
doctor-updates-not-signed = ملف التحديثات غير موقّع بالمفتاح المحدد في الإعدادات.
doctor-updates-not-readable = ملف التحديثات موقّع، لكنه لا يذكر إصدارًا.
doctor-updates-failed-means = لن تُبلَّغ بالإصدارات الأحدث.
doctor-updates-failed-next = تحقق من ⁦url⁩ و⁦key⁩ تحت ⁦[updates]⁩ في ⁦settings.toml⁩؛ وفي ملف السجل المزيد.
doctor-installed = الإصدار المثبّت
doctor-installed-runs = البرنامج الذي يعمل هو المثبّت
doctor-installed-not-running = لا شيء للمقارنة: البرنامج لا يعمل
doctor-installed-unknown = غير معروف: البرنامج الذي يعمل لا يذكر حالته
doctor-installed-newer = الإصدار المثبّت من Missedhook هو { $version }، وما زال إصدار أقدم يعمل.
doctor-installed-replaced = ثُبّت إصدار آخر من Missedhook، وما زال القديم يعمل.
doctor-installed-means = الإصدار الجديد غير مستخدم بعد.
doctor-installed-next = أعد تشغيل Missedhook لاستخدام الإصدار الجديد.
