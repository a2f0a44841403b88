//! Search by project. Reports do not have one, so a query names the merchants and keys whose reports belong to it.

use rusqlite::types::Value;

use super::where_clause::WhereClause;
use crate::history::projects::Origins;

/// Adds that an incident has reports of these merchants; or that one of these keys was used last, and not only by
/// merchants with a project of their own.
pub fn add_to_incidents(conditions: &mut WhereClause, origins: &Origins) {
    let mut any = Alternatives::default();
    any.has_merchants(origins);
    for (is_asked, is_source) in [(origins.receiver, "<>"), (origins.relay, "=")] {
        if is_asked {
            any.has_others(&format!("last_source {is_source} 'relay' AND"), origins);
        }
    }
    conditions.add(any.sql(), any.values);
}

/// Adds that a delivery error is of one of these merchants, or came by one of these keys without the token of a merchant
/// with a project. The condition on its incident lets SQLite read only those by the index.
pub fn add_to_delivery_errors(conditions: &mut WhereClause, origins: &Origins) {
    let mut incident = Alternatives::default();
    incident.has_merchants(origins);
    let mut own = Alternatives::default();
    own.add(in_list("merchant", &origins.merchants), &origins.merchants);
    if origins.receiver || origins.relay {
        incident.has_others("", origins);
    }
    for (is_asked, is_key) in [(origins.receiver, "IS"), (origins.relay, "IS NOT")] {
        if is_asked {
            let has_project = in_list("merchant", &origins.with_project);
            let sql = format!("relay_request {is_key} NULL AND NOT ifnull({has_project}, 0)");
            own.add(sql, &origins.with_project);
        }
    }
    let of_incident = format!(
        "incident_id IN (SELECT id FROM incidents WHERE {})",
        incident.sql()
    );
    conditions.add(of_incident, incident.values);
    conditions.add(own.sql(), own.values);
}

/// Conditions of which one must hold, and their parameters in order.
#[derive(Default)]
struct Alternatives {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Alternatives {
    fn add(&mut self, sql: String, values: &[String]) {
        self.sql.push(sql);
        self.values.extend(values.iter().cloned().map(Value::Text));
    }

    fn has_merchants(&mut self, origins: &Origins) {
        let is_one = in_list("merchant", &origins.merchants);
        let sql = format!("id IN (SELECT incident_id FROM incident_merchants WHERE {is_one})");
        self.add(sql, &origins.merchants);
    }

    /// An incident also has reports of no merchant with a project.
    fn has_others(&mut self, and: &str, origins: &Origins) {
        let has_project = in_list("merchant", &origins.with_project);
        let sql = format!(
            "{and} error_count > ifnull((SELECT sum(count) FROM incident_merchants
               WHERE incident_id = incidents.id AND {has_project}), 0)"
        );
        self.add(sql, &origins.with_project);
    }

    fn sql(&self) -> String {
        format!("({})", self.sql.join(" OR "))
    }
}

/// `column IN (?, ?)`, with a parameter for each of these.
fn in_list(column: &str, values: &[String]) -> String {
    format!("{column} IN ({})", vec!["?"; values.len()].join(", "))
}
