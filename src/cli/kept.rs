//! Facts that were kept: which settings can still be applied to them, and how they grow.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::lake::FolderFacts;
use super::output::{Format, OutputArgs, OutputPlan};
use super::parse::{UsageError, option_error, usage_error};
use crate::error::Error;
use crate::pack::{Pack, PackManifest};
use crate::read::{HistoryNaming, ReadPlan, TextEncoding};
use crate::records::{Made, Records};
use crate::time::Period;
use crate::time::zone::{Day, Zone};

/// A folder that `phasebook facts` wrote.
#[derive(Clone, Debug)]
pub(super) struct KeptFacts {
    pub(super) folder: PathBuf,
    /// The options that its dumps were read with; those of this run if it cannot be opened, which is reported when it
    /// is read.
    pub(super) made: Made,
    /// Whether dumps are added to it.
    pub(super) grows: bool,
    /// The facts, if they are divided among folders; `None` if the folder has the records.
    pub(super) lake: Option<FolderFacts>,
}

impl KeptFacts {
    /// Resolves what is read from a folder, or added to it.
    pub(super) fn resolve(
        folder: PathBuf,
        grows: bool,
        read: &mut ReadPlan,
        output: &OutputPlan,
        usage_errors: &mut Vec<UsageError>,
    ) -> Self {
        // An error is reported when the folder is read.
        let lake = FolderFacts::find(&folder).and_then(Result::ok);
        let made = match &lake {
            Some(facts) => Ok(facts.made()),
            None => Records::made(&folder),
        };
        let made = made.unwrap_or_else(|_| Made {
            // The options of this run, so that none is refused: the error comes when the folder is read.
            session_id_regex: read.naming.pattern().map(str::to_owned),
            naive_tz: naive_tz(read),
            encoding: encoding(read),
            pseudonyms: None,
            hash: read.extras.hash,
        });
        as_made(&made, &folder, grows, read, output, usage_errors);
        Self {
            folder,
            made,
            grows,
            lake,
        }
    }
}

/// Sets the options of reading to those that records were read with, and refuses others that were typed.
pub(super) fn as_made(
    made: &Made,
    folder: &Path,
    grows: bool,
    read: &mut ReadPlan,
    output: &OutputPlan,
    usage_errors: &mut Vec<UsageError>,
) {
    let wanted = read.naming.pattern().map(str::to_owned);
    let mut is_kept = |option, wanted: Option<String>, had: &Option<String>| {
        if wanted == *had || (wanted.is_none() && !grows) {
            return true;
        }
        usage_errors.push(made_otherwise(folder, option, had.as_deref()));
        false
    };
    let regex_is_kept = is_kept("--session-id-regex", wanted, &made.session_id_regex);
    if let (true, Some(pattern)) = (regex_is_kept, &made.session_id_regex) {
        // The pattern was valid when the facts were made.
        read.naming = HistoryNaming::by_pattern(pattern).unwrap_or_default();
    }
    if is_kept("--naive-tz", naive_tz(read), &made.naive_tz) {
        let zone = made.naive_tz.as_deref().and_then(Zone::by_name);
        read.texts.naive_zone = zone.unwrap_or_default();
    }
    if is_kept("--encoding", encoding(read), &made.encoding) {
        let encoding = made.encoding.as_deref().map(TextEncoding::by_label);
        read.texts.encoding = encoding.and_then(Result::ok);
    }
    // Facts that were begun with hashes go on with them.
    read.extras.hash |= grows && made.hash;
    if read.extras.hash && !made.hash {
        usage_errors.push(usage_error(
            format!(
                "the hashes of the input files are not in {}",
                folder.display()
            ),
            "make the facts again from the dumps, with --hash",
        ));
    }
    let mark = output
        .pseudonyms
        .as_ref()
        .map(crate::read::pseudonym::Key::mark);
    if made.pseudonyms.is_some() && mark != made.pseudonyms && (mark.is_some() || grows) {
        usage_errors.push(usage_error(
            format!(
                "the operators in {} are codes of another key",
                folder.display()
            ),
            "name the file with the key that the facts were made with: --pseudonyms KEYFILE",
        ));
    }
}

/// The zone of times without an offset; `None` for the default, UTC.
pub(super) fn naive_tz(read: &ReadPlan) -> Option<String> {
    let zone = read.texts.naive_zone;
    (zone != Zone::UTC).then(|| zone.name().to_owned())
}

/// The encoding of `--encoding`; `None` if none was named.
pub(super) fn encoding(read: &ReadPlan) -> Option<String> {
    let encoding = read.texts.encoding;
    encoding.map(|encoding| encoding.name().to_owned())
}

/// The error of an option that cannot be applied to kept facts any more.
fn made_otherwise(folder: &Path, option: &'static str, had: Option<&str>) -> UsageError {
    let how = had.map_or_else(|| "without it".to_owned(), |had| format!("by {had}"));
    option_error(
        option,
        format!("the facts in {} were made {how}", folder.display()),
        "use the same, or make the facts again from the dumps",
    )
}

/// The manifest of the facts that are to grow. Fails if the folder is not of `phasebook facts`.
pub(super) fn growing(folder: &Path) -> Result<PackManifest, UsageError> {
    let refuse = |error: Error| usage_error(error.message, error.hint.unwrap_or_default());
    let manifest = Pack::open(folder).map_err(refuse)?.manifest;
    if manifest.command != "facts" {
        return Err(option_error(
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

/// Takes formats and time zone from the folder where they were not typed.
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

/// The period of the folder and the new one, with the days between them.
pub(super) fn grown(manifest: &PackManifest, period: Period) -> Period {
    let day = |name: &str| manifest.setting(name).parse().ok().map(Day::from_date);
    Period {
        from: day("from").zip(period.from).map(|(a, b)| a.min(b)),
        to: day("to").zip(period.to).map(|(a, b)| a.max(b)),
    }
}
