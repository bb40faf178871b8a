//! The files of the facts: their columns in CSV, and their types in Parquet.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader, TimeUnit, TimeZone};
use polars_arrow::datatypes::{ArrowDataType, TimeUnit as ArrowTimeUnit};
use polars_arrow::io::ipc::read::deserialize_schema;
use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::metadata::RowGroupMetadata;
use zip::ZipArchive;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};
use crate::harness::worlds::three_sessions;

/// A Parquet file, read by polars.
fn parquet(run: &Run, name: &str) -> DataFrame {
    let bytes = std::io::Cursor::new(run.file(name).to_vec());
    ParquetReader::new(bytes).finish().expect("a Parquet file")
}

#[test]
fn both_formats_may_be_written_at_once() {
    let run = three_sessions().facts(&["--format", "csv,parquet"]);
    let names: Vec<&str> = run.files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "manifest.json",
            "offers.csv",
            "offers.parquet",
            "problems.csv",
            "queue_visits.csv",
            "queue_visits.parquet",
            "records.zip",
            "session_operators.csv",
            "session_operators.parquet",
            "sessions.csv",
            "sessions.parquet",
            "states.csv",
            "states.parquet",
        ]
    );
    let run = three_sessions().report(&["--format", "parquet"]);
    assert!(run.files.contains_key("total.parquet") && !run.files.contains_key("total.csv"));
    assert_eq!(parquet(&run, "by_queue.parquet").height(), 1);
}

/// The types in the file's Arrow schema, unchanged: polars' own reader converts them to the types that it uses.
fn schema_types(file: &[u8]) -> Vec<ArrowDataType> {
    let mut reader = ParquetReader::new(Cursor::new(file.to_vec()));
    let metadata = reader.get_metadata().expect("metadata");
    let entries = metadata.key_value_metadata().as_ref().expect("a schema");
    let entries: Vec<_> = entries
        .iter()
        .filter(|entry| entry.key == "ARROW:schema")
        .collect();
    assert_eq!(entries.len(), 1);
    let message = BASE64_STANDARD
        .decode(entries[0].value.as_deref().expect("a value"))
        .expect("base 64");
    // Eight bytes before the schema: a marker and the length.
    let (schema, ..) = deserialize_schema(&message[8..]).expect("an Arrow schema");
    schema
        .iter_values()
        .map(|field| field.dtype.clone())
        .collect()
}

#[test]
fn parquet_is_written_for_the_oldest_readers() {
    use ArrowDataType::{Boolean, Date32, Float64, Int64, LargeUtf8, Timestamp, Utf8View};
    let mut found = HashSet::new();
    for run in [
        three_sessions().facts(&["--format", "parquet"]),
        three_sessions().report(&["--format", "parquet", "--beyond"]),
    ] {
        for (name, bytes) in run.files.iter().filter(|it| it.0.ends_with(".parquet")) {
            let types = schema_types(bytes);
            assert!(!types.contains(&Utf8View), "{name}: {types:?}");
            found.extend(types);
            let mut reader = ParquetReader::new(Cursor::new(bytes.clone()));
            let metadata = reader.get_metadata().expect("metadata");
            for column in metadata
                .row_groups
                .iter()
                .flat_map(RowGroupMetadata::parquet_columns)
            {
                assert_eq!(column.compression(), Compression::Snappy, "{name}");
            }
        }
    }
    let utc = Timestamp(ArrowTimeUnit::Microsecond, Some("UTC".into()));
    assert_eq!(
        found,
        HashSet::from([Boolean, Date32, Float64, Int64, LargeUtf8, utc])
    );
}

/// Kept facts state plain types, and are compressed by Zstandard as before.
#[test]
fn kept_facts_state_no_views_either() {
    let run = three_sessions().facts(&["--format", "parquet"]);
    let mut archive = ZipArchive::new(Cursor::new(run.file("records.zip"))).expect("a zip");
    for place in 0..archive.len() {
        let mut member = archive.by_index(place).expect("a member");
        let name = member.name().expect("a name in UTF-8").into_owned();
        if name.ends_with(".parquet") {
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).expect("a member");
            let types = schema_types(&bytes);
            assert!(
                !types.contains(&ArrowDataType::Utf8View),
                "{name}: {types:?}"
            );
        }
    }
}

