# What notifications say.
### The glossary is in window-common.ftl. The sentence comes first, a URL stands on a line of its own. Codes, paths and
### hosts come isolated.

## An endpoint fails

incident-failing-title =
    { $form ->
        [unreachable] يتعذر الوصول إلى { $label }
        [unreachable-again] يتعذر الوصول مجددًا إلى { $label }
        [failing-again] عادت { $label } إلى الفشل
       *[failing] تفشل { $label }
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
       *[retm] توقفت RETM بعد 3 محاولات
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
        [1] وصل بلاغ الاختبار
       *[other] وصل بلاغ الاختبار ×{ $count }
    }
test-body = الإشعارات تعمل. لا يوجد عطل.{ incident-again }{ incident-merchant }
unreadable-title =
    { $count ->
        [1] أرسلت RETM ما لا يمكن قراءته
       *[other] أرسلت RETM ما لا يمكن قراءته ×{ $count }
    }
unreadable-body = ما أرسلته RETM ليس بلاغًا. حُفظ كما وصل{ incident-again }{ incident-merchant }

## It comes and goes, and works again

incident-flapping-title =
    { $times ->
        [zero] تتعطل { $label } وتعود خلال { $span }
        [one] تعطلت { $label } وعادت مرة واحدة خلال { $span }
        [two] تعطلت { $label } وعادت مرتين خلال { $span }
        [few] تعطلت { $label } وعادت { $times } مرات خلال { $span }
        [many] تعطلت { $label } وعادت { $times } مرة خلال { $span }
       *[other] تعطلت { $label } وعادت { $times } مرة خلال { $span }
    }
incident-flapping-body =
    { incident-gave-up }. يجب أن تعمل مدة أطول حتى تُعد الحادثة منتهية
    { incident-cause }
incident-recovered-title = عادت { $label } إلى العمل
incident-passed-title = فشلت { $label } ثم عادت إلى العمل
incident-recovered-body =
    تعطلت من { $from } إلى { $to } (لمدة { $span }{ $breaks ->
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
        [relay] سلّم التمرير ما فشل
       *[probe] فُحصت من هذا الجهاز
    }. راجع ما فاتك

## Several endpoints at once

storm-title =
    { $count ->
        [zero] لا تفشل أي نقطة نهاية
        [one] تفشل نقطة نهاية واحدة
        [two] تفشل نقطتا نهاية
        [few] تفشل { $count } نقاط نهاية
        [many] تفشل { $count } نقطة نهاية
       *[other] تفشل { $count } نقطة نهاية
    }{ $at-host ->
        [yes] { " " }على { $host }
       *[no] { "" }
    }
storm-body = { summary-busiest }
storm-all-failing-title =
    { $count ->
        [zero] لم تعد أي نقطة نهاية تفشل
        [one] ما زالت نقطة نهاية واحدة تفشل
        [two] ما زالت نقطتا نهاية تفشلان
        [few] ما زالت { $count } نقاط نهاية تفشل
        [many] ما زالت { $count } نقطة نهاية تفشل
       *[other] ما زالت { $count } نقطة نهاية تفشل
    }
storm-some-failing-title =
    { $count ->
        [zero] ما زالت { $left } تفشل
        [one] ما زالت { $left } من نقطة نهاية واحدة تفشل
        [two] ما زالت { $left } من نقطتي نهاية تفشل
        [few] ما زالت { $left } من { $count } نقاط نهاية تفشل
        [many] ما زالت { $left } من { $count } نقطة نهاية تفشل
       *[other] ما زالت { $left } من { $count } نقطة نهاية تفشل
    }
storm-resolved-title =
    { $count ->
        [zero] حُلّت كل الحوادث
        [one] فشلت نقطة نهاية واحدة وحُلّت حادثتها
        [two] فشلت نقطتا نهاية وحُلّت حادثتاهما
        [few] فشلت { $count } نقاط نهاية وحُلّت حوادثها كلها
        [many] فشلت { $count } نقطة نهاية وحُلّت حوادثها كلها
       *[other] فشلت { $count } نقطة نهاية وحُلّت حوادثها كلها
    }
storm-over-body =
    { $calm ->
        [zero] لا بلاغات جديدة
        [one] لا بلاغات جديدة منذ ثانية واحدة
        [two] لا بلاغات جديدة منذ ثانيتين
        [few] لا بلاغات جديدة منذ { $calm } ثوانٍ
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
        [zero] لم تفشل أي نقطة نهاية { summary-when }
        [one] فشلت نقطة نهاية واحدة { summary-when } ثم عادت إلى العمل
        [two] فشلت نقطتا نهاية { summary-when } ثم عادتا إلى العمل
        [few] فشلت { $count } نقاط نهاية { summary-when } ثم عادت إلى العمل
        [many] فشلت { $count } نقطة نهاية { summary-when } ثم عادت إلى العمل
       *[other] فشلت { $count } نقطة نهاية { summary-when } ثم عادت إلى العمل
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
        [zero] لم تفشل أي منها { summary-when }
        [one] فشلت واحدة منها { summary-when }
        [two] فشلت اثنتان منها { summary-when }
        [few] فشلت { $passed } منها { summary-when }
        [many] فشلت { $passed } منها { summary-when }
       *[other] فشلت { $passed } منها { summary-when }
    }
summary-failed-title =
    { $count ->
        [zero] لم تفشل أي نقطة نهاية { summary-when }
        [one] فشلت نقطة نهاية واحدة { summary-when }
        [two] فشلت نقطتا نهاية { summary-when }
        [few] فشلت { $count } نقاط نهاية { summary-when }
        [many] فشلت { $count } نقطة نهاية { summary-when }
       *[other] فشلت { $count } نقطة نهاية { summary-when }
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

## What they look like, in the settings

sample-title = الإشعارات تعمل
sample-body = هذا اختبار من إعدادات Missedhook. لا يوجد عطل.
preview-opened = عندما تفشل نقطة نهاية
preview-grew = عندما يستمر الفشل
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
        [yes] لا شيء يستمع على { $target }. يُسلَّم ما ينتظر حالما يعمل شيء هناك.
       *[no] لا يقبلها تكاملك على { $target }. يواصل التمرير المحاولة.
    }
## A colleague's incident

colleague-failing-title =
    تفشل { $label }{ $which ->
        [none] { "" }
       *[code] { " " }— { $code }
    }
colleague-failing-body =
    { $reference } منذ { $since }، { $count ->
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
    { $reference } فشلت منذ { $since }، { $count ->
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
