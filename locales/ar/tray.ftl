# What the tray's menu and tooltip say. The verdict, which they show, is said elsewhere.

tray-tooltip = Missedhook: { $state }
tray-tooltip-paused = Missedhook: { $state }. الإشعارات موقوفة مؤقتًا
tray-state =
    { $count ->
        [0] { $headline }
        [zero] { $headline }
        [one] { $headline }. خطأ جديد
        [two] { $headline }. خطآن جديدان
        [few] { $headline }. { $count } أخطاء جديدة
        [many] { $headline }. { $count } خطأ جديدًا
       *[other] { $headline }. { $count } خطأ جديد
    }
start-problem-title = تعذّر تشغيل Missedhook
tray-open = { $name } · منذ { $since }
tray-open-cause = { $name } · { $cause } · منذ { $since }
tray-no-answer = بلا رد
tray-setup = إكمال الإعداد · بقي { $left } من { $all }
tray-more =
    { $count ->
        [zero] لا مزيد
        [one] واحدة أخرى…
        [two] اثنتان أخريان…
        [few] { $count } أخرى…
        [many] { $count } أخرى…
       *[other] { $count } أخرى…
    }
tray-open-history = فتح السجل
tray-copy-url = نسخ رابط الاستقبال
tray-send-test = إرسال بلاغ تجريبي
tray-pause = إيقاف الإشعارات مؤقتًا
tray-pause-for = إيقافها لمدة
tray-pause-half-hour = نصف ساعة
tray-pause-hour = ساعة واحدة
tray-pause-tomorrow = حتى الغد
tray-quit = إنهاء
