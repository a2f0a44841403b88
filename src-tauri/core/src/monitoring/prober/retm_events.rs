//! The bodies of RETM's ordinary webhooks, as its pages "Webhook Events", "Customer hook", "Check Reward" and "Redeem
//! Reward" describe them; `business_refrence` and `order_refrence` are RETM's own spelling.

use serde_json::{Value, json};

/// Our name for a cashier's check of a reward, whose body has no `event`.
pub const REWARD_CHECK: &str = "reward.check";
/// Our name for the redemption.
pub const REWARD_REDEEM: &str = "reward.redeem";

/// The values that every body contains.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The merchant.
    pub business: &'a str,
    /// A UUID.
    pub reference: &'a str,
    /// In RETM's format: `2026-11-24T09:14:00`.
    pub timestamp: &'a str,
}

/// Whether the point of sale uses the answer of that webhook.
pub fn is_reward(name: &str) -> bool {
    [REWARD_CHECK, REWARD_REDEEM].contains(&name)
}

/// The body of that event. For an event that RETM does not document: only the common fields.
pub fn body(name: &str, occasion: Occasion<'_>) -> Value {
    let Occasion {
        business,
        reference,
        timestamp,
    } = occasion;
    match name {
        REWARD_CHECK => return json!({"reward_code": "1234", "business_refrence": business}),
        REWARD_REDEEM => {
            return json!({
                "reward_code": "1234", "business_refrence": business, "branch_id": 1,
                "date": timestamp.get(..10).unwrap_or_default(), "timestamp": timestamp,
            });
        }
        _ => {}
    }
    let mut body = json!({
        "business_refrence": business, "timestamp": timestamp, "event": name, "reference": reference,
    });
    let (field, value) = match name {
        "order.created" => ("order", order(reference, 2)),
        "order.refunded" => ("order", order(reference, 4)),
        "menu.updated" => (
            "menu",
            json!({"id": 12, "name": "Lunch", "name_localized": "الغداء"}),
        ),
        "invoice.created" => {
            for (field, value) in [
                ("event_type", json!("invoice")),
                ("invoice_id", json!(5_021)),
                ("order_refrence", json!(reference)),
                ("sale_id", json!(7_733)),
            ] {
                body[field] = value;
            }
            return body;
        }
        "customer.created" | "customer.updated" => ("customer", customer()),
        "customer.deleted" => ("customer", json!({"id": 1_234})),
        _ => return body,
    };
    body[field] = value;
    body
}

/// Statuses: 1 closed, 2 pending, 3 active, 4 refunded, 5 void.
fn order(reference: &str, status: u8) -> Value {
    json!({
        "id": 8_412, "reference": reference, "status": status, "branch_id": 1, "total": 57.5,
        "products": [{"product_id": 31, "quantity": 2, "price": 28.75}],
        "customer": customer(),
    })
}

fn customer() -> Value {
    json!({
        "id": 1_234, "name": "Ahmad Abdullah", "name_localized": "احمد عبدالله",
        "phone": "055123456", "email": "ahmed@abdullah.com",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OCCASION: Occasion<'static> = Occasion {
        business: "b-17",
        reference: "f70a1df4-3161-4d91-92ca-dbd4a079ac80",
        timestamp: "2026-11-24T09:14:00",
    };

    #[test]
    fn every_event_says_what_it_is_and_whose() {
        for (name, field) in [
            ("order.created", "order"),
            ("order.refunded", "order"),
            ("menu.updated", "menu"),
            ("invoice.created", "invoice_id"),
            ("customer.created", "customer"),
            ("customer.updated", "customer"),
            ("customer.deleted", "customer"),
            ("of.my.own", "reference"),
        ] {
            let body = body(name, OCCASION);
            assert_eq!(body["event"], name);
            assert_eq!(body["business_refrence"], "b-17");
            assert!(!body[field].is_null(), "{body}");
        }
    }

    #[test]
    fn a_reward_has_no_event() {
        for name in [REWARD_CHECK, REWARD_REDEEM] {
            let body = body(name, OCCASION);
            assert!(is_reward(name) && body["event"].is_null(), "{body}");
            assert_eq!(body["reward_code"], "1234");
        }
        assert_eq!(body(REWARD_REDEEM, OCCASION)["date"], "2026-11-24");
    }
}
