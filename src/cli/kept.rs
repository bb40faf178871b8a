//! Facts that were kept: which settings can still be applied to them, and how they grow.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::output::{Format, OutputArgs, OutputPlan};
use super::parse::{Mistake, mistake, mistake_in};
use crate::pack::{Pack, PackError, PackManifest};
use crate::plan::{Period, ReadPlan};
use crate::records::{Made, Records};
use crate::source::HistoryNaming;
use crate::zone::Day;

/// A folder that `phasebook facts` wrote.
#[derive(Clone, Debug)]
pub(super) struct KeptFacts {
    pub(super) folder: PathBuf,
    /// How its dumps were read; as by default if it cannot be opened, which is told when it is read.
    pub(super) made: Made,
    /// Whether dumps are added to it.
    pub(super) grows: bool,
}

impl KeptFacts {
    /// Settles what is read from a folder, or added to it.
    pub(super) fn settle(
        folder: PathBuf,
        grows: bool,
        read: &mut ReadPlan,
        output: &OutputPlan,
        mistakes: &mut Vec<Mistake>,
    ) -> Self {
        let made = Records::made(&folder).unwrap_or_else(|_| Made {
            // Whatever is wanted: the folder cannot be used anyway.
            session_id_regex: read.naming.pattern().map(str::to_owned),
            pseudonyms: None,
            hash: read.hash,
        });
        let wanted = read.naming.pattern();
        if wanted != made.session_id_regex.as_deref() && (wanted.is_some() || grows) {
            let had = made.session_id_regex.as_deref();
            mistakes.push(mistake_in(
                "--session-id-regex",
                format!(
                    "the facts in {} were made {}",
                    folder.display(),
                    had.map_or_else(|| "without it".to_owned(), |had| format!("by {had}")),
                ),
                "use the same, or make the facts again from the dumps",
            ));
        } else if let Some(pattern) = &made.session_id_regex {
            // It was one when the facts were made.
            read.naming = HistoryNaming::by_pattern(pattern).unwrap_or_default();
        }
        if read.hash && !made.hash {
            mistakes.push(mistake(
                format!(
                    "the hashes of the input files are not in {}",
                    folder.display()
                ),
                "make the facts again from the dumps, with --hash",
            ));
        }
        let mark = output.pseudonyms.as_ref().map(crate::pseudonym::Key::mark);
        if made.pseudonyms.is_some() && mark != made.pseudonyms && (mark.is_some() || grows) {
            mistakes.push(mistake(
                format!(
                    "the operators in {} are codes of another key",
                    folder.display()
                ),
                "name the file with the key that the facts were made with: --pseudonyms KEYFILE",
            ));
        }
        Self {
            folder,
            made,
            grows,
        }
    }
}

/// The manifest of the facts that are to grow.
pub(super) fn growing(folder: &Path) -> Result<PackManifest, Mistake> {
    let refuse = |PackError { message, hint }| mistake(message, hint);
    let manifest = Pack::open(folder).map_err(refuse)?.manifest;
    if manifest.command != "facts" {
        return Err(mistake_in(
            "--append",
            format!(
                "{} is of phasebook {}, not of facts",
                folder.display(),
                manifest.command
            ),
            "name the folder of facts with --out; the first time, leave --append out",
        ));
    }
    Ok(manifest)
}

/// What was not typed is as in the folder: the formats, and the time zone.
pub(super) fn as_before(manifest: &PackManifest, output: &mut OutputArgs, tz: &mut Option<String>) {
    if output.format.is_empty()
        && let Some(formats) = manifest
            .settings
            .get("format")
            .and_then(|list| list.as_array())
    {
        let formats = formats.iter().filter_map(|format| format.as_str());
        output.format = formats
            .filter_map(|format| Format::from_str(format, false).ok())
            .collect();
    }
    if tz.is_none() {
        *tz = Some(manifest.setting("tz").to_owned());
    }
}

/// The days of the folder and these, with those between.
pub(super) fn grown(manifest: &PackManifest, period: Period) -> Period {
    let day = |name: &str| manifest.setting(name).parse().ok().map(Day::of);
    Period {
        from: day("from").zip(period.from).map(|(a, b)| a.min(b)),
        to: day("to").zip(period.to).map(|(a, b)| a.max(b)),
    }
}
