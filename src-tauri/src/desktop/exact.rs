//! Integers for the window. JavaScript is exact up to 2^53; larger numbers are sent as text.

use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::Value;

/// The largest integer that JavaScript distinguishes from its neighbours.
const GREATEST: u64 = (1 << 53) - 1;

/// Serialises its content, with numbers that the window would round as text.
pub struct Exact<T>(pub T);

impl<T: Serialize> Serialize for Exact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut value = serde_json::to_value(&self.0).map_err(S::Error::custom)?;
        make_exact(&mut value);
        value.serialize(serializer)
    }
}

fn make_exact(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let is_rounded = number.as_i64().is_some_and(|n| n.unsigned_abs() > GREATEST)
                || number.as_u64().is_some_and(|n| n > GREATEST);
            if is_rounded {
                *value = Value::String(number.to_string());
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_exact),
        Value::Object(fields) => fields.values_mut().for_each(make_exact),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_javascript_would_round_goes_as_text() {
        let value = json!({"a": [503, -1, 1.5, (1_i64 << 53) - 1], "b": {"c": (1_i64 << 53) + 1, "d": i64::MIN}});
        assert_eq!(
            serde_json::to_value(Exact(value)).unwrap(),
            json!({"a": [503, -1, 1.5, (1_i64 << 53) - 1], "b": {"c": "9007199254740993", "d": "-9223372036854775808"}})
        );
    }
}
