//! `phasebook explain --metric NAME`, without a dump: definitions.

use super::args::ExplainCommand;
use super::terminal;
use crate::catalogue::{CatalogueEntry, catalogue, look_up};
use crate::error::Error;
use crate::explain::show;
use crate::text::nearest::nearest;

/// The definitions of all columns and metrics with this name, as text or JSON.
pub(super) fn explain(command: &ExplainCommand, name: &str) -> Result<String, Error> {
    let found = look_up(name);
    if found.is_empty() {
        let all = catalogue();
        let names: Vec<String> = all.iter().map(CatalogueEntry::column).collect();
        let near = nearest(name, names.iter().map(String::as_str));
        let hint = near.map_or_else(
            || "`phasebook columns` lists them all".to_owned(),
            |near| format!("did you mean {near}? `phasebook columns` lists them all"),
        );
        return Err(Error::failed(
            format!("there is no column or metric `{name}`"),
            hint,
        ));
    }
    if command.json {
        return super::json(&found);
    }
    Ok(show::definitions(&found, terminal::canvas(command.ascii)))
}
