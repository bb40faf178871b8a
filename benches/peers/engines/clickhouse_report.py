"""by_queue_day in ClickHouse, embedded: clickhouse_report.py DUMP LAYOUT OUT.csv SCRATCH,
LAYOUT one of pages, lines, single (files joined first), glob (single files as they are).
"""

import sys
from pathlib import Path

THREADS = 2

SESSION = """
    id Int64, source LowCardinality(String), status LowCardinality(String), isDirectChat Bool, blacklisted Bool,
    created DateTime64(6, 'UTC'), started Nullable(DateTime64(6, 'UTC')), ended Nullable(DateTime64(6, 'UTC')),
    waited Nullable(String), length Nullable(String), guestLeftSession LowCardinality(String),
    chatbots Array(Tuple(chatbotId Int64))
"""
EVENT = """
    routingRequestId Int64, timestamp DateTime64(6, 'UTC'), activityType LowCardinality(String),
    `group` Tuple(id Nullable(Int64))
"""
HISTORY = f"sessionId Int64, routingHistory Array(Tuple({EVENT}))"

SETTINGS = {
    "max_threads": THREADS,
    "max_parsing_threads": THREADS,
    "date_time_input_format": "'best_effort'",
    "input_format_null_as_default": 1,
    "input_format_skip_unknown_fields": 1,
    "input_format_json_ignore_unknown_keys_in_named_tuple": 1,
    "join_use_nulls": 1,
}

WRAPPED_EVENTS = """(
    SELECT sessionId AS session_id, e.routingRequestId AS request_id, e.timestamp AS time, e.activityType AS type,
           e.`group`.id AS queue
    FROM file('{files}', JSONEachRow, '{columns}') ARRAY JOIN routingHistory AS e
)"""
BARE_EVENTS = """(
    SELECT toInt64(extract(_file, '[0-9]+')) AS session_id, routingRequestId AS request_id, timestamp AS time,
           activityType AS type, `group`.id AS queue
    FROM file('{files}', JSONEachRow, '{columns}')
)"""


def main(dump: str, layout: str, out: str, scratch: str) -> None:
    """Writes the report of a dump to `out`."""
    if layout == "single":
        from join_files import join_dump

        join_dump(Path(dump), Path(scratch))
        dump = scratch
    # Imported only here, because processes must be forked before this library starts its threads.
    import chdb

    sessions, routing = {
        "pages": ("sessions-*.json", "routing-*.ndjson"),
        "lines": ("sessions.ndjson", "routing.ndjson"),
        "single": ("sessions-*.ndjson", "routing-*.ndjson"),
        "glob": ("sessions/*.json", "routing/*.json"),
    }[layout]
    source = f"file('{dump}/{sessions}', JSONEachRow, '{quoted(SESSION)}')"
    events, columns = (BARE_EVENTS, EVENT) if layout == "glob" else (WRAPPED_EVENTS, HISTORY)
    query = (Path(__file__).parent / "by_queue_day.clickhouse.sql").read_text(encoding="utf-8")
    query = query.replace("{sessions}", source)
    query = query.replace("{events}", events.format(files=f"{dump}/{routing}", columns=quoted(columns)))
    settings = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
    settings += ", format_csv_null_representation = ''"
    report = chdb.query(f"{query} SETTINGS {settings}", "CSVWithNames")
    Path(out).write_bytes(report.bytes())


def quoted(text: str) -> str:
    """A text escaped for single quotes."""
    return " ".join(text.split()).replace("'", "\\'")


if __name__ == "__main__":
    main(*sys.argv[1:])
