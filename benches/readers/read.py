"""Reads every Parquet file of a pack with one library and compares the result with the CSV file beside it.

Usage: read.py READER PACK SCRATCH, with READER one of pyarrow, pandas, duckdb, polars, chdb.
Prints a line of a Markdown table; differences go to standard error.
"""

import csv
import datetime
import math
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

TASKS = ("read", "filter", "sort", "group", "take", "CSV")


class PyArrow:
    """Reads with `pyarrow.parquet`; everything else uses `pyarrow.compute`."""

    def read(self, path: Path) -> None:
        """Opens a file."""
        import pyarrow.parquet

        self.table = pyarrow.parquet.read_table(path)

    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.table.column_names

    def rows(self, table: object = None) -> list[tuple]:
        """Rows as Python values."""
        table = self.table if table is None else table
        columns = [column.to_pylist() for column in table.columns]
        return list(zip(*columns, strict=True))

    def count_equal(self, column: str, text: str) -> int:
        """Count the rows that have this text in the column."""
        import pyarrow.compute as pc

        return self.table.filter(pc.equal(self.table[column], text)).num_rows

    def count_null(self, column: str) -> int:
        """Count the rows that have no value in the column."""
        import pyarrow.compute as pc

        return self.table.filter(pc.is_null(self.table[column])).num_rows

    def sort(self, column: str) -> list:
        """The values of a column in order, nulls last."""
        return self.table.sort_by(column)[column].to_pylist()

    def group(self, column: str) -> dict:
        """Count each value."""
        import pyarrow.compute as pc

        counts = self.table.group_by(column).aggregate([(column, "count", pc.CountOptions(mode="all"))])
        return dict(zip(counts[column].to_pylist(), counts[f"{column}_count"].to_pylist(), strict=True))

    def take(self, places: list[int]) -> list[tuple]:
        """The rows at these indexes."""
        return self.rows(self.table.take(places))

    def write_csv(self, path: Path) -> None:
        """Writes all rows as CSV."""
        import pyarrow.csv

        pyarrow.csv.write_csv(self.table, path)


class Pandas:
    """Reads with `pandas.read_parquet` and pyarrow."""

    def read(self, path: Path) -> None:
        """Opens a file."""
        import pandas as pd

        self.frame = pd.read_parquet(path, engine="pyarrow")

    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.frame.columns)

    def rows(self, frame: object = None) -> list[tuple]:
        """Rows as Python values."""
        frame = self.frame if frame is None else frame
        return [tuple(row) for row in frame.itertuples(index=False, name=None)]

    def count_equal(self, column: str, text: str) -> int:
        """Count the rows that have this text in the column."""
        return len(self.frame[self.frame[column] == text])

    def count_null(self, column: str) -> int:
        """Count the rows that have no value in the column."""
        return len(self.frame[self.frame[column].isna()])

    def sort(self, column: str) -> list:
        """The values of a column in order, nulls last."""
        return list(self.frame.sort_values(column)[column])

    def group(self, column: str) -> dict:
        """Count each value."""
        return self.frame.groupby(column, dropna=False).size().to_dict()

    def take(self, places: list[int]) -> list[tuple]:
        """The rows at these indexes."""
        return self.rows(self.frame.take(places))

    def write_csv(self, path: Path) -> None:
        """Writes all rows as CSV."""
        self.frame.to_csv(path, index=False)


class Polars:
    """Reads with `polars.read_parquet`."""

    def read(self, path: Path) -> None:
        """Opens a file."""
        import polars as pl

        self.frame = pl.read_parquet(path)

    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.frame.columns

    def rows(self) -> list[tuple]:
        """Rows as Python values."""
        return self.frame.rows()

    def count_equal(self, column: str, text: str) -> int:
        """Count the rows that have this text in the column."""
        import polars as pl

        return self.frame.filter(pl.col(column) == text).height

    def count_null(self, column: str) -> int:
        """Count the rows that have no value in the column."""
        import polars as pl

        return self.frame.filter(pl.col(column).is_null()).height

    def sort(self, column: str) -> list:
        """The values of a column in order, nulls last."""
        return self.frame.sort(column, nulls_last=True)[column].to_list()

    def group(self, column: str) -> dict:
        """Count each value."""
        return dict(self.frame.group_by(column).len().rows())

    def take(self, places: list[int]) -> list[tuple]:
        """The rows at these indexes."""
        return self.frame[places].rows()

    def write_csv(self, path: Path) -> None:
        """Writes all rows as CSV."""
        self.frame.write_csv(path)


