//! `phasebook sql`: the reports as views over facts.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::ui::Ui;
use crate::error::{Error, Exit};
use crate::fact::Schema;
use crate::pack::Pack;
use crate::report::{STAR_TABLES, SqlDialect, views};
use crate::service_level::Formula;

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook facts dump --schema star --format parquet --out star
  phasebook sql star > views.sql

`duckdb -init views.sql` then has the views by_queue, by_operator_day and the others, with the columns of the
reports; the service level is by the formula that the facts were made with.

Exit status: 0 done, 1 cannot go on, 2 usage.";

#[derive(Debug, ClapArgs)]
pub(super) struct SqlArgs {
    /// The folder that `phasebook facts --schema star --format parquet` wrote to
    #[arg(value_name = "DIR")]
    facts: PathBuf,

    /// The language of the views
    #[arg(long, value_enum, default_value_t, value_name = "DIALECT")]
    dialect: SqlDialect,
}

/// Prints the statements.
pub(super) fn run(ui: Ui, args: &SqlArgs) -> Result<Exit, Error> {
    let SqlArgs { facts, dialect } = args;
    let pack = Pack::open(facts)?;
    let place = facts.display();
    let make = "make them with --schema star --format parquet";
    if pack.manifest.setting("schema") != Schema::Star.name() {
        return Err(Error::failed(
            format!("the facts in {place} are no star"),
            make,
        ));
    }
    if let Some(missing) = STAR_TABLES
        .iter()
        .find(|table| !pack.path(&format!("{table}.parquet")).is_file())
    {
        return Err(Error::failed(
            format!("there is no {missing}.parquet in {place}"),
            make,
        ));
    }
    let Some(folder) = pack
        .folder
        .to_str()
        .filter(|folder| !folder.contains(char::is_control))
    else {
        return Err(Error::failed(
            format!("the name of {place} cannot be written in SQL"),
            "rename the folder",
        ));
    };
    let formula = pack.manifest.setting("sla_formula");
    let formula = Formula::ALL
        .into_iter()
        .find(|known| known.name() == formula);
    ui.page(&views(*dialect, folder, formula.unwrap_or_default()));
    Ok(Exit::Done)
}
