"""by_queue_day in DuckDB: duckdb_report.py DUMP LAYOUT OUT.csv SCRATCH, LAYOUT one of
pages, lines, single (files joined first), glob (single files as they are).
"""

import sys
from pathlib import Path

import duckdb

THREADS = 2

SESSION = """{
    id: 'BIGINT', source: 'VARCHAR', status: 'VARCHAR', isDirectChat: 'BOOLEAN', blacklisted: 'BOOLEAN',
    created: 'TIMESTAMPTZ', started: 'TIMESTAMPTZ', ended: 'TIMESTAMPTZ', waited: 'VARCHAR', length: 'VARCHAR',
    guestLeftSession: 'VARCHAR', chatbots: 'STRUCT(chatbotId BIGINT)[]'
}"""
GROUP = "STRUCT(id BIGINT)"
EVENT = f'STRUCT("routingRequestId" BIGINT, "timestamp" TIMESTAMPTZ, "activityType" VARCHAR, "group" {GROUP})'
HISTORY = f"{{ sessionId: 'BIGINT', routingHistory: '{EVENT}[]' }}"
BARE_EVENT = f"""{{
    routingRequestId: 'BIGINT', "timestamp": 'TIMESTAMPTZ', activityType: 'VARCHAR', "group": '{GROUP}'
}}"""

MACROS = """
CREATE MACRO seconds_between(a, b) AS (epoch_us(b) - epoch_us(a)) / 1e6;
CREATE MACRO positive(s) AS CASE WHEN s >= 0 THEN s END;
CREATE MACRO iso_part(text, unit) AS
    coalesce(nullif(regexp_extract(text, '([0-9.]+)' || unit, 1), '')::DOUBLE, 0);
CREATE MACRO seconds_of(text) AS
    CASE WHEN text LIKE 'P%' THEN
        86400 * iso_part(text, 'D') + 3600 * iso_part(text, 'H') + 60 * iso_part(text, 'M') + iso_part(text, 'S')
    END;
"""

WRAPPED_EVENTS = """
CREATE VIEW events AS
SELECT session_id, e."routingRequestId" AS request_id, e."timestamp" AS timestamp, e."activityType" AS type,
       e."group".id AS queue_id
FROM (
    SELECT sessionId AS session_id, unnest(routingHistory) AS e
    FROM read_json('{files}', format = 'nd', columns = {columns})
)
"""
BARE_EVENTS = """
CREATE VIEW events AS
SELECT regexp_extract(filename, '([0-9]+)[.]json$', 1)::BIGINT AS session_id, routingRequestId AS request_id, timestamp,
       activityType AS type, "group".id AS queue_id
FROM read_json('{files}', format = 'array', filename = true, columns = {columns})
"""


def main(dump: str, layout: str, out: str, scratch: str) -> None:
    """Writes the report of a dump to `out`."""
    if layout == "single":
        from join_files import join_dump

        join_dump(Path(dump), Path(scratch))
        dump = scratch
    sessions, shape, routing = {
        "pages": ("sessions-*.json", "array", "routing-*.ndjson"),
        "lines": ("sessions.ndjson", "nd", "routing.ndjson"),
        "single": ("sessions-*.ndjson", "nd", "routing-*.ndjson"),
        "glob": ("sessions/*.json", "unstructured", "routing/*.json"),
    }[layout]
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}; SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    connection.execute(MACROS)
    connection.execute(
        f"CREATE VIEW sessions AS SELECT * FROM read_json('{dump}/{sessions}', format = '{shape}', columns = {SESSION})"
    )
    events, columns = (BARE_EVENTS, BARE_EVENT) if layout == "glob" else (WRAPPED_EVENTS, HISTORY)
    connection.execute(events.format(files=f"{dump}/{routing}", columns=columns))
    query = (Path(__file__).parent / "by_queue_day.duckdb.sql").read_text(encoding="utf-8")
    connection.execute(f"COPY ({query}) TO '{out}' (FORMAT csv, HEADER)")


if __name__ == "__main__":
    main(*sys.argv[1:])
