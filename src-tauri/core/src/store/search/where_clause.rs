//! Conditions in SQL, with every value as a parameter.

use rusqlite::types::Value;

/// Conditions that must all hold, and their parameters in order.
#[derive(Clone, Default)]
pub struct WhereClause {
    sql: Vec<String>,
    pub values: Vec<Value>,
}

impl WhereClause {
    pub fn add(&mut self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.sql.push(sql.into());
        self.values.extend(values);
    }

    /// Adds that any of these must hold, if there are any.
    pub fn any(&mut self, any: impl IntoIterator<Item = (&'static str, Vec<Value>)>) {
        let mut sql = Vec::new();
        for (one, values) in any {
            sql.push(format!("({one})"));
            self.values.extend(values);
        }
        if !sql.is_empty() {
            self.sql.push(format!("({})", sql.join(" OR ")));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }

    pub fn sql(&self) -> String {
        match &*self.sql {
            [] => "1".to_owned(),
            sql => sql.join(" AND "),
        }
    }
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
