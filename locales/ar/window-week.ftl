# What the window says: the summary of a week.

## The page of a week

week-span = { $from } – { $to }
week-other = أسابيع أخرى
week-before = الأسبوع السابق
week-after = الأسبوع التالي
week-so-far = لم ينته هذا الأسبوع بعد.
week-empty = لا حوادث في هذا الأسبوع.
week-empty-after =
    { $count ->
        [zero] لا حوادث في هذا الأسبوع.
        [one] لا حوادث في هذا الأسبوع. كانت في الأسبوع السابق حادثة واحدة.
        [two] لا حوادث في هذا الأسبوع. كانت في الأسبوع السابق حادثتان.
        [few] لا حوادث في هذا الأسبوع. كانت في الأسبوع السابق { $count } حوادث.
        [many] لا حوادث في هذا الأسبوع. كانت في الأسبوع السابق { $count } حادثة.
       *[other] لا حوادث في هذا الأسبوع. كانت في الأسبوع السابق { $count } حادثة.
    }
week-none = لا شيء
week-more =
    { $count ->
        [zero] كما في الأسبوع السابق
        [one] أكثر من الأسبوع السابق بحادثة واحدة
        [two] أكثر من الأسبوع السابق بحادثتين
        [few] أكثر من الأسبوع السابق بمقدار { $count } حوادث
        [many] أكثر من الأسبوع السابق بمقدار { $count } حادثة
       *[other] أكثر من الأسبوع السابق بمقدار { $count } حادثة
    }
week-fewer =
    { $count ->
        [zero] كما في الأسبوع السابق
        [one] أقل من الأسبوع السابق بحادثة واحدة
        [two] أقل من الأسبوع السابق بحادثتين
        [few] أقل من الأسبوع السابق بمقدار { $count } حوادث
        [many] أقل من الأسبوع السابق بمقدار { $count } حادثة
       *[other] أقل من الأسبوع السابق بمقدار { $count } حادثة
    }
week-same = كما في الأسبوع السابق
week-down = مدة التعثر
week-down-before = في الأسبوع السابق: { $duration }
week-slowest = أطول تعاف
week-cause = السبب الأكثر تكرارًا
week-of = { $number } من { $all }
week-unseen = لم يطلع عليها أحد
week-unseen-count =
    { $count ->
        [zero] لا شيء
        [one] حادثة واحدة
        [two] حادثتان
        [few] { $count } حوادث
        [many] { $count } حادثة
       *[other] { $count } حادثة
    }
week-days = الحوادث حسب اليوم
week-day-down = { $opened }، مدة التعثر { $duration }
week-endpoints = مدة التعثر حسب نقطة النهاية
week-lasted = مدة التعثر { $duration }
week-not-seen = لم يطلع عليها أحد
week-and-more =
    { $count ->
        [zero] ولا حوادث أخرى
        [one] وحادثة أخرى
        [two] وحادثتان أخريان
        [few] و{ $count } حوادث أخرى
        [many] و{ $count } حادثة أخرى
       *[other] و{ $count } حادثة أخرى
    }
