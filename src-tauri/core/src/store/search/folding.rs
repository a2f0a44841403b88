//! Compares texts in their folded form.

use rusqlite::{Connection, functions::FunctionFlags};

use crate::model::fold::fold;

/// Registers the SQL function `fold(text)`; NULL if the value is not text.
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("fold", 1, flags, |context| {
        let text = context.get_raw(0).as_str_or_null()?;
        Ok(text.map(fold))
    })
}
