# What notifications say.
### The glossary is locales/GLOSSARY.md. The sentence comes first, a URL stands on a line of its own. Codes, paths and
### hosts come isolated.

## An endpoint fails

incident-failing-title =
    { $form ->
        [unreachable] يتعذّر الوصول إلى { $label }
        [unreachable-again] يتعذّر الوصول مجددًا إلى { $label }
        [failing-again] عادت { $label } إلى التعثر
       *[failing] تتعثر { $label }
    }{ $count ->
        [1] { "" }
       *[other] { " " }×{ $count }
    } منذ { $since }{ $which ->
        [none] { "" }
        [only] { " " }— { $code }
       *[last] { " " }— آخر رمز { $code }
    }
incident-failing-body =
    { incident-gave-up }{ incident-again }{ incident-merchant }
    { incident-cause }
incident-cause =
    { $cause ->
        [no-answer] لا رد
        [nothing] بلا رمز ولا رسالة
       *[said] { $said }
    }
    { $place }
incident-gave-up =
    { $source ->
        [relay] يحتفظ التمرير بالطلب
       *[retm] توقف RETM بعد ثلاث محاولات
    }
incident-again =
    { $count ->
        [1] { "" }
        [zero] { " " }(لم يتكرر خلال { $span })
        [one] { " " }(مرة واحدة خلال { $span })
        [two] { " " }(مرتان خلال { $span })
        [few] { " " }({ $count } مرات خلال { $span })
        [many] { " " }({ $count } مرة خلال { $span })
       *[other] { " " }({ $count } مرة خلال { $span })
    }
incident-merchant =
    { $named ->
        [yes] . التاجر: { $merchant }
       *[no] { "" }
    }
incident-project = المشروع: { $project }
incident-unnamed = نقطة نهاية بلا اسم

test-title =
    { $count ->
        [1] وصل البلاغ التجريبي
       *[other] وصل البلاغ التجريبي ×{ $count }
    }
test-body = الإشعارات تعمل. لا يوجد عطل.{ incident-again }{ incident-merchant }
unreadable-title =
    { $count ->
        [1] أرسل RETM ما لا يمكن قراءته
       *[other] أرسل RETM ما لا يمكن قراءته ×{ $count }
    }
unreadable-body = ما أرسله RETM ليس بلاغًا. حُفظ كما وصل{ incident-again }{ incident-merchant }

## It comes and goes, and works again

incident-flapping-title =
    { $times ->
        [zero] تتعثر { $label } وتعود خلال { $span }
        [one] تعثرت { $label } وعادت مرة واحدة خلال { $span }
        [two] تعثرت { $label } وعادت مرتين خلال { $span }
        [few] تعثرت { $label } وعادت { $times } مرات خلال { $span }
        [many] تعثرت { $label } وعادت { $times } مرة خلال { $span }
       *[other] تعثرت { $label } وعادت { $times } مرة خلال { $span }
    }
incident-flapping-body =
    { incident-gave-up }. يجب أن تعمل مدة أطول حتى تُعد الحادثة منتهية
    { incident-cause }
incident-recovered-title = عادت { $label } إلى العمل
incident-passed-title = تعثرت { $label } ثم عادت إلى العمل
incident-recovered-body =
    تعثرت من { $from } إلى { $to } (لمدة { $span }{ $breaks ->
        [0] { "" }
        [zero] { "" }
        [one] ، مع انقطاع واحد
        [two] ، مع انقطاعين
        [few] ، مع { $breaks } انقطاعات
        [many] ، مع { $breaks } انقطاعًا
       *[other] ، مع { $breaks } انقطاع
    })، { $reports ->
        [zero] بلا بلاغات
        [one] بلاغ واحد
        [two] بلاغان
        [few] { $reports } بلاغات
        [many] { $reports } بلاغًا
       *[other] { $reports } بلاغ
    }. { $known-by ->
        [relay] سلّم التمرير ما تعثر
       *[probe] فُحصت من هذا الجهاز
    }. راجع ما فاتك

## Several endpoints at once

storm-title =
    { $count ->
        [zero] لا تتعثر أي نقطة نهاية
        [one] تتعثر نقطة نهاية واحدة
        [two] تتعثر نقطتا نهاية
        [few] تتعثر { $count } نقاط نهاية
        [many] تتعثر { $count } نقطة نهاية
       *[other] تتعثر { $count } نقطة نهاية
    }{ $at-host ->
        [yes] { " " }على { $host }
       *[no] { "" }
    }
