# What the window says: plots.

## Plots

range-hour = آخر ساعة
range-hour-none = لا بلاغات في آخر ساعة.
range-day = 24 ساعة
range-day-none = لا بلاغات في آخر 24 ساعة.
range-week = 7 أيام
range-week-none = لا بلاغات في آخر 7 أيام.
range-month = 30 يومًا
range-month-none = لا بلاغات في آخر 30 يومًا.
range-all = الكل
range-all-none = لا بلاغات.
range-none = لا بلاغات في هذه المدة.
plot-arrows = استخدم الأسهم للتنقل من عمود إلى عمود
legend-peak-minute = الذروة في الدقيقة
legend-peak-hour = الذروة في الساعة
legend-peak-day = الذروة في اليوم
legend-all-endpoints = عرض كل نقاط النهاية
legend-only-one = عرض { $endpoint } فقط
legend-all = عرض الكل
legend-only = هذه فقط
legend-sum = المجموع ({ $number })
legend-caption = البلاغات بحسب نقطة النهاية
legend-selected = المحدد
plot-summary =
    { $count ->
        [zero] { $time }، لا بلاغات
        [one] { $time }، بلاغ واحد
        [two] { $time }، بلاغان
        [few] { $time }، { $count } بلاغات
        [many] { $time }، { $count } بلاغًا
       *[other] { $time }، { $count } بلاغ
    }
plot-summary-of =
    { $count ->
        [zero] { $time }، لا بلاغات عن { $endpoint }
        [one] { $time }، بلاغ واحد عن { $endpoint }
        [two] { $time }، بلاغان عن { $endpoint }
        [few] { $time }، { $count } بلاغات عن { $endpoint }
        [many] { $time }، { $count } بلاغًا عن { $endpoint }
       *[other] { $time }، { $count } بلاغ عن { $endpoint }
    }
plot-bar-of = { $endpoint } { $number }
plot-bar = { $time }: { $counts }
plot-bar-empty = { $time }: لا شيء
plot-label-minute =
    { $count ->
        [zero] أعمدة: لا بلاغات بحسب الدقيقة، والأرقام في الجدولين أدناه
        [one] أعمدة: بلاغ واحد بحسب الدقيقة، والأرقام في الجدولين أدناه
        [two] أعمدة: بلاغان بحسب الدقيقة، والأرقام في الجدولين أدناه
        [few] أعمدة: { $count } بلاغات بحسب الدقيقة، والأرقام في الجدولين أدناه
        [many] أعمدة: { $count } بلاغًا بحسب الدقيقة، والأرقام في الجدولين أدناه
       *[other] أعمدة: { $count } بلاغ بحسب الدقيقة، والأرقام في الجدولين أدناه
    }
plot-label-hour =
    { $count ->
        [zero] أعمدة: لا بلاغات بحسب الساعة، والأرقام في الجدولين أدناه
        [one] أعمدة: بلاغ واحد بحسب الساعة، والأرقام في الجدولين أدناه
        [two] أعمدة: بلاغان بحسب الساعة، والأرقام في الجدولين أدناه
        [few] أعمدة: { $count } بلاغات بحسب الساعة، والأرقام في الجدولين أدناه
        [many] أعمدة: { $count } بلاغًا بحسب الساعة، والأرقام في الجدولين أدناه
       *[other] أعمدة: { $count } بلاغ بحسب الساعة، والأرقام في الجدولين أدناه
    }
plot-label-day =
    { $count ->
        [zero] أعمدة: لا بلاغات بحسب اليوم، والأرقام في الجدولين أدناه
        [one] أعمدة: بلاغ واحد بحسب اليوم، والأرقام في الجدولين أدناه
        [two] أعمدة: بلاغان بحسب اليوم، والأرقام في الجدولين أدناه
        [few] أعمدة: { $count } بلاغات بحسب اليوم، والأرقام في الجدولين أدناه
        [many] أعمدة: { $count } بلاغًا بحسب اليوم، والأرقام في الجدولين أدناه
       *[other] أعمدة: { $count } بلاغ بحسب اليوم، والأرقام في الجدولين أدناه
    }
plot-coarser-hour = عمود لكل ساعة: بعمود لكل { $step } ستكون كثيرة جدًا.
plot-coarser-day = عمود لكل يوم: بعمود لكل { $step } ستكون كثيرة جدًا.
step-minute = دقيقة
step-hour = ساعة
step-day = يوم
plot-hint = اسحب فوق الأعمدة لتحديدها، أو اضغط ← →، ومع Shift للتحديد.
plots-title = أخطاء التسليم عبر الزمن
plot-zoom-out = تصغير
plot-everything = عرض كل شيء
plot-show = عرض هذه البلاغات
plot-zoom-in = تكبير
plot-clear = مسح
bars-auto = تلقائي
bars-minute = بالدقيقة
bars-hour = بالساعة
bars-day = باليوم
plot-first = أول بلاغ
plot-wrong-time = أدخل وقتًا مثل 2026-11-24 09:14، أو 09:14 لليوم.
plot-wrong-range = تنتهي المدة قبل أن تبدأ.
plot-range = المدة
plot-bar-width = عرض العمود
plot-table-minute = البلاغات بحسب الدقيقة ونقطة النهاية، الأحدث أولا
plot-table-more-minutes =
    { $count ->
        [zero] 0 دقيقة أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
        [one] دقيقة أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
        [two] دقيقتان أخريان قبلها. اختر أعمدة أطول أو مدة أقصر.
        [few] { $count } دقائق أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
        [many] { $count } دقيقة أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
       *[other] { $count } دقيقة أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
    }
plot-table-hour = البلاغات بحسب الساعة ونقطة النهاية، الأحدث أولا
plot-table-more-hours =
    { $count ->
        [zero] 0 ساعة أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
        [one] ساعة أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
        [two] ساعتان أخريان قبلها. اختر أعمدة أطول أو مدة أقصر.
        [few] { $count } ساعات أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
        [many] { $count } ساعة أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
       *[other] { $count } ساعة أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
    }
plot-table-day = البلاغات بحسب اليوم ونقطة النهاية، الأحدث أولا
plot-table-more-days =
    { $count ->
        [zero] 0 يوم آخر قبلها. اختر أعمدة أطول أو مدة أقصر.
        [one] يوم آخر قبلها. اختر أعمدة أطول أو مدة أقصر.
        [two] يومان آخران قبلها. اختر أعمدة أطول أو مدة أقصر.
        [few] { $count } أيام أخرى قبلها. اختر أعمدة أطول أو مدة أقصر.
        [many] { $count } يومًا آخر قبلها. اختر أعمدة أطول أو مدة أقصر.
       *[other] { $count } يوم آخر قبلها. اختر أعمدة أطول أو مدة أقصر.
    }
plot-table = كجدول
plot-table-label = الرسم كجدول
plot-when = متى
plot-total = المجموع
