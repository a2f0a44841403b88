//! Four days of a developer's failing endpoints, for viewing the window's pages. The running program receives each
//! report through its receiver and each action through the window's own call. In between, everything that is stored is
//! moved back in time. So the decisions are those of the rules, and only the clock is ours. Never writes what the
//! program itself would write.

use std::time::SystemTime;

use rusqlite::Connection;
use serde_json::json;

use crate::{
    LIMIT, data::open_database, desktop::Desktop, http::Request, program::run_ok,
    recording::wait_until, retm::deliver, web_driver::WebDriver,
};

/// The names of the endpoints and the texts of their messages.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    /// Takes the orders. It fails now, and failed twice earlier this week.
    pub orders: &'static str,
    menu: &'static str,
    customers: &'static str,
    payments: &'static str,
    points: &'static str,
    receipts: &'static str,
    branches: [&'static str; 6],
    unavailable: &'static str,
    too_slow: &'static str,
    refused: &'static str,
    crashed: &'static str,
    unauthorised: &'static str,
    not_found: &'static str,
    rejected: &'static str,
    bad_gateway: &'static str,
}

/// Typical addresses and messages.
pub const LATIN: Language = Language {
    orders: "https://pos.example.com/retm/orders",
    menu: "https://pos.example.com/retm/menu",
    customers: "https://pos.example.com/retm/customers",
    payments: "https://pos.example.com/retm/payments/callback",
    points: "https://pos.example.com/retm/loyalty/points?member=20714",
    receipts: "https://pos.example.com/retm/receipts",
    branches: [
        "https://pos.example.com/retm/branches/riyadh-olaya",
        "https://pos.example.com/retm/branches/riyadh-malqa",
        "https://pos.example.com/retm/branches/jeddah-corniche",
        "https://pos.example.com/retm/branches/dammam",
        "https://pos.example.com/retm/branches/abha",
        "https://pos.example.com/retm/branches/khobar",
    ],
    unavailable: "Service Unavailable",
    too_slow: "No answer within 10 s",
    refused: "Connection refused",
    crashed: "TypeError: Cannot read properties of undefined (reading 'phone')",
    unauthorised: "Unauthorized: the signature's key has expired",
    not_found: "Not Found",
    rejected: "Unprocessable Entity: lines[2].price must be a number, for the item “Latte, oat, large” of branch 14",
    bad_gateway: "Bad Gateway",
};

/// Addresses and messages in Arabic, some with Latin words and numbers.
pub const ARABIC: Language = Language {
    orders: "https://نقاط.example/طلبات",
    menu: "https://نقاط.example/retm/قائمة-الطعام",
    customers: "https://نقاط.example/عملاء/20714",
    payments: "https://pay.example.com/retm/مدفوعات?فرع=العليا&id=7",
    points: "https://نقاط.example/ولاء/points/رصيد",
    receipts: "https://نقاط.example/فواتير",
    branches: [
        "https://نقاط.example/فروع/الرياض-العليا",
        "https://نقاط.example/فروع/الرياض-الملقا",
        "https://نقاط.example/فروع/جدة-الكورنيش",
        "https://نقاط.example/فروع/الدمام",
        "https://نقاط.example/فروع/أبها",
        "https://نقاط.example/فروع/الخبر",
    ],
    unavailable: "الخدمة غير متاحة مؤقتًا (Service Unavailable)",
    too_slow: "انتهت المهلة بعد 10 ثوانٍ",
    refused: "تم رفض الاتصال بالخادم 127.0.0.1:3000",
    crashed: "TypeError: تعذرت قراءة الحقل phone للعميل رقم 20714",
    unauthorised: "غير مصرح: انتهت صلاحية مفتاح التوقيع",
    not_found: "لم يتم العثور على الصفحة",
    rejected: "السعر في السطر lines[2].price يجب أن يكون رقمًا، للصنف «لاتيه بحليب الشوفان، كبير» في الفرع 14",
    bad_gateway: "بوابة غير صالحة",
};

/// The time zone in which it is early afternoon now, so that the story's day never crosses midnight. Never UTC, where the
/// window has no second zone to show.
pub fn zone() -> String {
    let since_1970 = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let ahead = match 14 - i64::try_from(since_1970.as_secs() / 3600 % 24).unwrap_or_default() {
        0 => 1,
        ahead => ahead,
    };
    // The sign of these names is reversed.
    if ahead > 0 {
        format!("Etc/GMT-{ahead}")
    } else {
        format!("Etc/GMT+{}", -ahead)
    }
}

