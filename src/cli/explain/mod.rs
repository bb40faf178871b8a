//! `phasebook explain`.

mod args;
mod cell;
mod command_line;
mod metric;
mod session;
mod terminal;

pub(super) use args::{EXAMPLES, ExplainArgs};

use self::args::Target;
pub(super) use self::args::{ExplainCommand, resolve};
pub(super) use self::command_line::explaining;
use super::threads::on_threads;
use super::ui::Ui;
use crate::error::Error;

/// Explains what was asked for.
pub(super) fn run(ui: Ui, command: &ExplainCommand) -> Result<(), Error> {
    let text = match &command.target {
        Target::Metric(name) => metric::explain(command, name)?,
        Target::Session(id) => on_threads(ui, command.common.threads, || {
            session::explain(command, *id)
        })?,
        Target::Cell(cell) => {
            on_threads(ui, command.common.threads, || cell::explain(command, cell))?
        }
        Target::Contract(contract) => on_threads(ui, command.common.threads, || {
            cell::explain_a_contract(command, contract)
        })?,
    };
    if command.json {
        ui.json(&text);
    } else {
        ui.page(&text);
    }
    Ok(())
}

/// An explanation as JSON.
fn json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        Error::failed(
            format!("the explanation cannot be written: {error}"),
            "this is a defect of phasebook: please report it",
        )
    })?;
    Ok(text + "\n")
}
