//! Output without --out: the summary and tables, Markdown, JSON; completions and the manual.

use insta::assert_snapshot;
use serde_json::Value;

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn world() -> World {
    let answered = |operator: &str, queue: &str, seconds: i32| {
        Scenario::new()
            .queued(queue, 0)
            .offered(operator, 1)
            .accepted(operator, seconds)
            .joined(operator, seconds)
            .left(seconds + 90)
            .concluded(seconds + 100)
            .length(90)
    };
    World::of([
        answered("Jana", "Podpora", 5),
        answered("Jana", "Podpora", 35),
        answered("Petr", "Reklamace", 12),
        Scenario::new()
            .guest_left("LeftQueue")
            .queued("Podpora", 0)
            .waited(40),
        Scenario::created_at("2026-09-10T10:00:00+02:00")
            .queued("Podpora", 0)
            .accepted("Jana", 9)
            .length(30),
    ])
}

fn printed(world: &World, options: &[&str]) -> String {
    let arguments = [&["report", "dump", "--tz", "Europe/Prague"], options].concat();
    let run = world.run(&arguments);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.files.is_empty());
    run.stdout
}

#[test]
fn what_the_figures_are_of_stands_above_them() {
    let conditions = ["--where", "queue=Podpora", "--where", "channel!=Email"];
    let open = ["--sla-hours", "open"];
    let world = world();
    world.put("phasebook.toml", "[hours]\nmon-sun = \"8:00-16:00\"\n");
    for (lang, lines) in [
        (
            "en",
            [
                "Service level of: sessions in opening hours\n",
                "Only: queue=Podpora, channel!=Email\n",
            ],
        ),
        (
            "cs",
            [
                "Úroveň služby z: relací v provozní době\n",
                "Pouze: queue=Podpora, channel!=Email\n",
            ],
        ),
    ] {
        let lang = ["--lang", lang];
        let text = printed(&world, &[&conditions[..], &open, &lang].concat());
        for line in lines {
            assert!(text.contains(line), "{text}");
        }
        let text = printed(&world, &lang);
        for line in lines {
            assert!(!text.contains(line), "{text}");
        }
    }
}

#[test]
fn the_rest_below_the_top_stands_last() {
    let names = [
        "Jana", "Petr", "Petr", "Eva", "Eva", "Eva", "Karel", "Karel", "Karel", "Karel",
    ];
    let world = World::of(names.map(|name| Scenario::new().queued("Podpora", 0).accepted(name, 5)));
    let text = printed(&world, &["--by", "operator", "--top", "1"]);
    let place = |name: &str| text.rfind(name).unwrap_or_else(|| panic!("{name}: {text}"));
    // The row `other` has six sessions, Karel four: `other` still stands last.
    assert!(place("Karel") < place("other"), "{text}");
}

