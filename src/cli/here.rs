//! `phasebook` without a command: what is in this folder, and three commands to go on with.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use super::args::Command;
use super::check;
use super::nothing::skipped_kinds;
use super::pipeline::read_dumps;
use super::resolve::CommonPlan;
use super::settings::{self, FILE_NAME};
use super::threads::on_threads;
use super::ui::Ui;
use crate::dossiers::Dossiers;
use crate::error::{Error, Exit};
use crate::ledger::plural;
use crate::pack::{Pack, is_pack};
use crate::read::Loaded;
use crate::records::Records;
use crate::text::printable::printable;

/// A folder with more entries or bytes than these is only read by a command that names it: it may be a whole disk.
const MOST_ENTRIES: u64 = 200_000;
const MOST_BYTES: u64 = 2 << 30;

/// A command to go on with, and what it is for.
type Step = (String, &'static str);

/// The findings in two lines, and three commands to go on with.
struct View {
    dump: String,
    settings: String,
    steps: [Step; 3],
}

/// Looks at the working directory and tells what is there.
pub(super) fn run(ui: Ui) -> Result<Exit, Error> {
    let here = Path::new(".");
    let view = if is_pack(here)
        && let Ok(pack) = Pack::open(here)
    {
        of_pack(&pack)
    } else if is_too_much(here) {
        of_too_much()
    } else {
        look(ui)?
    };
    ui.page(&text(&view));
    Ok(Exit::Done)
}

fn text(view: &View) -> String {
    let View {
        dump,
        settings,
        steps,
    } = view;
    let mut text = format!("{dump}\n{settings}\n");
    let longest = steps.iter().map(|(command, _)| command.chars().count());
    let longest = longest.max().unwrap_or(0);
    for (command, purpose) in steps {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {command:longest$}  {purpose}");
    }
    text
}

fn step(command: impl Into<String>, purpose: &'static str) -> Step {
    (command.into(), purpose)
}

fn listed_errors() -> Step {
    step("phasebook plan check .", "the errors, each with its place")
}

fn of_pack(pack: &Pack) -> View {
    let manifest = &pack.manifest;
    let dumps = manifest.dumps.join(" ");
    View {
        dump: format!(
            "this folder: what `phasebook {}` made of {}",
            printable(&manifest.command),
            printable(&dumps)
        ),
        settings: "manifest.json: the settings that it was made with".to_owned(),
        steps: [
            step("phasebook verify .", "whether it is as it was written"),
            step("phasebook columns", "the definition of every figure"),
            step(
                "phasebook guide proving",
                "how to prove it, and compare it with another",
            ),
        ],
    }
}

fn of_too_much() -> View {
    View {
        dump: "this folder: too large to be read unasked, so name the dump".to_owned(),
        settings: settings_line(Path::new(FILE_NAME).exists(), None),
        steps: [
            step(
                "phasebook check PATH --month last",
                "whether the export is complete",
            ),
            step("phasebook init PATH", "a settings file, to be filled in"),
            step(
                "phasebook guide first-report",
                "the whole way, from the export to a mail",
            ),
        ],
    }
}

/// Whether the folder has more than [`MOST_ENTRIES`] or [`MOST_BYTES`]. Folders that cannot be listed count as empty.
fn is_too_much(folder: &Path) -> bool {
    let (mut entries, mut bytes) = (0, 0);
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            entries += 1;
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => open.push(entry.path()),
                Ok(metadata) if metadata.is_file() => bytes += metadata.len(),
                _ => {}
            }
            if entries > MOST_ENTRIES || bytes > MOST_BYTES {
                return true;
            }
        }
    }
    false
}

