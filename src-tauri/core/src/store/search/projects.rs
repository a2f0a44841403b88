//! Search by project. Reports do not have one, so a query names the merchants and keys whose reports belong to it.

use rusqlite::types::Value;

use super::where_clause::WhereClause;
use crate::history::projects::Origins;

/// As many parameters as there are values.
fn parameters(values: &[String]) -> String {
    vec!["?"; values.len()].join(", ")
}

fn texts(values: &[String]) -> impl Iterator<Item = Value> + '_ {
    values.iter().cloned().map(Value::Text)
}

/// Adds that an incident has one of these merchants, or was last reported by one of these keys and not only by
/// merchants with a project of their own.
pub fn add_to_incidents(conditions: &mut WhereClause, origins: &Origins) {
    let merchants = parameters(&origins.merchants);
    let mut any = vec![format!(
        "id IN (SELECT incident_id FROM incident_merchants WHERE merchant IN ({merchants}))"
    )];
    let mut values: Vec<_> = texts(&origins.merchants).collect();
    for (is_asked, is_source) in [(origins.receiver, "<>"), (origins.relay, "=")] {
        if is_asked {
            any.push(format!(
                "(last_source {is_source} 'relay' AND {})",
                has_others(origins)
            ));
            values.extend(texts(&origins.with_project));
        }
    }
    conditions.add(format!("({})", any.join(" OR ")), values);
}

/// Adds that a delivery error is of one of these merchants, or came by one of these keys without the token of a merchant
/// with a project. The conditions on its incident skip most rows without reading them to their end.
pub fn add_to_delivery_errors(conditions: &mut WhereClause, origins: &Origins) {
    let merchants = parameters(&origins.merchants);
    let mut any = vec![format!(
        "(incident_id IN (SELECT incident_id FROM incident_merchants WHERE merchant IN ({merchants}))
          AND merchant IN ({merchants}))"
    )];
    let mut values: Vec<_> = texts(&origins.merchants).collect();
    values.extend(texts(&origins.merchants));
    for (is_asked, is_key) in [(origins.receiver, "IS"), (origins.relay, "IS NOT")] {
        if is_asked {
            any.push(format!(
                "(incident_id IN (SELECT id FROM incidents WHERE {})
                  AND relay_request {is_key} NULL AND ifnull(merchant NOT IN ({}), 1))",
                has_others(origins),
                parameters(&origins.with_project)
            ));
            values.extend(texts(&origins.with_project));
            values.extend(texts(&origins.with_project));
        }
    }
    conditions.add(format!("({})", any.join(" OR ")), values);
}

/// Whether an incident has reports of no merchant with a project.
fn has_others(origins: &Origins) -> String {
    format!(
        "error_count > ifnull((SELECT sum(count) FROM incident_merchants
           WHERE incident_id = incidents.id AND merchant IN ({})), 0)",
        parameters(&origins.with_project)
    )
}