storm-body = { summary-busiest }
storm-all-failing-title =
    { $count ->
        [zero] لم تعد أي نقطة نهاية تتعثر
        [one] ما زالت نقطة نهاية واحدة تتعثر
        [two] ما زالت نقطتا نهاية تتعثران
        [few] ما زالت { $count } نقاط نهاية تتعثر
        [many] ما زالت { $count } نقطة نهاية تتعثر
       *[other] ما زالت { $count } نقطة نهاية تتعثر
    }
storm-some-failing-title =
    { $count ->
        [zero] ما زالت { $left } تتعثر
        [one] ما زالت { $left } من نقطة نهاية واحدة تتعثر
        [two] ما زالت { $left } من نقطتي نهاية تتعثر
        [few] ما زالت { $left } من { $count } نقاط نهاية تتعثر
        [many] ما زالت { $left } من { $count } نقطة نهاية تتعثر
       *[other] ما زالت { $left } من { $count } نقطة نهاية تتعثر
    }
storm-resolved-title =
    { $count ->
        [zero] حُلّت كل الحوادث
        [one] تعثرت نقطة نهاية واحدة وحُلّت حادثتها
        [two] تعثرت نقطتا نهاية وحُلّت حادثتاهما
        [few] تعثرت { $count } نقاط نهاية وحُلّت حوادثها كلها
        [many] تعثرت { $count } نقطة نهاية وحُلّت حوادثها كلها
       *[other] تعثرت { $count } نقطة نهاية وحُلّت حوادثها كلها
    }
storm-over-body =
    { $calm ->
        [zero] لا بلاغات جديدة
        [one] لا بلاغات جديدة منذ ثانية واحدة
        [two] لا بلاغات جديدة منذ ثانيتين
        [few] لا بلاغات جديدة منذ { $calm } ثوان
        [many] لا بلاغات جديدة منذ { $calm } ثانية
       *[other] لا بلاغات جديدة منذ { $calm } ثانية
    }{ $again ->
        [0] { "" }
        [zero] { "" }
        [one] . عادت واحدة إلى العمل
        [two] . عادت اثنتان إلى العمل
        [few] . عادت { $again } إلى العمل
        [many] . عادت { $again } إلى العمل
       *[other] . عادت { $again } إلى العمل
    }. { $times ->
        [one] عند { $from }
       *[two] من { $from } إلى { $to }
    }، { $reports ->
        [zero] بلا بلاغات
        [one] بلاغ واحد
        [two] بلاغان
        [few] { $reports } بلاغات
        [many] { $reports } بلاغًا
       *[other] { $reports } بلاغ
    }
summary-works-title =
    { $count ->
        [zero] لم تعد أي نقطة نهاية إلى العمل
        [one] عادت نقطة نهاية واحدة إلى العمل
        [two] عادت نقطتا نهاية إلى العمل
        [few] عادت { $count } نقاط نهاية إلى العمل
        [many] عادت { $count } نقطة نهاية إلى العمل
       *[other] عادت { $count } نقطة نهاية إلى العمل
    }
summary-passed-title =
    { $count ->
        [zero] لم تتعثر أي نقطة نهاية { summary-when }
        [one] تعثرت نقطة نهاية واحدة { summary-when } ثم عادت إلى العمل
        [two] تعثرت نقطتا نهاية { summary-when } ثم عادتا إلى العمل
        [few] تعثرت { $count } نقاط نهاية { summary-when } ثم عادت إلى العمل
        [many] تعثرت { $count } نقطة نهاية { summary-when } ثم عادت إلى العمل
       *[other] تعثرت { $count } نقطة نهاية { summary-when } ثم عادت إلى العمل
    }
summary-some-passed-title =
    { $count ->
        [zero] لم تعد أي نقطة نهاية إلى العمل
        [one] عادت نقطة نهاية واحدة إلى العمل
        [two] عادت نقطتا نهاية إلى العمل
        [few] عادت { $count } نقاط نهاية إلى العمل
        [many] عادت { $count } نقطة نهاية إلى العمل
       *[other] عادت { $count } نقطة نهاية إلى العمل
    }؛ { $passed ->
        [zero] لم تتعثر أي منها { summary-when }
        [one] تعثرت واحدة منها { summary-when }
        [two] تعثرت اثنتان منها { summary-when }
        [few] تعثرت { $passed } منها { summary-when }
        [many] تعثرت { $passed } منها { summary-when }
       *[other] تعثرت { $passed } منها { summary-when }
    }