/// The plan by which `phasebook check .` would read the folder, with its settings file or without it; `Err` holds
/// the number of errors in that file.
fn plan(options: &[&str]) -> Result<CommonPlan, usize> {
    let arguments = ["phasebook", "check", "."].iter().chain(options);
    let arguments: Vec<OsString> = arguments.map(OsString::from).collect();
    let (args, settings) = settings::understand(&arguments).map_err(|_| 1_usize)?;
    let Command::Check(args) = args.command else {
        return Err(1);
    };
    let plan = settings.resolve(|named_settings| check::resolve(args, named_settings));
    plan.map(|plan| plan.common).map_err(|errors| errors.len())
}

fn look(ui: Ui) -> Result<View, Error> {
    let has_settings = Path::new(FILE_NAME).symlink_metadata().is_ok();
    let planned = plan(&[]);
    let errors = planned.as_ref().err().copied();
    let plan = planned.or_else(|_| plan(&["--no-config"])).map_err(|_| {
        Error::failed(
            "the settings for this folder cannot be made",
            "see `phasebook check --help`",
        )
    })?;
    let seen = on_threads(ui, plan.threads, || {
        Ok(Seen::new(read_dumps(ui, &plan)?, &plan))
    })?;
    let zone = (!has_settings || plan.zone_is_system).then(|| plan.facts.zone.name());
    let settings = match errors {
        Some(errors) => format!(
            "{FILE_NAME}: {}, so no command works here until it is mended",
            plural(errors as u64, "error")
        ),
        None => settings_line(has_settings, zone),
    };
    let Some((dump, month)) = seen.dump.as_ref().zip(seen.month.as_ref()) else {
        let found = if errors.is_some() {
            listed_errors()
        } else if seen.files_found > 0 {
            step(
                "phasebook report .",
                "what was found instead, and what to do about it",
            )
        } else {
            step("phasebook --help", "all commands")
        };
        return Ok(View {
            dump: seen.sentence(),
            settings,
            steps: [
                found,
                step("phasebook guide dump", "how to export a dump"),
                step(
                    "phasebook guide first-report",
                    "the whole way, from the export to a mail",
                ),
            ],
        });
    };
    let checked = step(
        format!("phasebook check {dump} --month {month}"),
        "whether the export is complete",
    );
    let made = if is_pack(Path::new(month)) {
        step(
            format!("phasebook verify {month}"),
            "whether the month is as it was written",
        )
    } else {
        step(
            format!("phasebook month {dump} --month {month} --out {month}"),
            "the page and the workbook to send",
        )
    };
    let printed = step(
        format!("phasebook report {dump} --month {month}"),
        "the figures, here",
    );
    let begun = step(
        format!("phasebook init {dump}"),
        "a settings file, to be filled in",
    );
    let steps = if errors.is_some() {
        [listed_errors(), checked, made]
    } else if has_settings {
        [checked, printed, made]
    } else {
        [begun, checked, made]
    };
    Ok(View {
        dump: seen.sentence(),
        settings,
        steps,
    })
}

/// The line about the settings file. `zone` is the system's time zone if that is in force, and is then named.
fn settings_line(has_settings: bool, zone: Option<&str>) -> String {
    let mut line = if has_settings {
        format!("{FILE_NAME}: its settings apply here")
    } else {
        format!("{FILE_NAME}: none, so all settings are the defaults")
    };
    if let Some(zone) = zone {
        // Writing to a string cannot fail.
        let _ = write!(line, "; the time zone is the system's, {zone}");
    }
    line
}

/// Counts, days and place of the records in a dump.
struct Seen {
    sessions: u64,
    histories: u64,
    files_found: u64,
    files_read: u64,
    /// The first and the last day on which a session was created.
    days: Option<(NaiveDate, NaiveDate)>,
    /// The last month with at least half as many sessions as the fullest, as `2026-10`.
    month: Option<String>,
    /// The folder with everything that was read, as a word for the shell; `None` without a session.
    dump: Option<String>,
    /// The kinds of files that were skipped.
    skipped: String,
}