/// A single event.
#[derive(Clone, Copy)]
enum Event {
    Report(&'static str, i32, &'static str),
    Unreadable,
    Test,
    Acknowledge(&'static str),
    Resolve(&'static str),
    Mute(&'static str, u32),
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Runs the story in a program that was started by `window`. The program must be restarted afterwards: an open page
/// does not know that its times were moved.
///
/// # Panics
/// If a report is not accepted or an action fails.
pub fn tell(desktop: &Desktop, window: &WebDriver, language: &Language) {
    let url = desktop.receiver_url();
    let database = open_database(&desktop.machine.data_dir());
    database.busy_timeout(LIMIT).unwrap();
    let mut events = events(language);
    events.sort_by_key(|(minutes_ago, _)| std::cmp::Reverse(*minutes_ago));
    let mut then = None;
    for (minutes_ago, event) in events {
        if let Some(then) = then.filter(|then| *then > minutes_ago) {
            let later = then - minutes_ago;
            // A repeated alert is held for some seconds, and shown as soon as they are over.
            wait_until_notified(&database, if later > 2 { LOUD } else { OPENED });
            make_older(&database, later);
        }
        then = Some(minutes_ago);
        match event {
            Event::Report(endpoint, code, message) => {
                let body = json!({"code": code, "endpoint": endpoint, "message": message});
                let request = Request::post(&url, body.to_string().into_bytes())
                    .header("Content-Type", "application/json; charset=utf-8")
                    .header("User-Agent", "RETM-Webhooks/1.4")
                    .header("X-Forwarded-For", "203.0.113.24")
                    .header("Accept-Language", "ar, en;q=0.8");
                assert_eq!(request.send().status, 200);
            }
            Event::Unreadable => {
                deliver(&url, r#"{"code":503,"endpoint":"/retm/orders","mess"#);
            }
            Event::Test => drop(run_ok(&desktop.machine, &["send-test"])),
            Event::Acknowledge(endpoint) => {
                act(&database, window, endpoint, r#"{"kind": "acknowledge"}"#);
            }
            Event::Resolve(endpoint) => act(&database, window, endpoint, r#"{"kind": "resolve"}"#),
            Event::Mute(endpoint, minutes) => {
                let mute = json!({"kind": "mute", "minutes": minutes}).to_string();
                act(&database, window, endpoint, &mute);
            }
        }
    }
    wait_until_notified(&database, LOUD);
    make_older(&database, then.unwrap_or(0));
}

/// The events, each with how many minutes ago it happened.
fn events(say: &Language) -> Vec<(i64, Event)> {
    use Event::{Acknowledge, Mute, Resolve, Test, Unreadable};
    let mut all = days_before(say);
    all.extend(today(say));
    all.push((3 * DAY + HOUR, Test));
    all.push((3 * DAY - 20, Resolve(say.orders)));
    all.push((2 * DAY + 4 * HOUR, Resolve(say.receipts)));
    all.push((DAY + HOUR, Resolve(say.orders)));
    all.extend(say.branches.map(|branch| (4 * HOUR, Resolve(branch))));
    all.push((3 * HOUR, Mute(say.payments, 8 * 60)));
    all.push((HOUR + 50, Acknowledge(say.customers)));
    all.push((80, Acknowledge(say.receipts)));
    all.push((44, Unreadable));
    all
}

/// Reports at an endpoint: this many in each minute, the first of them this many minutes ago.
fn fail(
    endpoint: &'static str,
    code: i32,
    message: &'static str,
    ago: i64,
    each_minute: &[usize],
) -> Vec<(i64, Event)> {
    let minutes = (0..).zip(each_minute);
    let reports = minutes.flat_map(|(minute, count)| {
        std::iter::repeat_n(
            (ago - minute, Event::Report(endpoint, code, message)),
            *count,
        )
    });
    reports.collect()
}

/// The orders endpoint fails twice, each branch once.
fn days_before(say: &Language) -> Vec<(i64, Event)> {
    let mut all = [
        fail(say.orders, 503, say.unavailable, 3 * DAY, &[2, 5, 8, 3, 1]),
        fail(
            say.orders,
            504,
            say.too_slow,
            DAY + 2 * HOUR,
            &[1, 4, 9, 12, 7, 2],
        ),
        fail(
            say.receipts,
            422,
            say.rejected,
            2 * DAY + 5 * HOUR,
            &[1, 0, 0, 1],
        ),
    ]
    .concat();
    for (place, branch) in say.branches.into_iter().enumerate() {
        all.extend(fail(
            branch,
            502,
            say.bad_gateway,
            5 * HOUR,
            &[3, place, 2 + place, 1],
        ));
    }
    all
}

fn today(say: &Language) -> Vec<(i64, Event)> {
    let growing = [
        1, 2, 2, 4, 6, 9, 8, 12, 14, 11, 15, 18, 13, 9, 7, 4, 2, 0, 1, 3,
    ];
    [
        fail(
            say.payments,
            401,
            say.unauthorised,
            3 * HOUR + 11,
            &[4, 2, 0, 5, 1, 3, 0, 0, 2],
        ),
        fail(
            say.customers,
            500,
            say.crashed,
            2 * HOUR + 7,
            &[1, 0, 0, 0, 1],
        ),
        fail(say.receipts, 422, say.rejected, 96, &[1, 0, 0, 2, 0, 1]),
        fail(say.orders, 503, say.unavailable, 58, &growing),
        fail(
            say.orders,
            504,
            say.too_slow,
            36,
            &[2, 6, 11, 17, 12, 14, 9, 5, 6],
        ),
        fail(
            say.orders,
            503,
            say.unavailable,
            24,
            &[3, 8, 11, 7, 4, 2, 5, 3, 6, 2],
        ),
        fail(say.orders, 503, say.unavailable, 9, &[1, 0, 2, 0, 0, 1, 1]),
        fail(say.menu, 0, say.refused, 31, &[2, 1, 0, 1, 0, 0, 0, 0, 1]),
        fail(say.menu, 0, say.refused, 13, &[1, 0, 1]),
        fail(say.points, 404, say.not_found, 17, &[1]),
    ]
    .concat()
}

/// Performs the user's action on the unresolved incident of an endpoint.
fn act(database: &Connection, window: &WebDriver, endpoint: &str, action: &str) {
    let incident: i64 = database
        .query_row(
            "SELECT incident_id FROM delivery_errors WHERE endpoint = ?1 ORDER BY id DESC LIMIT 1",
            [endpoint],
            |row| row.get(0),
        )
        .unwrap();
    let changes = || -> i64 {
        let count = "SELECT count(*) FROM timeline WHERE incident_id = ?1 AND who = 'person'";
        database
            .query_row(count, [incident], |row| row.get(0))
            .unwrap()
    };
    let before = changes();
    window.script(&format!(
        "window.__TAURI_INTERNALS__.invoke('act', {{ action: {action}, incident_ids: [{incident}] }})"
    ));
    let done = || (changes() > before).then_some(());
    wait_until(&format!("{action} at {endpoint}"), LIMIT, done, changes);
}

const OPENED: &str = "'opened'";
const LOUD: &str = "'opened', 'escalated'";

/// Waits until every alert of these kinds was shown, or joined a summary.
fn wait_until_notified(database: &Connection, kinds: &str) {
    let sql = format!("SELECT count(*) FROM alerts WHERE raised_at IS NULL AND kind IN ({kinds})");
    let pending = || -> i64 { database.query_row(&sql, [], |row| row.get(0)).unwrap() };
    let told = || (pending() == 0).then_some(());
    wait_until("end of what is to be told", LIMIT, told, pending);
}

/// Moves everything stored back by this many minutes.
fn make_older(database: &Connection, minutes: i64) {
    let ms = minutes * 60_000;
    let columns = [
        (
            "incidents",
            "opened_at, last_error_at, changed_at, muted_until",
        ),
        ("delivery_errors", "received_at"),
        ("incident_codes", "first_at, last_at"),
        ("timeline", "at, last_at, until, before_muted_until"),
        ("alerts", "decided_at, due_at, raised_at"),
        ("summaries", "began_at, ended_at"),
    ];
    let updates = columns.map(|(table, columns)| {
        let sets: Vec<_> = columns
            .split(", ")
            .map(|column| format!("{column} = {column} - {ms}"))
            .collect();
        format!("UPDATE {table} SET {};", sets.join(", "))
    });
    // Minutes are a key: moved far away first, to avoid collisions, then back.
    let updates = updates.concat();
    database
        .execute_batch(&format!(
            "BEGIN IMMEDIATE; {updates} UPDATE minutes SET minute = -minute; \
             UPDATE minutes SET minute = -minute - {minutes}; COMMIT;"
        ))
        .unwrap();
}
