//! Full-text search in Arabic: what is found, however it is typed and however it was sent, and what is not.

use std::collections::BTreeSet;

use missedhook_tests::{
    machine::Machine,
    program::{Serve, run_json, run_ok, show},
    retm::deliver,
};
use serde_json::{Value, json};

/// What a developer in Saudi Arabia types, a message, and whether it should be found.
const PAIRS: [(&str, &str, bool); 25] = [
    ("خطأ", "خطأ في الاتصال", true),
    ("خطأ", "حدث خَطَأٌ", true),
    ("خَطَأ", "خطأ في الاتصال", true),
    ("تعذر", "تعذّر الاتصال", true),
    ("خطأ", "خطـــأ", true),
    ("خطا", "خطأ", true),
    ("اتصال", "فشل إتصال", true),
    ("الإتصال", "فشل الاتصال", true),
    ("الان", "الآن", true),
    ("خدمه", "خدمة", true),
    ("علي", "لم يرد على الطلب", true),
    ("مسؤول", "مسئول", true),
    ("طاريء", "طارئ", true),
    ("طلبات", "الطلبات مرفوضة", true),
    ("الطلبات", "طلبات مرفوضة", true),
    ("الطلبات", "الفواتير والطلبات", true),
    ("الخادم", "الاتصال بالخادم", true),
    ("الخادم", "لم يصل الطلب للخادم", true),
    ("503", "رمز الخطأ ٥٠٣", true),
    ("٥٠٣", "خطأ 503", true),
    ("۵۰۳", "رمز الخطأ ٥٠٣", true),
    ("الاتصال", "فشل ا\u{fefb}تصال", true),
    ("503", "رمز \u{2068}503\u{2069}", true),
    ("خطأ", "خط\u{200f}أ", true),
    ("كتاب", "مكتب", false),
];

/// More of the same.
const MORE: [(&str, &str, bool); 34] = [
    ("خطأ", "خطا\u{654}", true),
    ("كتابي", "کتابی", true),
    ("هذا", "هٰذا", true),
    ("میخواهم", "می\u{200c}خواهم", true),
    ("12.5", "المبلغ ١٢٫٥", true),
    ("1000", "المبلغ ١٬٠٠٠", true),
    ("\"تعذر الاتصال\"", "تعذّر الإتصال", true),
    ("محاول", "بعد ثلاث محاولات", true),
    ("الخادم", "الخادم، والفرع", true),
    ("خطأ", "\u{202b}خطأ\u{202c}", true),
    ("خطأ", "\u{61c}خطأ", true),
    ("موقت", "متوقفة مؤقتا", true),
    ("مؤقتا", "متوقفة موقتا", true),
    ("سيئ", "اتصال سيء", true),
    ("سيء", "اتصال سيئ", true),
    ("إجراءات", "الإجرائات", true),
    ("إجرائات", "إجراءات", true),
    ("هيئة", "هيأة", true),
    ("شؤون", "شئون", true),
    ("الى", "إلى السيرفر", true),
    ("مكه", "فرع مكة المكرمة", true),
    ("طلب", "ولم يصل بطلب", true),
    ("لطلب", "الطلب مرفوض", true),
    ("للخادم", "الاتصال بالخادم", true),
    ("المعتاد", "كالمعتاد", true),
    ("\"رفض اتصال\"", "تم رفض الاتصال", true),
    ("\"فشل الاتصال\"", "فشل إتصال", true),
    // Not one letter of a word, not a word that only ends alike, not another number.
    ("ط", "حدث خَطَأٌ", false),
    ("خطأ", "أخطاء", false),
    ("طلب", "كلب", false),
    ("والد", "الدفع", false),
    ("لم", "كلام", false),
    ("403", "رمز ٥٠٣", false),
    ("\"اتصال رفض\"", "تم رفض الاتصال", false),
];

fn found(machine: &Machine, query: &str) -> BTreeSet<i64> {
    let rows = run_json(machine, &["list", "--limit", "1000", "--json", query]);
    let rows: &Vec<Value> = rows.as_array().unwrap();
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

#[test]
fn arabic_is_found_however_it_is_typed() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let mut wrong = Vec::new();
    for (at, (query, message, is_found)) in PAIRS.iter().chain(&MORE).enumerate() {
        let body = json!({"code": 500, "endpoint": format!("/{at}"), "message": message});
        let sent = deliver(&serve.receiver_url, body.to_string());
        if found(&machine, query).contains(&sent.id) != *is_found {
            wrong.push((query, message));
        }
    }
    assert_eq!(wrong, [], "of {}", PAIRS.len() + MORE.len());
}

#[test]
fn escaped_and_encoded_text_is_found_and_shown_by_its_letters() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let object = r#"{"code":500,"endpoint":"/o","message":{"error":"\u062e\u0637\u0623","n":1.0}}"#;
    let object = deliver(&serve.receiver_url, object).id;
    let branch = r#"{"code":500,"endpoint":"/b","message":"","branch":"\u0627\u0644\u0631\u064a\u0627\u0636"}"#;
    let branch = deliver(&serve.receiver_url, branch).id;
    let url = "https://xn--mgbh0fb.xn--mgberp4a5d4ar/%D8%B7%D9%84%D8%A8%D8%A7%D8%AA/12345";
    let url = json!({"code": 503, "endpoint": url, "message": ""}).to_string();
    let url = deliver(&serve.receiver_url, url).id;
    for (query, id) in [
        ("خطا", object),
        ("الرياض", branch),
        ("رياض", branch),
        ("طلبات", url),
        ("الطلبات", url),
        ("مثال", url),
        ("%D8%B7%D9%84", url),
        ("xn--mgbh0fb", url),
        ("endpoint:طلبات", url),
        ("endpoint:طلبات/12345", url),
        ("host:السعوديه", url),
        ("code:٥٠٣", url),
        ("code:٥٠٣ since:٢d", url),
    ] {
        assert_eq!(found(&machine, query), BTreeSet::from([id]), "{query}");
    }
    let shown = show(&machine, object);
    assert_eq!(shown["message"], r#"{"error":"خطأ","n":1.0}"#);
    let body = shown["body"].as_str().unwrap();
    assert!(
        body.contains(r"\u062e\u0637\u0623"),
        "to the letter: {body}"
    );
    assert!(run_ok(&machine, &["list"]).contains("خطأ"));
}
