# What stands within other messages: how long, when.
### The glossary is in window-common.ftl. A length of time follows a preposition everywhere: منذ، خلال، بعد، لمدة.

## How long something lasted or will last

span-seconds =
    { $count ->
        [zero] { $count } ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $count } ثوانٍ
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
        [few] { $count } ملي ثوانٍ
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
