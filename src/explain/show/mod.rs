//! Explanations as text for a terminal. Nothing here computes a number.

mod bars;
mod canvas;
mod cell;
mod definition;
mod session;

pub use canvas::Canvas;
pub use cell::cell;
pub use definition::definitions;
pub use session::session;

/// The key columns of a report's row with their values, as `queue Podpora`; without ids, which have names beside
/// them.
fn row_keys(row: &[(String, String)]) -> Vec<String> {
    row.iter()
        .filter(|(column, _)| !column.ends_with("_id"))
        .map(|(column, text)| {
            let text = if text.is_empty() { "(empty)" } else { text };
            format!("{column} {text}")
        })
        .collect()
}
