//! Definitions of columns and metrics as a page.

use super::canvas::{BOLD, Canvas, DIM, StyledText, TextPage, styled};
use crate::catalogue::CatalogueEntry;
use crate::report::Condition;

/// Lays out the definitions of these entries, one after the other.
pub fn definitions(entries: &[CatalogueEntry], canvas: Canvas) -> String {
    let mut page = TextPage::new(canvas);
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            page.line("");
        }
        let place = match entry.reports {
            Some(Condition::Always | Condition::ByName) => format!("in {}", entry.condition()),
            Some(_) => format!("in reports {}", entry.condition()),
            None => format!("in the table {}", entry.table()),
        };
        page.line(&format!(
            "{}  {}",
            styled(BOLD, &entry.column()),
            styled(DIM, &format!("{place}, {}", entry.unit()))
        ));
        page.prose(2, anstyle::Style::new(), &entry.definition.meaning);
        let parts = entry.definition.parts();
        let rows: Vec<Vec<StyledText>> = parts
            .into_iter()
            .map(|(name, text)| vec![StyledText::new(name).style(DIM), text.into()])
            .collect();
        page.rows(2, &rows);
    }
    page.finish()
}