class Sql:
    """Queries a file with SQL; `row_of_file` numbers its rows."""

    numbered = "(SELECT *, row_number() OVER () - 1 AS row_of_file FROM {file})"

    def read(self, path: Path) -> None:
        """Opens a file."""
        self.file = self.file_as_table(path)
        self.names = self.described()

    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.names

    def rows(self) -> list[tuple]:
        """Rows as Python values."""
        return self.ask(f"SELECT * FROM {self.file}")

    def count_equal(self, column: str, text: str) -> int:
        """Count the rows that have this text in the column."""
        text = text.replace("'", "''")
        return self.ask(f"SELECT count(*) FROM {self.file} WHERE \"{column}\" = '{text}'")[0][0]

    def count_null(self, column: str) -> int:
        """Count the rows that have no value in the column."""
        return self.ask(f'SELECT count(*) FROM {self.file} WHERE "{column}" IS NULL')[0][0]

    def sort(self, column: str) -> list:
        """The values of a column in order, nulls last."""
        rows = self.ask(f'SELECT "{column}" FROM {self.file} ORDER BY "{column}" NULLS LAST')
        return [row[0] for row in rows]

    def group(self, column: str) -> dict:
        """Count each value."""
        return dict(self.ask(f'SELECT "{column}", count(*) FROM {self.file} GROUP BY "{column}"'))

    def take(self, places: list[int]) -> list[tuple]:
        """The rows at these indexes."""
        places_of_file = ", ".join(map(str, places))
        numbered = self.numbered.format(file=self.file)
        rows = self.ask(f"SELECT * FROM {numbered} WHERE row_of_file IN ({places_of_file}) ORDER BY row_of_file")
        return [row[:-1] for row in rows]


class DuckDb(Sql):
    """DuckDB, in memory."""

    def __init__(self) -> None:
        """Connects to an empty database."""
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")

    def file_as_table(self, path: Path) -> str:
        """The SQL expression for a file."""
        return f"read_parquet('{path}')"

    def described(self) -> list[str]:
        """The names of the columns."""
        return [row[0] for row in self.ask(f"DESCRIBE SELECT * FROM {self.file}")]

    def ask(self, query: str) -> list[tuple]:
        """The result of a query."""
        return self.connection.execute(query).fetchall()

    def write_csv(self, path: Path) -> None:
        """Writes all rows as CSV."""
        self.ask(f"COPY (SELECT * FROM {self.file}) TO '{path}' (HEADER)")


class ClickHouse(Sql):
    """ClickHouse, embedded as chdb."""

    numbered = "(SELECT *, rowNumberInAllBlocks() AS row_of_file FROM {file})"

    def file_as_table(self, path: Path) -> str:
        """The SQL expression for a file."""
        return f"file('{path}', Parquet)"

    def described(self) -> list[str]:
        """The names of the columns."""
        return [row[0] for row in self.ask(f"DESCRIBE TABLE {self.file}")]

    def ask(self, query: str) -> list[tuple]:
        """The result of a query."""
        import json

        import chdb

        shown = "output_format_json_quote_64bit_integers = 0, max_threads = 1, date_time_output_format = 'iso'"
        answer = chdb.query(f"{query} SETTINGS {shown}", "JSONCompactEachRow")
        return [tuple(json.loads(line)) for line in str(answer).splitlines() if line]

    def write_csv(self, path: Path) -> None:
        """Writes all rows as CSV."""
        import chdb

        path.write_text(str(chdb.query(f"SELECT * FROM {self.file} SETTINGS max_threads = 1", "CSVWithNames")))


READERS = {
    "pyarrow": ("pyarrow", PyArrow),
    "pandas": ("pandas", Pandas),
    "duckdb": ("DuckDB", DuckDb),
    "polars": ("Polars", Polars),
    "chdb": ("ClickHouse (chdb)", ClickHouse),
}


def is_nothing(value: object) -> bool:
    """Whether a value is one of the readers' representations of a missing value."""
    return value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in ("NaT", "<NA>")


def means(value: object, expected: str, unit: float) -> bool:
    """Whether a value equals the text in CSV, to half of its last digit. For microseconds, `unit` is 1e-6."""
    if is_nothing(value):
        return expected == ""
    if isinstance(value, bool) or expected in ("true", "false"):
        return str(value).lower() == expected
    if isinstance(value, str) and "T" in value and value.endswith("Z"):
        value = datetime.datetime.fromisoformat(value)
    if isinstance(value, datetime.datetime) and "T" in expected:
        value = value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
        # Compared in UTC: Python never considers times of two zones equal in the repeated hour.
        return value.astimezone(datetime.UTC) == datetime.datetime.fromisoformat(expected).astimezone(datetime.UTC)
    if isinstance(value, (datetime.date, str)):
        return str(value)[: max(len(expected), 10)] == expected or str(value) == expected
    if expected == "":
        return False
    decimals = len(expected.partition(".")[2])
    return abs(float(value) * unit - float(expected)) <= 0.5 * 10**-decimals + 1e-9


