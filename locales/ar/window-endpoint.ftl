# What the window says: endpoint.

## The days of an endpoint

day-good = سليم
day-failing = متعثر
day-unknown = بلا بيانات
day-in-list-good = سليم
day-in-list-failing = متعثر
day-in-list-unknown = بلا بيانات
day-checks-failed =
    { $count ->
        [zero] فشل { $failed } من 0 فحص
        [one] فشل { $failed } من فحص واحد
        [two] فشل { $failed } من فحصين
        [few] فشل { $failed } من { $count } فحوص
        [many] فشل { $failed } من { $count } فحصًا
       *[other] فشل { $failed } من { $count } فحص
    }
day-facts = { $date }: { $facts }
days-failing = { $number } متعثرة
days-good = { $number } سليمة
days-unknown = { $number } بلا بيانات
days-summary =
    { $count ->
        [zero] آخر { $count } يوم: { $facts }
        [one] آخر يوم: { $facts }
        [two] آخر يومين: { $facts }
        [few] آخر { $count } أيام: { $facts }
        [many] آخر { $count } يومًا: { $facts }
       *[other] آخر { $count } يوم: { $facts }
    }
