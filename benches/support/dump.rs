//! Writes a plan to a folder, in one of the layouts in which people save dumps.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::company::Company;
use super::record::array_of;
use super::style::Style;
use super::{Generated, Plan, sessions};

const BUFFER: usize = 1 << 20;

/// The way in which a dump is cut into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Pages with this many sessions: arrays `sessions-0001.json`, and beside each page its
    /// histories, wrapped, line by line, `routing-0001.ndjson`.
    Pages(usize),
    /// One session per line in `sessions.ndjson`, and one wrapped history per line in
    /// `routing.ndjson`.
    Lines,
    /// One file per record: `sessions/ID.json`, and `routing/ID.json` with the bare history.
    Single,
}

/// Writes the sessions of a plan and the records of the company (`campaigns.json`,
/// `departments.json`, `groups.json`, `users.json`) to `folder`, which is created if it does not
/// exist. Files with the same names are overwritten; other files stay.
pub fn write_dump(folder: &Path, plan: &Plan, layout: Layout) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let company = Company::new();
    let style = Style::API;
    fs::write(
        folder.join("campaigns.json"),
        array_of(&company.campaign_records(style)),
    )?;
    fs::write(
        folder.join("departments.json"),
        array_of(&company.department_records(style)),
    )?;
    fs::write(
        folder.join("groups.json"),
        array_of(&company.group_records(style)),
    )?;
    fs::write(
        folder.join("users.json"),
        array_of(&company.user_records(style)),
    )?;
    match layout {
        Layout::Pages(size) => write_pages(folder, plan, size.max(1)),
        Layout::Lines => write_lines(folder, plan),
        Layout::Single => write_single_files(folder, plan),
    }
}

/// Like [`write_dump`], but removes all other files from the folder.
pub fn write_fresh_dump(folder: &Path, plan: &Plan, layout: Layout) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => write_dump(folder, plan, layout),
    }
}

fn write_pages(folder: &Path, plan: &Plan, size: usize) -> io::Result<()> {
    let mut all = sessions(plan).peekable();
    for page in 1.. {
        if all.peek().is_none() {
            break;
        }
        let mut session_page = create(&folder.join(format!("sessions-{page:04}.json")))?;
        let mut routing_page = create(&folder.join(format!("routing-{page:04}.ndjson")))?;
        for (place, generated) in all.by_ref().take(size).enumerate() {
            session_page.write_all(if place == 0 { b"[" } else { b"," })?;
            session_page.write_all(generated.session.as_bytes())?;
            write_wrapped(&mut routing_page, &generated)?;
        }
        session_page.write_all(b"]")?;
        session_page.flush()?;
        routing_page.flush()?;
    }
    Ok(())
}

fn write_lines(folder: &Path, plan: &Plan) -> io::Result<()> {
    let mut session_lines = create(&folder.join("sessions.ndjson"))?;
    let mut routing_lines = create(&folder.join("routing.ndjson"))?;
    for generated in sessions(plan) {
        session_lines.write_all(generated.session.as_bytes())?;
        session_lines.write_all(b"\n")?;
        write_wrapped(&mut routing_lines, &generated)?;
    }
    session_lines.flush()?;
    routing_lines.flush()
}

fn write_single_files(folder: &Path, plan: &Plan) -> io::Result<()> {
    let session_folder = folder.join("sessions");
    let routing_folder = folder.join("routing");
    fs::create_dir_all(&session_folder)?;
    fs::create_dir_all(&routing_folder)?;
    for generated in sessions(plan) {
        let name = format!("{}.json", generated.id);
        fs::write(session_folder.join(&name), generated.session)?;
        fs::write(routing_folder.join(&name), generated.history)?;
    }
    Ok(())
}

fn write_wrapped(out: &mut impl Write, generated: &Generated) -> io::Result<()> {
    writeln!(
        out,
        "{{\"sessionId\":{},\"routingHistory\":{}}}",
        generated.id, generated.history
    )
}

fn create(path: &Path) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(BUFFER, File::create(path)?))
}
