# What the window says: requests.

## The relay's URL

relay-url-copy = نسخ رابط التمرير
relay-url-copy-hint = نسخ رابط التمرير لـ RETM
relay-url-help = ضع مسار كل Webhook بعده، مثل ‎/retm/orders.
relay-url-local = لا يستطيع RETM الوصول إلى هذا الجهاز بعد: أعدّ نفقًا في صفحة الاتصال.
