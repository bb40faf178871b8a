//! The figures in the repository, with the compiler and the processor that they were counted with.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::process::Command;

use crate::Outcome;
use crate::callgrind::Counted;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/benches/instructions/recorded.txt"
);

/// The contents of `recorded.txt`: lines of a name, a colon and a value.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) compiler: String,
    pub(crate) processor: String,
    instructions: BTreeMap<String, u64>,
}

impl Recorded {
    /// The figures to record for these counts.
    pub(crate) fn of(counts: &[Counted]) -> Outcome<Self> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let version = Command::new(rustc).arg("--version").output()?;
        Ok(Self {
            compiler: String::from_utf8_lossy(&version.stdout).trim().to_owned(),
            processor: counts
                .first()
                .map_or_else(String::new, |counted| counted.processor.clone()),
            instructions: counts
                .iter()
                .map(|counted| (counted.name.to_owned(), counted.instructions))
                .collect(),
        })
    }

    pub(crate) fn read() -> Outcome<Self> {
        let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
        let mut values: BTreeMap<&str, &str> = text
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect();
        let mut take = |name: &str| {
            let value = values.remove(name).map(str::to_owned);
            value.ok_or_else(|| format!("{FILE}: no line `{name}: ...`"))
        };
        let (compiler, processor) = (take("compiler")?, take("processor")?);
        let instructions = values
            .into_iter()
            .map(|(name, value)| {
                let instructions = value.parse();
                instructions
                    .map(|instructions| (name.to_owned(), instructions))
                    .map_err(|_| format!("{FILE}: {name}: `{value}` is no whole number"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            compiler,
            processor,
            instructions,
        })
    }

    pub(crate) fn write(&self) -> Outcome<()> {
        let mut text = String::new();
        writeln!(text, "compiler: {}", self.compiler)?;
        writeln!(text, "processor: {}", self.processor)?;
        for (name, instructions) in &self.instructions {
            writeln!(text, "{name}: {instructions}")?;
        }
        fs::write(FILE, text).map_err(|error| format!("{FILE}: {error}").into())
    }

    /// The increase of a count as a share of the recorded figure; `None` if no figure is recorded.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of instructions are far below 2^52"
    )]
    pub(crate) fn change(&self, counted: &Counted) -> Option<f64> {
        let recorded = *self.instructions.get(counted.name)?;
        Some(counted.instructions as f64 / recorded as f64 - 1.0)
    }
}
