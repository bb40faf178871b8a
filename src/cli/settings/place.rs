//! Places in a settings file, as editors count them.

use super::super::parse::{UsageError, option_error};

/// A settings file: its text, and how errors name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct SettingsText<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

/// An error with its place in the file, by which errors are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) offset: usize,
    pub(super) message: String,
    pub(super) hint: String,
}

impl SettingsText<'_> {
    /// The error as it is printed, as `phasebook.toml:3:5: ...`. Line and column begin with 1; a column is a character.
    pub(super) fn tell(&self, usage_error: Placed) -> UsageError {
        option_error(
            self.place(usage_error.offset),
            usage_error.message,
            usage_error.hint,
        )
    }

    /// A place in the form that editors open, as `phasebook.toml:3:5`.
    pub(super) fn place(&self, offset: usize) -> String {
        let (line, column) = self.line_and_column(offset);
        format!("{}:{line}:{column}", self.name)
    }

    pub(super) fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        (line, before[start..].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_and_both_count_from_one() {
        let source = SettingsText {
            name: "f",
            text: "a = 1\n# čára\nfronta = \"Čeština\" x\n",
        };
        assert_eq!(source.line_and_column(0), (1, 1));
        let place = source.text.find('x').unwrap();
        assert_eq!(source.line_and_column(place), (3, 20));
        assert_eq!(source.line_and_column(usize::MAX), (4, 1));
    }
}
