//! Keys about reading the dump and writing the output. They change no figure, unless they make a file
//! unreadable; each case looks at the part of the output that its key changes.

use super::{Effect, effect};
use crate::harness::dumps::{gzip, session};
use crate::harness::world::Run;

pub(super) fn effects() -> Vec<Effect> {
    let mut all = reading();
    all.extend(writing());
    all.extend(telling());
    all
}

fn reading() -> Vec<Effect> {
    // Ten sessions in a plain file, and twenty in a packed one.
    let packed: Vec<String> = (50..70).map(session).collect();
    let packed = gzip(packed.join("\n"));
    let sessions = |key| {
        effect(key)
            .of_reading()
            .looks(|_, run| run.count("sessions_kept").to_string())
            .file("dump/packed.json.gz", &packed)
    };
    vec![
        effect("session_id_regex")
            .of_reading()
            .looks(|_, run| {
                run.counts(&["histories_joined", "histories_orphaned"])
                    .join(", ")
            })
            .set("session_id_regex = 'call-(\\d\\d)'")
            .changes(
                "histories_joined 9, histories_orphaned 1",
                "histories_joined 10, histories_orphaned 0",
            ),
        effect("schema")
            .command(&["facts", "dump", "--out", "out"])
            .looks(|_, run| run.files.contains_key("dim_queue.csv").to_string())
            .set("schema = \"star\"")
            .changes("false", "true"),
        effect("naive_tz")
            .command(&["facts", "dump", "--out", "out"])
            .file(
                "dump/naive.json",
                r#"{"id":99,"created":"2026-10-05T12:00:00"}"#,
            )
            .looks(|_, run| {
                let sessions = run.table("sessions");
                let rows = sessions.rows_with("session_id", "99");
                rows.iter()
                    .map(|row| sessions.cell(*row, "created"))
                    .collect()
            })
            .set("naive_tz = \"Europe/Prague\"")
            .changes(
                "2026-10-05T14:00:00.000000+02:00",
                "2026-10-05T12:00:00.000000+02:00",
            ),
        effect("encoding")
            .of_reading()
            .file(
                "dump/old.json",
                b"{\"id\":99,\"created\":\"2026-10-05T12:00:00Z\",\"widget\":\"\x8eofie\"}",
            )
            .looks(|_, run| {
                run.table("problems")
                    .rows_with("code", "bad_encoding")
                    .len()
                    .to_string()
            })
            .set("encoding = \"windows-1250\"")
            .changes("1", "0"),
        effect("allow_empty")
            .of_reading()
            .looks(|_, run| run.manifest()["settings"]["allow_empty"].to_string())
            .set("allow_empty = true")
            .changes("false", "true"),
        sessions("max_expanded")
            .set("max_expanded = 500")
            .changes("30", "21"),
        sessions("max_record")
            .set("max_record = \"1kB\"")
            .changes("30", "28"),
        // The key changes nothing; another test compares every byte.
        effect("threads")
            .cells("total", &["sessions", "answered", "service_level"])
            .set("threads = 3")
            .changes_nothing("10 7 0.3750"),
        effect("strict")
            .of_reading()
            .file("dump/broken.json", "<html>")
            .looks(|_, run| format!("{} {}", run.status, run.files.len()))
            .set("strict = true")
            .changes("0 10", "3 0"),
        effect("hash")
            .of_reading()
            .looks(|_, run| {
                let files = run.manifest()["files"].clone();
                format!("{}", files[0]["blake3"].is_string())
            })
            .set("hash = true")
            .changes("false", "true"),
    ]
}

fn writing() -> Vec<Effect> {
    let some_cells = |_: &_, run: &Run| {
        let text = String::from_utf8_lossy(run.file("by_queue.csv")).into_owned();
        let line = text.lines().nth(2).unwrap_or_default();
        // The part of the line from the name to the first rates.
        line.chars().skip(40).take(20).collect()
    };
    vec![
        effect("company")
            .looks(|_, run| {
                let page = String::from_utf8_lossy(run.file("report.html")).into_owned();
                let title = page.split(['<', '>']).skip_while(|part| *part != "title");
                title.skip(1).take(1).collect()
            })
            .settings("format = \"html\"", "format = \"html\"\ncompany = \"Acme\"")
            .changes(
                "Contact centre report: everything in the dump",
                "Acme: Contact centre report: everything in the dump",
            ),
        // Without a browser, the error about it shows that the key is read.
        effect("pdf")
            .of_reading()
            .looks(|_, run| {
                let is_printed = run.files.contains_key("report.pdf");
                (is_printed || run.stderr.contains("no Chromium was found")).to_string()
            })
            .set("pdf = \"summary\"")
            .changes("false", "true"),
        effect("out")
            .command(&["report", "dump"])
            .looks(|world, _| format!("{}", world.path("elsewhere/by_queue.csv").exists()))
            .set("out = \"elsewhere\"")
            .changes("false", "true"),
        effect("format")
            .looks(|_, run| {
                let names = run
                    .files
                    .keys()
                    .filter(|name| name.starts_with("total") || name.starts_with("report"));
                names.cloned().collect::<Vec<_>>().join(" ")
            })
            .set("format = [\"parquet\", \"xlsx\"]")
            .changes("total.csv", "report.xlsx total.parquet"),
        effect("csv")
            .looks(some_cells)
            .set("csv = \"excel-cs\"")
            .changes("0,0.4000,0.6667,0.33", "0;0,4000;0,6667;0,33"),
        effect("durations")
            .looks(|_, run| {
                let table = run.table("total");
                let mut lengths = table.header.iter().filter(|name| name.starts_with("asa_"));
                let name = lengths.next().map_or("asa", String::as_str);
                format!("{name} {}", table.cell(0, name))
            })
            .set("durations = \"hms\"")
            .changes("asa_s 20.833", "asa_hms 0:00:20.833"),
        effect("lang")
            .command(&["report", "dump"])
            .looks(|_, run| run.stdout.lines().next().unwrap_or_default().to_owned())
            .set("lang = \"cs\"")
            .changes(
                "Contact centre report: everything in the dump",
                "Přehled kontaktního centra: vše, co je v exportu",
            ),
        effect("pseudonyms")
            .file("key", "0123456789abcdef")
            .cells("by_operator", &["operator", "sessions"])
            .set("pseudonyms = \"key\"")
            .changes(
                "- 3, Jana Nováková 3, Petr Svoboda 2, Eva Dvořáková 2",
                "- 3, op-awh42w6cf 2, op-epevf5nd1 3, op-t2bqs9aza 2",
            ),
    ]
}

fn telling() -> Vec<Effect> {
    vec![
        effect("quiet")
            .looks(|_, run| {
                format!(
                    "{} {}",
                    run.stdout.lines().count(),
                    run.stderr.lines().count()
                )
            })
            .set("quiet = true")
            .changes("6 2", "0 0"),
        effect("json")
            .command(&["explain", "dump", "--session", "1"])
            .looks(|_, run| run.stdout.starts_with('{').to_string())
            .set("json = true")
            .changes("false", "true"),
        effect("ascii")
            .command(&["explain", "dump", "--session", "1"])
            .looks(|_, run| {
                // Characters for lines and blocks; names keep letters that are not ASCII.
                let is_drawn = |letter| ('\u{2500}'..'\u{2600}').contains(&letter);
                run.stdout.contains(is_drawn).to_string()
            })
            .set("ascii = true")
            .changes("true", "false"),
    ]
}
