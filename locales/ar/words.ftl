# What stands within other messages: how long, when.
### The glossary is locales/GLOSSARY.md. A length of time follows a preposition everywhere: منذ، خلال، بعد، لمدة.

## How long something lasted or will last

span-seconds =
    { $count ->
        [zero] { $count } ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $count } ثوان
        [many] { $count } ثانية
       *[other] { $count } ثانية
    }
span-minutes =
    { $count ->
        [zero] { $count } دقيقة
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $count } دقائق
        [many] { $count } دقيقة
       *[other] { $count } دقيقة
    }
span-hours =
    { $count ->
        [zero] { $count } ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $count } ساعات
        [many] { $count } ساعة
       *[other] { $count } ساعة
    }
span-days =
    { $count ->
        [zero] { $count } يوم
        [one] يوم واحد
        [two] يومين
        [few] { $count } أيام
        [many] { $count } يومًا
       *[other] { $count } يوم
    }
span-milliseconds =
    { $count ->
        [zero] { $count } ملي ثانية
        [one] ملي ثانية واحدة
        [two] ملي ثانيتين
        [few] { $count } ملي ثوان
        [many] { $count } ملي ثانية
       *[other] { $count } ملي ثانية
    }
span-parts-of-ms = { $number } ملي ث
span-parts-of-s = { $number } ث

## When

day-and-time = { day-in-year }، { $time }
day-in-year =
    { $day } { $month ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] مايو
        [6] يونيو
        [7] يوليو
        [8] أغسطس
        [9] سبتمبر
        [10] أكتوبر
        [11] نوفمبر
       *[12] ديسمبر
    }

## What was done to incidents

counted-incidents =
    { $count ->
        [zero] { 0 } حادثة
        [one] حادثة واحدة
        [two] حادثتين
        [few] { $count } حوادث
        [many] { $count } حادثة
       *[other] { $count } حادثة
    }
done =
    { $action ->
        [acknowledge] أُكّد استلام { counted-incidents }
        [until-change] أُكّد استلام { counted-incidents } حتى { $count ->
            [zero] تتغير
            [one] تتغير
            [two] تتغيرا
            [few] تتغير
            [many] تتغير
           *[other] تتغير
        }
        [resolve] حُلّت { $count ->
            [zero] { 0 } حادثة
            [one] حادثة واحدة
            [two] حادثتان
            [few] { $count } حوادث
            [many] { $count } حادثة
           *[other] { $count } حادثة
        }
        [reopen] أُعيد فتح { counted-incidents }
        [mute] تم كتم { counted-incidents }
        [unmute] أُلغي كتم { counted-incidents }
       *[undo] تم التراجع عن { counted-incidents }
    }
done-not =
    الحادثة { $id } { $why ->
        [not-muted] ليست مكتومة
        [followed-by-newer] تلتها حادثة أحدث لم تُحل
        [already-resolved] محلولة من قبل
        [already-until-change] مؤكَّدة من قبل حتى تتغير
        [already-acknowledged] مؤكَّدة من قبل
       *[already-open] مفتوحة من قبل
    }
done-more-not =
    { $count ->
        [zero] لم يتغير غيرها
        [one] وواحدة أخرى تبقى كما هي
        [two] واثنتان أخريان تبقيان كما هما
        [few] و{ $count } أخرى تبقى كما هي
        [many] و{ $count } أخرى تبقى كما هي
       *[other] و{ $count } أخرى تبقى كما هي
    }
done-semicolon = {"؛ "}

## Tunnels to choose from

tunnel-own-url = رابطي الخاص
tunnel-about =
    { $kind ->
        [tailscale] مجاني مع حساب Tailscale. رابط دائم.
        [ngrok] حساب مجاني مع نطاق دائم واحد.
        [ssh] لخادمك الخاص (sshd وخادم ويب). رابط دائم.
        [own_url] لديك رابط عام بالفعل. يكتفي Missedhook بالتحقق من أنه يعمل.
        [cloudflared] مجاني وبلا حساب. يتغير الرابط عند كل تشغيل، ما لم تستخدم نفقًا مسمى.
       *[bore] مجاني ومدمج. غير مشفّر: يستطيع غيرك على الشبكة قراءة البلاغات والمفتاح. يتغير الرابط ما لم تشغّل الخادم بنفسك.
    }
tunnel-get =
    { $kind ->
        [tailscale] ثبّته من tailscale.com/download ثم نفّذ { "\u2066" }tailscale up{ "\u2069" }.
        [ngrok] ثبّته من ngrok.com/download ثم نفّذ { "\u2066" }ngrok config add-authtoken TOKEN{ "\u2069" }.
        [ssh] ثبّت عميل OpenSSH (الحزمة openssh-client).
        [cloudflared] ثبّته من github.com/cloudflare/cloudflared/releases أو بمدير الحزم لديك.
       *[other] { "" }
    }

## How a report was read, and why it could not be

unreadable =
    { $why ->
        [not-text] نص الطلب بيانات ثنائية.
        [too-large] نص الطلب أكبر من 256 كيلوبايت بعد فك ضغطه.
        [empty] نص الطلب فارغ.
        [not-json] نص الطلب ليس JSON كاملا.
        [not-an-object] نص الطلب JSON، لكنه ليس كائنًا.
       *[no-known-field] نص الطلب كائن JSON بلا code أو endpoint أو message.
    }
read-as =
    { $how ->
        [compressed] كان مضغوطًا ({ $name }).
        [charset] نصه بترميز { $name } لا UTF-8.
        [leniently] في صياغة JSON خلل يسير، وقُرئ بتساهل.
        [form] هو نموذج لا JSON.
        [field] البلاغ في حقله «{ $name }».
        [string] البلاغ JSON داخل نص.
       *[array] البلاغ في مصفوفة.
    }

## Exact times

exact-date = { day-in-year } { $year }
exact-time = { $date }، { $time } { $offset }
exact-time-hijri = { $date }، { $time } { $offset } ({ $hijri })
hijri-date =
    { $day } { $month ->
        [1] محرم
        [2] صفر
        [3] ربيع الأول
        [4] ربيع الآخر
        [5] جمادى الأولى
        [6] جمادى الآخرة
        [7] رجب
        [8] شعبان
        [9] رمضان
        [10] شوال
        [11] ذو القعدة
       *[12] ذو الحجة
    } { $year } هـ