summary-failed-title =
    { $count ->
        [zero] لم تتعثر أي نقطة نهاية { summary-when }
        [one] تعثرت نقطة نهاية واحدة { summary-when }
        [two] تعثرت نقطتا نهاية { summary-when }
        [few] تعثرت { $count } نقاط نهاية { summary-when }
        [many] تعثرت { $count } نقطة نهاية { summary-when }
       *[other] تعثرت { $count } نقطة نهاية { summary-when }
    }
summary-when =
    { $why ->
        [quiet-hours] في ساعات الهدوء
        [paused] أثناء إيقاف الإشعارات
        [do-not-disturb] أثناء وضع عدم الإزعاج
        [woke] أثناء سكون الجهاز
        [together] قبل قليل
       *[away] أثناء توقف Missedhook
    }
summary-works-body =
    راجع ما فاتك
    { summary-busiest }
summary-failed-body =
    { $unresolved ->
        [0] حُلّت كلها
        [zero] حُلّت كلها
        [one] حادثة واحدة لم تُحل
        [two] حادثتان لم تُحلا
        [few] { $unresolved } حوادث لم تُحل
        [many] { $unresolved } حادثة لم تُحل
       *[other] { $unresolved } حادثة لم تُحل
    }{ $again ->
        [0] { "" }
        [zero] { "" }
        [one] ؛ عادت واحدة إلى العمل
        [two] ؛ عادت اثنتان إلى العمل
        [few] ؛ عادت { $again } إلى العمل
        [many] ؛ عادت { $again } إلى العمل
       *[other] ؛ عادت { $again } إلى العمل
    }
    { summary-busiest }
# Up to two endpoints by name, each with how many reports came of it.
summary-busiest =
    { $shown ->
        [none] { $rest ->
            [zero] لا نقاط نهاية
            [one] نقطة نهاية واحدة
            [two] نقطتا نهاية
            [few] { $rest } نقاط نهاية
            [many] { $rest } نقطة نهاية
           *[other] { $rest } نقطة نهاية
        }
        [one] { $first }
        [two] { $first } و{ $second }
        [one-and-more] { $rest ->
            [zero] { $first }
            [one] { $first } وواحدة أخرى
            [two] { $first } واثنتان أخريان
            [few] { $first } و{ $rest } أخرى
            [many] { $first } و{ $rest } أخرى
           *[other] { $first } و{ $rest } أخرى
        }
       *[two-and-more] { $rest ->
            [zero] { $first } و{ $second }
            [one] { $first } و{ $second } وواحدة أخرى
            [two] { $first } و{ $second } واثنتان أخريان
            [few] { $first } و{ $second } و{ $rest } أخرى
            [many] { $first } و{ $second } و{ $rest } أخرى
           *[other] { $first } و{ $second } و{ $rest } أخرى
        }
    }

## What has changed of an incident that was acknowledged until then. It begins the body, and stands on the timeline

change-of-failure = تغيّر من { $before } إلى { $after }
change-of-rate =
    { $count ->
        [zero] لا بلاغات في ساعة بدلا من { $before }
        [one] بلاغ واحد في ساعة بدلا من { $before }
        [two] بلاغان في ساعة بدلا من { $before }
        [few] { $count } بلاغات في ساعة بدلا من { $before }
        [many] { $count } بلاغًا في ساعة بدلا من { $before }
       *[other] { $count } بلاغ في ساعة بدلا من { $before }
    }
