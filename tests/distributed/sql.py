"""Asks an engine for reports, and compares each cell with phasebook's: sql.py ENGINE LAKE STATEMENTS REPORTS

LAKE has facts in folders. STATEMENTS is a folder with NAME.sql, REPORTS one with NAME.csv. Prints how many cells
were compared, and fails with those that differ.
"""

from __future__ import annotations

import csv
import datetime
import pathlib
import sys
from typing import Any

from session import session

TABLES = ("sessions", "session_operators", "queue_visits", "offers", "states", "stint_days")


def spelled(cell: Any, expected: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        # CSV has the clock of the report's time zone, an engine that of this machine.
        return expected if expected and datetime.datetime.fromisoformat(expected) == cell.astimezone() else str(cell)
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def main() -> None:
    engine, lake, statements, reports = sys.argv[1:]
    cells, differing = 0, []
    with session(engine) as spark:
        for table in TABLES:
            spark.read.parquet(f"{lake}/{table}/tenant=default").createOrReplaceTempView(table)
        for path in sorted(pathlib.Path(statements).glob("*.sql")):
            with open(f"{reports}/{path.stem}.csv", encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file)
            found = spark.sql(path.read_text(encoding="utf-8").strip().rstrip(";"))
            assert found.columns == header, (path.stem, found.columns, header)
            own = found.collect()
            assert len(own) == len(rows), (path.stem, len(own), len(rows))
            for number, (ours, theirs) in enumerate(zip(own, rows)):
                for column, a, b in zip(header, ours, theirs):
                    cells += 1
                    if spelled(a, b) != b:
                        differing.append((path.stem, number, column, spelled(a, b), b))
    print(cells)
    sys.exit("\n".join(map(str, differing[:20])) or None)


if __name__ == "__main__":
    main()