#[test]
fn without_out_the_summary_the_queues_and_the_operators_are_printed() {
    assert_snapshot!(printed(&world(), &["--month", "2026-10"]), @r"
        Contact centre report: October 2026
        Time zone: Europe/Prague
        Answer threshold: 20 s
        Short-abandon limit: 5 s
        Formula: SL without short abandons = answered in time / (offered - short abandons)
        Target: 80%
        Previous period: September 2026

                                                                  Previous
                                                                    period     Change
        Service level          50.00%  2 / 4  Target 80%: missed   100.00%  −50.00 pp
        Offered                     4                                    1   +300.00%
        Answer rate            75.00%  3 / 4                       100.00%  −25.00 pp
        Abandon rate           25.00%  1 / 4                         0.00%  +25.00 pp
        Speed of answer (ASA)    0:17  n = 3                          0:09      +0:08
        Handling time (AHT)      1:40  n = 3                          0:30      +1:10

                                                                                                                                     In queue:
                                                              Short  Service      Speed of                                Handling        90th
        Queue      Sessions  Offered  Answered  Abandoned  abandons    level  answer (ASA)  Longest wait  Abandon rate  time (AHT)  percentile  Active: mean
        Podpora           3        3         2          1         0   33.33%          0:20          0:40        33.33%        1:40        0:01          1:30
        Reklamace         1        1         1          0         0  100.00%          0:12          0:12         0.00%        1:40        0:01          1:30

                                                                                                 Time in         Own
                                 Sessions            Offers  Offers                  Handling  sessions:  after-call
        Operator       Sessions   handled  Offers  accepted  missed  Forwarded on  time (AHT)       mean  work: mean
        Jana Nováková         2         2       2         2       0             0        1:40       1:30        0:10
        Petr Svoboda          1         1       1         1       0             0        1:40       1:30        0:10
        (no operator)         1         0       0         0       0             0           –          –           –
        ");
    assert_snapshot!(printed(&world(), &["--month", "2026-10", "--lang", "cs", "--by", "day"]), @r"
        Přehled kontaktního centra: říjen 2026
        Časové pásmo: Europe/Prague
        Limit pro přijetí: 20 s
        Limit krátké ztráty: 5 s
        Vzorec: ÚS bez krátkých ztrát = obsloužené včas / (nabídnuté − krátce ztracené)
        Cíl: 80 %
        Předchozí období: září 2026

                                                                     Předchozí
                                                                        období         Změna
        Úroveň služby           50,00 %  2 / 4  Cíl 80 %: nesplněno   100,00 %  −50,00 p. b.
        Nabídnuté                     4                                      1     +300,00 %
        Podíl obsloužených      75,00 %  3 / 4                        100,00 %  −25,00 p. b.
        Ztrátovost              25,00 %  1 / 4                          0,00 %  +25,00 p. b.
        Rychlost přijetí (ASA)     0:17  n = 3                            0:09         +0:08
        Doba obsluhy (AHT)         1:40  n = 3                            0:30         +1:10

                                                                                 Rychlost                                      Ve frontě:
                                                                Krátce   Úroveň   přijetí  Nejdelší              Doba obsluhy         90.       Aktivní
        Den          Relace  Nabídnuté  Obsloužené  Ztracené  ztracené   služby     (ASA)    čekání  Ztrátovost         (AHT)   percentil  fáze: průměr
        5. 10. 2026       4          4           3         1         0  50,00 %      0:17      0:40     25,00 %          1:40        0:01          1:30
        ");
}

#[test]
fn markdown_has_the_headline_and_a_table_a_report() {
    let text = printed(&world(), &["--format", "md", "--by", "channel"]);
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.chars().take(78).collect::<String>())
        .collect();
    assert_snapshot!(lines.join("\n"), @r"
        # Contact centre report: everything in the dump

        - Time zone: Europe/Prague
        - Answer threshold: 20 s
        - Short-abandon limit: 5 s
        - Formula: SL without short abandons = answered in time / (offered - short aba
        - Target: 80%

        | Figure | Value | Previous period | Change |
        | --- | ---: | ---: | ---: |
        | Service level | 60.00% | – | – |
        | Offered | 5 | – | – |
        | Answer rate | 80.00% | – | – |
        | Abandon rate | 20.00% | – | – |
        | Speed of answer (ASA) | 0:15 | – | – |
        | Handling time (AHT) | 1:23 | – | – |

        ## by_channel

        | Channel | Sessions | Inbound | Outbound | Offered | Answered | Abandoned | S
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | 
        | Chat | 5 | 5 | 0 | 5 | 4 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 1 | 0 | 60.00
        ");
}

#[test]
fn json_holds_the_figures_of_csv() {
    let world = world();
    let whole: Value =
        serde_json::from_str(&printed(&world, &["--format", "json"])).expect("one value of JSON");
    let lines = printed(&world, &["--format", "ndjson"]);
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let files = world.report(&["--format", "csv,json,ndjson"]);
    for report in ["total", "by_queue", "by_operator", "service_levels"] {
        let table = files.table(report);
        let rows = whole["reports"][report].as_array().expect("an array");
        let from_lines: Vec<&Value> = lines
            .iter()
            .filter(|line| line["report"] == report)
            .collect();
        let file: Value = serde_json::from_slice(files.file(&format!("{report}.json"))).unwrap();
        assert_eq!(&file, &whole["reports"][report]);
        assert_eq!((rows.len(), from_lines.len()), (table.len(), table.len()));
        for (row, object) in rows.iter().enumerate() {
            for name in &table.header {
                let expected = table.cell(row, name);
                for found in [&object[name], &from_lines[row][name]] {
                    let is_same = match found {
                        Value::Null => expected.is_empty(),
                        Value::String(text) => text == expected,
                        Value::Number(number) => number.as_f64() == expected.parse::<f64>().ok(),
                        other => panic!("{other}"),
                    };
                    assert!(is_same, "{report} {name}: {found}, not {expected}");
                }
            }
        }
    }
    assert_eq!(whole["counts"]["sessions_kept"], 5);
    assert_eq!(whole["settings"]["tz"], "Europe/Prague");
}

#[test]
fn names_cannot_speak_to_the_terminal() {
    let user = r#"[{"id": 11, "username": "x", "firstName": "\u001b[2J\u009b31mJana\u0007\u202e", "lastName": "a\rb"}]"#;
    let world = world().with("users.json", user);
    for options in [&[][..], &["--format", "md"]] {
        let text = printed(&world, options);
        assert!(text.contains("Jana"));
        let harmful = text
            .chars()
            .find(|letter| letter.is_control() && *letter != '\n');
        assert_eq!(harmful, None, "{text}");
        assert!(!text.contains('\u{202e}'));
    }
}

#[test]
fn what_makes_files_needs_a_folder() {
    let world = world();
    for (arguments, expected) in [
        (
            "report dump --format xlsx",
            "error: --format xlsx: it makes files, and --out is missing\n\
             hint: name the folder to write to with --out; md, json and ndjson can be printed without it\n",
        ),
        (
            "report dump --format json,md",
            "error: several formats make files: --out is missing\n\
             hint: name the folder to write to with --out, or one format to print\n",
        ),
        (
            "facts dump",
            "error: --out is missing\nhint: name the folder to write to\n",
        ),
        (
            "facts dump --out out --format html",
            "error: --format html: only reports are written in this format, not tables of facts\n\
             hint: choose csv, parquet, xlsx, json or ndjson, or use `phasebook report`\n",
        ),
        (
            "month dump --out out",
            "error: which month? --month is missing\nhint: name it, as --month 2026-10, or --month last\n",
        ),
    ] {
        let words: Vec<&str> = arguments.split(' ').collect();
        let run = world.run(&words);
        assert_eq!(
            (run.status, run.stderr.as_str()),
            (2, expected),
            "{arguments}"
        );
    }
}

#[test]
fn a_month_is_one_pack() {
    let world = world();
    let run = world.run(&[
        "month",
        "dump",
        "--month",
        "2026-10",
        "--out",
        "out",
        "--tz",
        "Europe/Prague",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let reports = [
        "by_day",
        "by_month",
        "by_operator",
        "by_operator_day",
        "by_operator_queue_day",
        "by_queue",
        "by_queue_day",
        "by_queue_month",
        "month_coverage",
        "queue_year_to_date",
        "service_levels",
        "total",
        "year_to_date",
    ];
    let mut expected: Vec<String> = reports
        .iter()
        .flat_map(|name| [format!("{name}.csv"), format!("{name}.parquet")])
        .chain(
            [
                "manifest.json",
                "problems.csv",
                "report-2026-10.html",
                "report-2026-10.xlsx",
            ]
            .map(str::to_owned),
        )
        .collect();
    expected.sort();
    assert_eq!(run.files.keys().cloned().collect::<Vec<_>>(), expected);
    assert_eq!(run.manifest()["command"], "month");
    assert_eq!(run.table("total").cell(0, "sessions"), "4");
}

#[test]
fn the_shell_and_the_manual_know_every_command_and_option() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = world.run(&["completions", shell]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(run.stdout.contains("sla-formula"), "{shell}");
    }
    let run = world.run(&["man"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for word in [
        ".TH phasebook",
        "COMMAND REPORT",
        "COMMAND MONTH",
        "COMMAND FACTS",
        "pseudonyms",
    ] {
        assert!(run.stdout.contains(word), "{word}");
    }
}