cause-in-sentence =
    { $cause ->
        [refused] رفض الاتصال
        [dns] اسم غير موجود
        [unreachable] تعذّر الوصول
        [connect_timeout] انتهاء مهلة الاتصال
        [timeout] انتهاء مهلة الرد
        [reset] قطع الاتصال
        [closed] إغلاق الاتصال
        [not_http] رد ليس HTTP
        [truncated] رد مبتور
        [tls_expired] شهادة منتهية الصلاحية
        [tls_not_yet_valid] شهادة لم تبدأ صلاحيتها
        [tls_name] شهادة لاسم آخر
        [tls_self_signed] شهادة موقعة ذاتيًا
        [tls_chain] شهادة غير موثوقة
        [tls_version] إصدار TLS غير مدعوم
        [tls_failed] فشل مصافحة TLS
        [https_to_http] طلب HTTPS إلى منفذ HTTP
        [http_to_https] طلب HTTP إلى منفذ HTTPS
        [redirect_loop] حلقة إعادة توجيه
        [redirect] إعادة توجيه
        [status] رمز خطأ
       *[unknown] لا رد
    }

## Whether RETM can reach this machine

unreachable-title = لا يستطيع RETM الوصول إليك
unreachable-body =
    منذ { $since }.
    { $what } { $remedy }
reachable-title = يستطيع RETM الوصول إليك مجددًا
reachable-body = تعذّر ذلك لمدة { $span }
url-changed-title = تغيّر رابط الاستقبال
url-changed-body =
    حدّثه في بوابة RETM. يبدأ الآن بـ
    { $url }
url-moved-body =
    عاد الوصول إليك ممكنًا بعد { $span }، برابط جديد. حدّثه في بوابة RETM. يبدأ الآن بـ
    { $url }
guessing-title =
    محاولات تخمين: { $count ->
        [zero] لا مفاتيح خاطئة
        [one] مفتاح خاطئ واحد
        [two] مفتاحان خاطئان
        [few] { $count } مفاتيح خاطئة
        [many] { $count } مفتاحًا خاطئًا
       *[other] { $count } مفتاح خاطئ
    } خلال { $span }
guessing-body = رُفضت كلها. وقد يكون المرسل RETM نفسه برابط استقبال أو رمز وصول قديم. تأكد من أن لدى RETM رابط الاستقبال الحالي. لا يلزم شيء آخر.

## Whether reports can be kept

store-failing-title = تعذّر حفظ البلاغات
store-works-title = عاد حفظ البلاغات
store-works-body = تعذّر الحفظ لمدة { $span }، ورُفض كل ما وصل بالرمز 503: ابحث في RETM عما لم يستطع الإبلاغ عنه.
history-gone-title = كان السجل مفقودًا
history-set-aside-title = سجل تالف وُضع جانبًا
relay-set-aside-title = قاعدة بيانات التمرير تالفة: لن تُسلَّم الطلبات المنتظرة فيها
notice-of-problem = { $what } { $meaning } { $remedy }

## This program

window-closed-title =
    { $place ->
        [tray] يستمر Missedhook في شريط النظام
       *[nowhere] يستمر Missedhook في العمل
    }
window-closed-body =
    تُستقبل البلاغات وتصلك الإشعارات. { $place ->
        [tray] لإنهائه اختر «إنهاء» من قائمته في شريط النظام.
       *[nowhere] لا يعرض سطح المكتب هذا أيقونات شريط النظام: شغّل Missedhook مرة أخرى لفتح النافذة. لإنهائه اختر «إنهاء» من قائمة النافذة (Ctrl Q).
    }
update-title = يتوفر Missedhook { $version }
update-body =
    لم يُثبَّت شيء. نزّله من الرابط أدناه.
    { $told ->
        [nothing] { $url }
       *[more] { $summary }{ "\u000A" }{ $url }
    }
upgraded-title =
    { $named ->
        [yes] تم تحديث Missedhook إلى الإصدار { $version }
       *[no] تم تحديث Missedhook
    }
upgraded-body =
    لا يزال الإصدار القديم يعمل. { $how ->
        [button] أعد تشغيل Missedhook لاستخدام الإصدار الجديد.
        [service] لاستخدام الإصدار الجديد نفّذ: { $command }
       *[hand] لاستخدام الإصدار الجديد أغلق Missedhook ثم شغّله من جديد.
    }

## Monitors and certificates

monitor-down-title =
    { $answers ->
        [none] لا ترد { $name }
       *[wrong] لا ترد { $name } كما يجب
    }
monitor-down-body =
    { $count ->
        [zero] منذ { $since }
        [one] منذ { $since }
        [two] فشل فحصان متتاليان منذ { $since }
        [few] فشلت { $count } فحوص متتالية منذ { $since }
        [many] فشل { $count } فحصًا متتاليًا منذ { $since }
       *[other] فشل { $count } فحص متتال منذ { $since }
    }
    { $found }