class Table:
    """The expected contents of a file, from its CSV."""

    def __init__(self, path: Path) -> None:
        """Reads the file."""
        with path.open(encoding="utf-8", newline="") as file:
            self.header, *self.rows = csv.reader(file)

    def column(self, place: int) -> list[str]:
        """The texts of a column."""
        return [row[place] for row in self.rows]

    def agrees(self, columns: list[str], rows: list[tuple], places: list[int] | None = None) -> None:
        """Fails if a reader's rows differ."""
        names = [name.removesuffix("_us") + "_s" if name.endswith("_us") else name for name in columns]
        assert names == self.header, f"columns {names}, not {self.header}"
        expected = self.rows if places is None else [self.rows[place] for place in places]
        assert len(rows) == len(expected), f"{len(rows)} rows, not {len(expected)}"
        units = [1e-6 if name.endswith("_us") else 1.0 for name in columns]
        for number, (row, texts) in enumerate(zip(rows, expected, strict=True)):
            for name, value, text, unit in zip(columns, row, texts, units, strict=True):
                assert means(value, text, unit), f"row {number}, {name}: {value!r}, not {text!r}"


def text_column(table: Table) -> str | None:
    """The first column whose values are texts but not dates; `None` if there is no such column."""
    for place, name in enumerate(table.header):
        texts = [text for text in table.column(place) if text]
        is_text = texts and not any(text[0].isdigit() or text[0] == "-" for text in texts)
        if is_text and not set(texts) <= {"true", "false"}:
            return name
    return None


def try_table(reader: object, parquet: Path, scratch: Path, done: Counter, failures: list[str]) -> None:
    """Performs every task with one file."""
    table = Table(parquet.with_suffix(".csv"))
    column = text_column(table)
    texts = table.column(table.header.index(column)) if column else []
    counts = Counter(texts)

    def same(found: object, expected: object) -> None:
        assert found == expected, f"{found!r}, not {expected!r}"

    def filtered() -> None:
        text = max(filter(None, counts), key=counts.get)
        same(reader.count_equal(column, text), counts[text])
        same(reader.count_null(column), counts[""])

    def sorted_by() -> None:
        found = ["" if is_nothing(value) else value for value in reader.sort(column)]
        # UTF-8 bytes sort in the order of code points.
        same(found, sorted(filter(None, texts)) + [""] * counts[""])

    def grouped() -> None:
        found = {"" if is_nothing(value) else value: count for value, count in reader.group(column).items()}
        same(found, dict(counts))

    def taken() -> None:
        places = list(range(0, len(table.rows), 3))
        table.agrees(reader.columns(), reader.take(places), places)

    def written() -> None:
        scratch.unlink(missing_ok=True)
        reader.write_csv(scratch)
        again = Table(scratch)
        assert again.header == reader.columns(), f"columns {again.header}"
        table.agrees(again.header, [tuple(map(read_again, row)) for row in again.rows])

    tasks = {"read": lambda: table.agrees(reader.columns(), reader.rows()), "take": taken, "CSV": written}
    if column:
        tasks |= {"filter": filtered, "sort": sorted_by, "group": grouped}
    try:
        reader.read(parquet)
    except Exception as error:
        failures.append(f"{parquet.name}: cannot be opened: {error}")
        return
    for task, check in tasks.items():
        try:
            check()
        except Exception as error:
            failures.append(f"{parquet.name}: {task}: {type(error).__name__}: {str(error)[:300]}")
        else:
            done[task] += 1
        done[task, "tried"] += 1


def read_again(text: str) -> object:
    """Parses a value of a reader's own CSV; each library has its own format of timestamps."""
    if text in ("", "\\N"):
        return None
    if len(text) > 18 and text[4] == text[7] == "-" and text[10] in " T":
        moment = text.replace("Z", "+00:00")
        if moment.endswith("+00"):
            moment += ":00"
        return datetime.datetime.fromisoformat(moment)
    try:
        return float(text)
    except ValueError:
        return text


def main() -> None:
    """Prints how often each task gave the same result as CSV."""
    name, pack, scratch = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    shown, kind = READERS[name]
    done, failures = Counter(), []
    files = sorted(pack.glob("*.parquet"))
    for parquet in files:
        try_table(kind(), parquet, scratch, done, failures)
    cells = [f"{done[task]} of {done[task, 'tried']}" if done[task, "tried"] else "-" for task in TASKS]
    print(f"| {shown} | {version(name)} | {' | '.join(cells)} |", flush=True)
    for failure in failures:
        print(f"{shown} {version(name)}: {failure}", file=sys.stderr)
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
