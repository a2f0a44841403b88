# What the window says: help.

## Codes

help-find-code = البحث عن رمز
column-meaning = المعنى
column-next = جرّب بعده
help-code-unknown = لا يُعرف شيء عن «{ $code }».
help-codes-all = عرض كل الرموز ({ $number })

## Help

help-webhooks = Webhook الأخطاء
help-codes = الرموز
help-new = الجديد
help-report = الإبلاغ عن مشكلة
help-public-url = RETM على الإنترنت ويحتاج إلى رابط عام ليصل إليك. صفحة { $connection } تبيّن هل يستطيع.
help-sections = أقسام المساعدة
help-webhook-title = ما Webhook الأخطاء؟
help-webhook-1 = يسلّم RETM الأحداث إلى نقاط النهاية لديك: طلب، أو تغيير في القائمة، أو عميل جديد. إذا تعثرت نقطة نهاية ثلاث مرات توقف RETM عن ذلك الحدث، ثم استدعى رابطًا آخر لك هو Webhook الأخطاء، وأبلغ عن نقطة النهاية ورمز ورسالة.
help-webhook-2 = يستقبل Missedhook هذه البلاغات ويحفظ كلا منها وينبهك. والبلاغات عن نقطة النهاية نفسها تكوّن حادثة واحدة، من أول تعثر حتى تسلم نقطة النهاية.
help-webhook-3 = لا يرسل RETM الحدث المفقود مرة أخرى. تسرد كل حادثة ما ربما فاتك وكيف تجلبه.
help-codes-title = معاني الرموز
help-codes-help = لا يوثّق RETM رموزه. أكثرها حالة HTTP التي ردت بها نقطة النهاية. والرمز 0 يعني عادةً أنه لم يصل رد أصلا.
help-keys-help = تعمل الحروف بحسب موضعها على لوحات المفاتيح غير اللاتينية.
help-changes-all = عرض كل التغييرات
help-attach = أرفق التشخيص ببلاغك. واقرأه أولا: أنت من يقرر ما يشاركه.