impl Seen {
    fn new(records: Records, plan: &CommonPlan) -> Self {
        let Records { inputs, loaded, .. } = records;
        let path = |file: u32| {
            let input = inputs.get(file as usize);
            input.map_or_else(String::new, |input| input.path().into_owned())
        };
        let dump = dump_word(&loaded, path);
        let Dossiers { joined, tally, .. } = Dossiers::from_loaded(loaded);
        let zone = plan.facts.zone;
        let mut days: Option<(NaiveDate, NaiveDate)> = None;
        let mut months: BTreeMap<(i32, u32), u64> = BTreeMap::new();
        for index in 0..joined.len() {
            let created = zone.local(joined.session(index).created).day;
            let Some(day) = created.date() else {
                continue;
            };
            let (first, last) = days.unwrap_or((day, day));
            days = Some((first.min(day), last.max(day)));
            *months.entry((day.year(), day.month())).or_default() += 1;
        }
        let most = months.values().copied().max().unwrap_or(0);
        let full = months
            .iter()
            .rev()
            .find(|(_, sessions)| **sessions * 2 >= most);
        Self {
            sessions: joined.len() as u64,
            histories: tally.counts.histories_joined,
            files_found: tally.counts.files_found,
            files_read: tally.counts.files_read,
            days,
            month: full.map(|((year, month), _)| format!("{year:04}-{month:02}")),
            dump,
            skipped: skipped_kinds(&tally.problems, &path),
        }
    }

    fn sentence(&self) -> String {
        let Some((first, last)) = self.days else {
            let skipped = match self.skipped.as_str() {
                "" => String::new(),
                kinds => format!("; skipped: {kinds}"),
            };
            return format!(
                "this folder: no session of a dump ({} of {} read{skipped})",
                self.files_read,
                plural(self.files_found, "file")
            );
        };
        let place = match self.dump.as_deref() {
            Some(".") | None => "this folder",
            Some(dump) => dump,
        };
        format!(
            "{place}: {} from {first} to {last}, {} with a routing history",
            plural(self.sessions, "session"),
            self.histories
        )
    }
}

/// The folder that holds all records of the dump, histories and names included, as a word for the shell; `None` if
/// there is no session.
fn dump_word(loaded: &Loaded, path: impl Fn(u32) -> String) -> Option<String> {
    let sessions = loaded.sessions.iter().flatten().map(|it| it.place);
    sessions.clone().next()?;
    let histories = loaded.histories.iter().flatten().map(|it| it.place);
    let campaigns = loaded.campaigns.iter().map(|it| it.place);
    let directory = loaded.directory.iter().map(|it| it.place);
    let places = sessions.chain(histories).chain(campaigns).chain(directory);
    let files: BTreeSet<u32> = places.map(|place| place.file).collect();
    let mut roots = files.into_iter().map(|file| {
        let path = path(file);
        path.split_once('/').map(|(root, _)| root.to_owned())
    });
    let first = roots.next()?;
    let is_one = roots.all(|root| root == first);
    let word = first.filter(|_| is_one).and_then(|root| shell_word(&root));
    Some(word.unwrap_or_else(|| ".".to_owned()))
}

/// A name as one word for the shell, quoted if need be; `None` if quotes are not enough.
fn shell_word(name: &str) -> Option<String> {
    let is_plain = |letter: char| letter.is_alphanumeric() || "._-+".contains(letter);
    if name.starts_with('-') || name.contains(|letter: char| "'\"\\$`!%".contains(letter)) {
        return None;
    }
    if name.chars().all(is_plain) {
        return Some(name.to_owned());
    }
    (printable(name) == name).then(|| format!("\"{name}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_every_shell_takes_alike_are_shown() {
        for (name, word) in [
            ("dump", Some("dump")),
            ("říjen-2026", Some("říjen-2026")),
            ("my dump", Some("\"my dump\"")),
            ("a;b", Some("\"a;b\"")),
            ("$(reboot)", None),
            ("it's", None),
            ("-rf", None),
            ("a\u{1b}[2J", None),
        ] {
            assert_eq!(shell_word(name).as_deref(), word, "{name}");
        }
    }
}
