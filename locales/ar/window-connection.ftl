# What the window says: connection.

## The connection in words

connection-proven = يمكن الوصول إليك · فُحص { $ago }
connection-stale = أمكن الوصول إليك { $ago } · لم يُفحص بعدها
connection-failing = لا يستطيع RETM الوصول إليك
connection-off = لا يستطيع RETM الوصول إليك بعد
connection-local = هذا الجهاز فقط: لا يستطيع RETM الوصول إليك
connection-unchecked = لا يُعرف هل يستطيع RETM الوصول إليك
connection-opening = يُفتح النفق…
connection-checking = يُفحص هل يستطيع RETM الوصول إليك…
connection-up = النفق مفتوح ولم يُفحص بعد…
connection-set-up = إعداد نفق
connection-since-reconnecting = منذ { $since }؛ تُعاد محاولة الاتصال.
connection-since-next = منذ { $since }؛ المحاولة التالية { $time }.
connection-since-never = منذ { $since }؛ لم يصل إليك قط.
connection-since-last = منذ { $since }؛ آخر وصول { $ago }.
connection-cannot-reach = لا يستطيع RETM الوصول إليك.