monitor-up-title = عادت { $name } إلى الرد
monitor-up-body = توقفت من { $from } إلى { $to } (لمدة { $span })
host-down-title = لا شيء على { $name } يرد كما يجب
host-down-body =
    منذ { $since }: { $found }
    { $labels }
host-up-body =
    { monitor-up-body }{ $rest ->
        [no] { "" }
       *[yes] ؛ وما زالت تتعثر: { $labels }
    }
label-comma = {"، "}
labels =
    { $named }{ $more ->
        [0] { "" }
        [zero] { "" }
        [one] {" "}وواحدة أخرى
        [two] {" "}واثنتان أخريان
        [few] {" "}و{ $more } أخرى
        [many] {" "}و{ $more } أخرى
       *[other] {" "}و{ $more } أخرى
    }
certificate-title =
    { $form ->
        [expired] انتهت صلاحية شهادتك لـ { $host }
       *[expires] تنتهي صلاحية شهادتك لـ { $host } بعد { $span }
    }
certificate-body =
    { $form ->
        [expired] منذ { $when }. لا يستطيع RETM التسليم حتى تُجدَّد
       *[expires] في { $when }. لن يستطيع RETM التسليم بعد ذلك: جدّدها قبل هذا الموعد
    }

## No request comes although one was expected

silence-title = لا شيء من RETM منذ { $span }
silence-body =
    يُتوقع طلب واحد على الأقل خلال { $within }. { $proof ->
        [checked] كان الوصول إلى Missedhook ممكنًا في { $at }: راجع إعدادات الويب هوك في RETM.
       *[unchecked] لا يُفحص هل يستطيع RETM الوصول إلى Missedhook.
    }
    { $path }
silence-over-title = عاد RETM إلى الإرسال
silence-over-body =
    أول طلب بعد { $span }.
    { $path }

## Buttons

button-open = فتح
button-acknowledge = تأكيد الاستلام
button-mute = كتم ساعة
button-copy-url = نسخ الرابط الجديد
button-restart = إعادة التشغيل

## What alerts do, in the settings

policy-opened = يصلك إشعار فور أن تبدأ نقطة نهاية في التعثر.
policy-grew = ما دامت تتعثر يُحدَّث إشعارها بلا صوت، مرة كل { 5 } ثوان على الأكثر.
policy-escalated = يصلك إشعار مرة أخرى عند { 10 } أخطاء و{ 100 } و{ 1000 }، أو إذا بقيت متعثرة ساعة بعد آخر إشعار.
policy-storm = إذا بدأت أكثر من { 3 } نقاط نهاية في التعثر خلال { 10 } ثوان اشترك الباقي في إشعار واحد. ويتبعه ملخص متى لم يصل شيء لمدة { 30 } ثانية.
policy-host = إذا تعثرت كل نقاط النهاية المعروفة لمضيف، وكانت أكثر من { 3 }، اشترك الباقي في إشعار واحد عن المضيف.
policy-recovered = متى تعافت نقطة نهاية وصلك إشعار واحد، ما لم تكن مكتومة أو لم يصلك إشعار بتعثرها. وإذا تعثرت وتعافت والإشعارات مؤجلة شمل إشعار واحد الأمرين.
policy-flapping = إذا تعثرت مرة أخرى خلال { 30 } دقيقة حُدّث الإشعار نفسه. وبعد المرة الثالثة تُعد متقلبة، ويجب أن تعمل مدة أطول قبل أن تُحل.
policy-acknowledged = الحوادث المؤكَّدة والمكتومة بلا إشعارات.
policy-until-change = الحادثة المؤكَّدة حتى تتغير تُشعرك مرة أخرى إذا تغير رمزها أو سببها، أو إذا وصل في ساعة عشرة أضعاف بلاغاتها.
policy-held = في ساعات الهدوء أو الإيقاف المؤقت أو وضع عدم الإزعاج تؤجَّل الإشعارات، ثم يصلك ملخص واحد.
policy-away = بعد إعادة التشغيل أو السكون تأتي الإشعارات المؤجلة في ملخص واحد.
policy-test = البلاغ التجريبي يُشعرك دائمًا.
policy-timeline = يُظهر المخطط الزمني للحادثة كل قرار، حتى ما كان بلا إشعار.