#[test]
fn facts_in_parquet_are_typed_and_exact() {
    let precise = Scenario::new()
        .queued("Podpora", 0)
        .accepted("Jana", 8.750_001)
        .ended(60.5);
    let run = World::of([precise]).facts(&["--format", "parquet"]);
    let sessions = parquet(&run, "sessions.parquet");
    let dtype = |name: &str| {
        sessions
            .column(name)
            .expect("the column is there")
            .dtype()
            .clone()
    };
    let timestamp = DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
    for name in ["created", "guest_joined", "started", "ended"] {
        assert_eq!(dtype(name), timestamp, "{name}");
    }
    assert_eq!(dtype("day"), DataType::Date);
    assert_eq!(dtype("session_id"), DataType::Int64);
    assert_eq!(dtype("in_sla"), DataType::Boolean);
    assert_eq!(dtype("owner"), DataType::String);
    for name in [
        "wait",
        "speed_of_answer",
        "created",
        "in_queue",
        "waiting",
        "bcw",
        "active",
        "acw",
        "ring",
        "waited",
    ] {
        assert_eq!(dtype(&format!("{name}_us")), DataType::Int64, "{name}");
    }
    let value = |name: &str| {
        sessions
            .column(name)
            .expect("the column is there")
            .get(0)
            .expect("a row")
            .to_string()
    };
    assert_eq!(value("speed_of_answer_us"), "8750001");
    assert_eq!(value("day"), "2026-10-05");
    assert_eq!(value("bcw_us"), "null");
    let visits = parquet(&run, "queue_visits.parquet");
    assert_eq!(
        visits
            .column("duration_us")
            .expect("the column is there")
            .dtype(),
        &DataType::Int64
    );
    assert_eq!(
        visits
            .column("entered")
            .expect("the column is there")
            .dtype(),
        &timestamp
    );
}

#[test]
fn parquet_has_the_columns_of_csv_in_the_same_order() {
    let run = three_sessions().facts(&["--format", "csv,parquet"]);
    for table in ["sessions", "session_operators", "queue_visits", "offers"] {
        let frame = parquet(&run, &format!("{table}.parquet"));
        let names: Vec<String> = frame
            .get_column_names()
            .iter()
            .map(ToString::to_string)
            .collect();
        let expected: Vec<String> = run
            .table(table)
            .header
            .iter()
            .map(|name| {
                name.strip_suffix("_s")
                    .map_or_else(|| name.clone(), |name| format!("{name}_us"))
            })
            .collect();
        assert_eq!(names, expected, "{table}");
        assert_eq!(frame.height(), run.table(table).len(), "{table}");
    }
}

#[test]
fn the_columns_of_the_facts_are_those_of_the_contract() {
    let run = three_sessions().facts(&[]);
    for (table, columns) in [
        (
            "sessions",
            "session_id company_id department_id department channel source direction status widget campaign_id created \
             guest_joined started ended day entry_queue_id entry_queue answer_queue_id answer_queue owner_id owner outcome \
             wait_s speed_of_answer_s in_sla in_level in_time short auto_accepted termination_reason guest_left dial_result \
             operators offers missed_offers \
             forwards feedback_stars feedback_scale has_routing created_s in_queue_s waiting_s bcw_s active_s acw_s ring_s \
             waited_s",
        ),
        (
            "session_operators",
            "session_id user_id operator joined left concluded stints handling_s operator_acw_s operator_queue_s offers \
             accepted_offers missed_offers forwarded_out",
        ),
        (
            "queue_visits",
            "session_id request_id visit invite queue_id queue entered left duration_s exit",
        ),
        (
            "offers",
            "session_id request_id offer invite queue_id queue user_id operator offered resolved duration_s timed_out outcome",
        ),
    ] {
        let expected: Vec<&str> = columns.split_whitespace().collect();
        assert_eq!(run.table(table).header, expected, "{table}");
    }
}
