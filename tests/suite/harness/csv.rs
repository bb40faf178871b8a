//! A table that the program wrote, with access by column names.

/// The rows of a CSV file.
pub(crate) struct Csv {
    pub(crate) header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Csv {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes);
        let mut rows: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.expect("a line as long as the header"))
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect();
        assert!(!rows.is_empty(), "a table has a header");
        Self {
            header: rows.remove(0),
            rows,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn cell(&self, row: usize, column: &str) -> &str {
        let place = self.header.iter().position(|name| name == column);
        let place = place.unwrap_or_else(|| panic!("no column {column} in {:?}", self.header));
        &self.rows[row][place]
    }

    /// The rows with this value in a column.
    pub(crate) fn rows_with(&self, column: &str, value: &str) -> Vec<usize> {
        (0..self.len())
            .filter(|&row| self.cell(row, column) == value)
            .collect()
    }

    /// The only row with this value in a column.
    pub(crate) fn row_with(&self, column: &str, value: &str) -> usize {
        match self.rows_with(column, value)[..] {
            [row] => row,
            ref rows => panic!("{} rows with {column} = {value}", rows.len()),
        }
    }

    /// These columns of every row, separated by a blank; an empty cell becomes `-`.
    pub(crate) fn pick(&self, columns: &[&str]) -> Vec<String> {
        (0..self.len())
            .map(|row| {
                let cells = columns.iter().map(|column| or_dash(self.cell(row, column)));
                cells.collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// The sum of a column of counts.
    pub(crate) fn sum(&self, column: &str) -> u64 {
        (0..self.len())
            .map(|row| self.cell(row, column).parse::<u64>().expect("a count"))
            .sum()
    }
}

/// A cell as shown in lists of cells.
pub(crate) fn or_dash(cell: &str) -> &str {
    if cell.is_empty() { "-" } else { cell }
}
