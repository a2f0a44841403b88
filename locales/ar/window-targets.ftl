# What the window says: targets, to which incidents are passed on.

section-targets = إبلاغ الآخرين
targets-title = جهات الإبلاغ
targets-help = تُرسل الحوادث إليها عند فتحها وتفاقمها وتعافيها. لا تُرسل نصوص الطلبات ولا الترويسات أبدًا.
targets-none = لا توجد جهة إبلاغ بعد.
target-new = إضافة جهة إبلاغ
target-edit = تعديل
target-edit-of = تعديل { $name }
target-nothing-sent = لم يُرسل شيء بعد.
target-sent = تعمل. آخر إرسال { $time }.
target-failing = يتعثر الإرسال إليها منذ { $duration }: { $problem }.
target-waiting =
    { $count ->
        [zero] لا تغييرات في الانتظار.
        [one] تغيير واحد ينتظر وستُعاد محاولة إرساله.
        [two] تغييران ينتظران وستُعاد محاولة إرسالهما.
        [few] { $count } تغييرات تنتظر وستُعاد محاولة إرسالها.
        [many] { $count } تغييرًا ينتظر وستُعاد محاولة إرساله.
       *[other] { $count } تغيير ينتظر وستُعاد محاولة إرساله.
    }
target-send-test = إرسال رسالة تجريبية
target-testing = يجري الإرسال…
target-test-ask = أُرسلت رسالة تجريبية. هل ظهرت؟
target-test-asked = أُرسلت رسالة تجريبية { $time }. هل ظهرت؟
target-test-yes = نعم
target-test-no = لا
target-test-appeared = ظهرت الرسالة التجريبية المرسلة { $time }.
target-test-missing = لم تظهر الرسالة التجريبية المرسلة { $time }. تحقّق من العنوان والقناة.
target-remove-question = إزالة جهة الإبلاغ { $name }؟
target-remove-consequence = يُحذف ما ينتظر الإرسال إليها.
target-secret-kept = بلا تغيير
target-name = الاسم
target-kind = النوع
target-slack = Slack
target-teams = Teams
target-discord = Discord
target-telegram = Telegram
target-ntfy = ntfy
target-gotify = Gotify
target-mail = البريد
target-any-url = رابط
target-command = أمر
target-url = الرابط
target-token = رمز الوصول
target-chat = المحادثة
target-in-keyring = حفظ في حلقة مفاتيح النظام
target-no-keyring = يبقى في ملف الإعدادات، إذ لا توجد حلقة مفاتيح.
target-kept-in-keyring = في حلقة المفاتيح
target-signing = سر التوقيع
target-server = خادم البريد
target-tls = التشفير
target-user = المستخدم
target-password = كلمة المرور
target-from = المرسِل
target-to = المستلمون
target-program = الأمر
target-only = الحوادث المقصودة
target-only-help = عبارة بحث. إن كانت فارغة أُرسلت كل الحوادث.
target-project = المشروع
target-hours = الساعات
target-hours-help = لا يُرسل إلا ما يبدأ في هذه الساعات.
target-quiet = ساعات الهدوء
target-quiet-help = لا يُرسل شيء في هذه الساعات، ويُرسل كله بعدها.
