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

/// The key columns of a report's row with their values, as `queue Podpora`. Ids are left out, because a name stands
/// beside each.
fn row_keys(row: &[(String, String)]) -> Vec<String> {
    row.iter()
        .filter(|(column, _)| !column.ends_with("_id"))
        .map(|(column, text)| {
            let text = if text.is_empty() { "(empty)" } else { text };
            format!("{column} {text}")
        })
        .collect()
}
