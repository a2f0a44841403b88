# What the window says: setup.

## What is left of the setup

setup-left = أكمل الإعداد · بقي { $left } من { $all }
setup-unseen-problem = لم يظهر إشعار. { $what } { $remedy }
setup-unseen-paused = لم يظهر إشعار: الإشعارات موقوفة مؤقتًا.

## The first run

setup-not-now = ليس الآن: هذا الجهاز وحده يصل إلى المستقبِل.
setup-not-now-at = ليس الآن: هذا الجهاز وحده يصل إلى المستقبِل على { $address }.
setup-url-local = لا يستطيع RETM الوصول إلى هذا الرابط، لكن برنامجًا على هذا الجهاز يستطيع.
setup-url-not-yet = لا يستطيع RETM الوصول إلى هذا الرابط بعد، لكن برنامجًا على هذا الجهاز يستطيع.
setup-send-test = إرسال بلاغ تجريبي
setup-done-connected = تم: RETM متصل.
setup-done-url = تم: الرابط لدى RETM.
setup-done-report = تم: وصل بلاغ.
setup-back = العودة إلى السجل
setup-title = اعرف فور تعثر أي ويب هوك من RETM
setup-lead = بعد ثلاث محاولات فاشلة يتوقف RETM عن المحاولة ويستدعي ويب هوك الأخطاء لديك. يستقبل Missedhook هذا الاستدعاء وينبهك.
setup-connect = توصيل RETM بهذا الجهاز
setup-connect-help = لا يصل RETM إلى جهازك مباشرة. النفق يعطيه رابطًا عامًا.
setup-choose-tunnel = اختيار نفق
setup-skip = ليس الآن، جرّب محليًا
setup-choose-other = اختيار نفق آخر
setup-give-url = إعطاء RETM الرابط
setup-portal = أدخله في بوابة مطوري RETM على أنه ويب هوك الأخطاء.
setup-url-later = يظهر الرابط حالما يبدأ المستقبِل الاستماع.
setup-copy-url = نسخ رابط الاستقبال
setup-receive = استقبال بلاغ
setup-waiting = بانتظار بلاغ…
setup-open-history = فتح السجل
step-done = (تم)
