# What the window says: connection.

## The connection in words

connection-proven = يمكن الوصول إليك · فُحص { $ago }
connection-stale = أمكن الوصول إليك { $ago } · لم يُفحص بعد ذلك
connection-failing = لا يستطيع RETM الوصول إليك
connection-off = لا يستطيع RETM الوصول إليك بعد
connection-local = هذا الجهاز فقط: لا يستطيع RETM الوصول إليك
connection-unchecked = لا يُعرف هل يستطيع RETM الوصول إليك
connection-opening = يجري فتح النفق…
connection-checking = يجري التحقق من وصول RETM إليك…
connection-up = النفق مفتوح ولم يُفحص بعد…
connection-set-up = إعداد نفق
connection-since-reconnecting = منذ { $since }؛ تُعاد محاولة الاتصال.
connection-since-next = منذ { $since }؛ المحاولة التالية { $time }.
connection-since-never = منذ { $since }؛ لم يصل إليك قط.
connection-since-last = منذ { $since }؛ آخر وصول { $ago }.
connection-cannot-reach = لا يستطيع RETM الوصول إليك.

## The page of the connection

connection-reached-said = أمكن لـ RETM الوصول إليك.
connection-choose = اختر نفقًا، أو استقبل البلاغات من هذا الجهاز فقط.
connection-local-only = هذا الجهاز فقط
connection-only-here = لا ترسل البلاغات إلا برامج هذا الجهاز.
connection-connect-retm = توصيل RETM
urls-title = روابط عامة سابقة
urls-none = لا روابط بعد.
urls-first = أول ظهور
urls-last = آخر ظهور
field-optional = (اختياري)
tunnel-log = سجل النفق
tunnel-log-copy = نسخ سجل النفق
tunnel-log-empty = السجل فارغ.
tunnel = النفق
tunnel-from = من { $url }.
tunnel-from-adopted = من { $url }، وكان يعمل من قبل ويُراقَب فقط.
tunnels-looking = يجري البحث عن الأنفاق المثبتة…
tunnel-permanent = رابط دائم
tunnel-in-use = قيد الاستخدام
tunnel-disconnect = قطع الاتصال
tunnel-connecting = يجري الاتصال…
tunnel-check-url = فحص هذا الرابط
tunnel-reconnect = إعادة الاتصال
tunnel-connect = اتصال
tunnels-refreshing = يجري التحديث…
tunnels-refresh = تحديث
tunnel-already = يعمل ومتصل بالفعل: { $url }
tunnels-absent = غير مثبت: { $tunnels }
tunnel-field-empty = الحقل { $field } فارغ.
tunnel-field-needed = يحتاج إليه هذا النفق.
tunnel-field-enter = أدخله.