## What they look like, in the settings

sample-title = الإشعارات تعمل
sample-body = هذا إشعار تجريبي من إعدادات Missedhook. لا يوجد عطل.
preview-opened = عندما تتعثر نقطة نهاية
preview-grew = عندما يستمر التعثر
preview-recovered = عندما تعود إلى العمل

## Requests of the relay wait

relay-waits-title =
    { $count ->
        [zero] لا طلبات تنتظر
        [one] طلب واحد ينتظر
        [two] طلبان ينتظران
        [few] { $count } طلبات تنتظر
        [many] { $count } طلبًا ينتظر
       *[other] { $count } طلب ينتظر
    }
relay-waits-body =
    { $held ->
        [yes] لا برنامج يستمع على { $target }. يُسلَّم ما ينتظر حالما يستمع برنامج هناك.
       *[no] لا يقبلها تكاملك على { $target }. يواصل التمرير المحاولة.
    }
## A colleague's incident

colleague-failing-title =
    تتعثر { $label }{ $which ->
        [none] { "" }
       *[code] { " " }— { $code }
    }
colleague-failing-body =
    { $reference }، منذ { $since }، { $count ->
        [zero] بلا بلاغات
        [one] بلاغ واحد
        [two] بلاغان
        [few] { $count } بلاغات
        [many] { $count } بلاغًا
       *[other] { $count } بلاغ
    }{ $cause ->
        [nothing] { "" }
       *[said] : { $said }
    }
colleague-recovered-title = عادت { $label } إلى العمل
colleague-recovered-body =
    { $reference }، تعثرت منذ { $since }، { $count ->
        [zero] بلا بلاغات
        [one] بلاغ واحد
        [two] بلاغان
        [few] { $count } بلاغات
        [many] { $count } بلاغًا
       *[other] { $count } بلاغ
    }
colleagues-title =
    { $count ->
        [zero] لا حوادث لدى الزملاء
        [one] حادثة واحدة لدى زميل
        [two] حادثتان لدى الزملاء
        [few] { $count } حوادث لدى الزملاء
        [many] { $count } حادثة لدى الزملاء
       *[other] { $count } حادثة لدى الزملاء
    }
colleagues-line = { $reference } { $label }

## ملخص الأسبوع

weekly-title =
    { $count ->
        [zero] لا حوادث جديدة في الأسبوع الماضي
        [one] حادثة واحدة في الأسبوع الماضي
        [two] حادثتان في الأسبوع الماضي
        [few] { $count } حوادث في الأسبوع الماضي
        [many] { $count } حادثة في الأسبوع الماضي
       *[other] { $count } حادثة في الأسبوع الماضي
    }
weekly-body = { weekly-than }{ weekly-down }{ weekly-slowest }{ weekly-unseen }{ weekly-cause }
weekly-than =
    { $than ->
        [more] أكثر من الأسبوع السابق بمقدار { weekly-difference }.
        [fewer] أقل من الأسبوع السابق بمقدار { weekly-difference }.
       *[same] كما في الأسبوع السابق.
    }
weekly-difference =
    { $by ->
        [zero] صفر
        [one] حادثة واحدة
        [two] حادثتين
        [few] { $by } حوادث
        [many] { $by } حادثة
       *[other] { $by } حادثة
    }
weekly-down =
    { $was ->
        [down] { " " }تعثرت نقاط النهاية مدة { $down } إجمالا.
       *[up] { "" }
    }
weekly-slowest =
    { $recovered ->
        [yes] { " " }استغرق تعافي { $label } أطول وقت: { $took }.
       *[no] { "" }
    }
weekly-unseen =
    { $unseen ->
        [zero] { "" }
        [one] { " " }حادثة منها لم يطلع عليها أحد.
        [two] { " " }حادثتان منها لم يطلع عليهما أحد.
        [few] { " " }{ $unseen } حوادث منها لم يطلع عليها أحد.
        [many] { " " }{ $unseen } حادثة منها لم يطلع عليها أحد.
       *[other] { " " }{ $unseen } حادثة منها لم يطلع عليها أحد.
    }
weekly-cause =
    { $named ->
        [yes] { " " }السبب الأكثر تكرارًا: { $cause }.
       *[no] { "" }
    }
weekly-cause-status = رمز خطأ { $status }
