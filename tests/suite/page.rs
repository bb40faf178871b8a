//! The page in a browser: it opens without an error or a request; its slider, sorting, search and print work.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::csv::Csv;
use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

const FORMULAS: [&str; 5] = [
    "sl_exclude_short_abandons",
    "sl_offered",
    "sl_answered",
    "sl_exclude_abandons_in_threshold",
    "sl_abandons_in_threshold_met",
];

/// Waits on both sides of whole seconds, in two queues, of guests who stayed and of guests who left.
fn world() -> World {
    let answered = |queue: &str, operator: &str, seconds: f64| {
        Scenario::new()
            .queued(queue, 0)
            .accepted(operator, seconds)
            .joined(operator, seconds)
            .left(seconds + 60.0)
            .length(60)
    };
    let left = |queue: &str, seconds: f64| {
        Scenario::new()
            .guest_left("LeftQueue")
            .queued(queue, 0)
            .waited(seconds)
    };
    World::of([
        answered("Podpora", "Jana", 20.0),
        answered("Podpora", "Petr", 20.000_001),
        answered("Podpora", "Eva", 30.0),
        answered("Podpora", "Jana", 29.999_999),
        answered("Reklamace", "Jana", 0.0),
        answered("Reklamace", "Karel", 4000.0),
        left("Podpora", 4.0),
        left("Podpora", 20.0),
        left("Podpora", 31.0),
        left("Reklamace", 29.5),
        Scenario::new().queued("Reklamace", 0).waited(90),
    ])
}

/// A wait of more than an hour was once in no bar and not in this number either.
#[test]
fn waits_beyond_the_bars_are_counted_below_them() {
    let run = world().report(&["--format", "html"]);
    let page = String::from_utf8_lossy(run.file("report.html"));
    assert!(page.contains("Not shown, beyond 120 s: 1."));
}

fn percent(rate: &str, lang: &str) -> String {
    if rate.is_empty() {
        return "–".to_owned();
    }
    let (whole, part) = rate.split_once('.').expect("a rate has decimals");
    let digits: u32 = format!("{whole}{part}")
        .parse()
        .expect("a rate is a number");
    match lang {
        "cs" => format!("{},{:02}\u{a0}%", digits / 100, digits % 100),
        _ => format!("{}.{:02}%", digits / 100, digits % 100),
    }
}

/// The levels of all queues and the total, row by row, as the library computes them.
fn levels(table: &Csv, lang: &str) -> Vec<Vec<String>> {
    (0..table.len())
        .map(|row| {
            FORMULAS
                .map(|formula| percent(table.cell(row, formula), lang))
                .to_vec()
        })
        .collect()
}

/// The levels that the page shows.
const SHOWN: &str = "[...document.querySelectorAll('#levels tbody tr')]\
    .map(row => [...row.querySelectorAll('.level')].map(cell => cell.textContent))";

fn html(world: &World, options: &[&str]) -> Run {
    world.report(&[&["--format", "html,csv"], options].concat())
}

#[test]
fn the_page_loads_without_a_word_and_without_a_request() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = world();
    for lang in ["en", "cs"] {
        html(&world, &["--lang", lang]);
        browser.go(&world.path("out/report.html"));
        assert_eq!(browser.complaints(), Vec::<String>::new());
        assert_eq!(browser.text("document.documentElement.lang"), lang);
        // The content security policy holds: no request and no foreign script gets through.
        let tried = browser
            .evaluate("fetch('https://example.invalid/').then(() => 'sent', () => 'refused')");
        assert_eq!(tried, json!("refused"));
        let script = "(() => { const it = document.createElement('script'); it.textContent = \
                      'window.ran = true'; document.body.append(it); return window.ran === true; })()";
        assert_eq!(browser.evaluate(script), json!(false));
    }
}

/// To understand a failed test of the page one has to see the page.
#[test]
fn the_page_of_a_test_that_fails_is_kept_with_a_picture() {
    let failing = std::thread::Builder::new().name("page::made_to_fail".to_owned());
    let opened = failing.spawn(|| {
        let Some(mut browser) = Browser::open() else {
            return;
        };
        let world = world();
        html(&world, &[]);
        browser.go(&world.path("out/report.html"));
        assert_eq!(
            browser.text("document.title"),
            "",
            "as a test that fails does"
        );
    });
    if opened.expect("a thread").join().is_ok() {
        // There is no browser.
        return;
    }
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("failed-pages/page-made_to_fail");
    let page = fs::read_to_string(kept.with_extension("html")).expect("the page");
    assert!(page.to_lowercase().starts_with("<!doctype html>"));
    let picture = fs::read(kept.with_extension("png")).expect("the picture");
    assert!(picture.starts_with(b"\x89PNG"));
}

#[test]
fn the_slider_shows_what_the_library_computes_at_every_threshold() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    for lang in ["en", "cs"] {
        let world = world();
        let computed: Vec<(u32, Vec<Vec<String>>)> = [0, 4, 5, 19, 20, 21, 29, 30, 31, 120, 3600]
            .into_iter()
            .map(|seconds| {
                let threshold = format!("{seconds}s");
                let run = world.report(&["--sla", &threshold]);
                (seconds, levels(&run.table("service_levels"), lang))
            })
            .collect();
        let as_set = levels(
            &html(&world, &["--lang", lang]).table("service_levels"),
            lang,
        );
        browser.go(&world.path("out/report.html"));
        assert_eq!(browser.evaluate(SHOWN), json!(as_set));
        for (seconds, expected) in computed {
            let field = if seconds <= 120 { "slider" } else { "seconds" };
            browser.evaluate(&format!(
                "{{ const it = document.getElementById('{field}'); it.value = {seconds}; \
                 it.dispatchEvent(new Event('input')); }}"
            ));
            assert_eq!(
                browser.evaluate(SHOWN),
                json!(expected),
                "{lang} {seconds} s"
            );
        }
        browser.evaluate("document.getElementById('reset').click()");
        assert_eq!(browser.evaluate(SHOWN), json!(as_set));
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
}

#[test]
fn operators_are_sorted_by_any_column_and_found_without_accents() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = world();
    html(&world, &[]);
    browser.go(&world.path("out/report.html"));
    let names = "[...document.querySelectorAll('#operator-table tbody tr:not([hidden]) th')]\
                 .map(cell => cell.textContent.split(' ')[0]).join(' ')";
    // Jana has three sessions, the row without an operator five; but rows without a name stand last.
    assert!(browser.text(names).starts_with("Jana "));
    assert!(browser.text(names).ends_with("(no"));
    let press = |column: usize| {
        format!("document.querySelectorAll('#operator-table thead button')[{column}].click()")
    };
    browser.evaluate(&press(0));
    assert_eq!(browser.text(names), "(no Eva Jana Karel Petr");
    browser.evaluate(&press(0));
    assert_eq!(browser.text(names), "Petr Karel Jana Eva (no");
    browser.evaluate(&press(1));
    assert!(browser.text(names).starts_with("(no Jana"));
    let sorted =
        "document.querySelectorAll('#operator-table th[scope=col]')[1].getAttribute('aria-sort')";
    assert_eq!(browser.text(sorted), "descending");
    // An unknown handling time stays at the bottom in both directions.
    browser.evaluate(&press(7));
    assert!(browser.text(names).ends_with("(no"));
    browser.evaluate(&press(7));
    assert!(browser.text(names).ends_with("(no"));

    let search = |text: &str| {
        format!(
            "{{ const it = document.getElementById('search'); it.value = '{text}'; \
             it.dispatchEvent(new Event('input')); }}"
        )
    };
    browser.evaluate(&search("dvorakova"));
    assert_eq!(browser.text(names), "Eva");
    browser.evaluate(&search("nobody of that name"));
    assert_eq!(browser.text(names), "");
    assert_eq!(
        browser.evaluate("document.getElementById('nobody').hidden"),
        json!(false)
    );
    browser.evaluate(&search(""));
    assert_eq!(browser.text(names).split(' ').count(), 5);
}

/// A list of hundreds of operators moved everything below it out of sight.
#[test]
fn a_long_list_of_operators_is_folded_on_a_screen_and_whole_on_paper() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let scenarios = (0..45).map(|number| {
        let operator = json!({"userId": 100 + number, "firstName": "Jana", "lastName": format!("Nováková {number}")});
        let scenario = Scenario::new().queued("Podpora", 0);
        let accepted = json!({"activityType": "AcceptedByOperator", "timestamp": scenario.timestamp(5),
            "routingRequestId": 100, "operator": operator});
        scenario.raw_event(accepted)
    });
    let world = World::of(scenarios);
    html(&world, &[]);
    browser.go(&world.path("out/report.html"));
    let shown = "[...document.querySelectorAll('#operator-table tbody tr')]\
                 .filter(row => getComputedStyle(row).display !== 'none' && !row.hidden).length";
    assert_eq!(browser.evaluate(shown), json!(30));
    assert_eq!(
        browser.text("document.getElementById('all-operators').textContent"),
        "Show all 45"
    );
    let print = |browser: &mut Browser, media: &str| {
        browser.call("Emulation.setEmulatedMedia", &json!({"media": media}));
    };
    print(&mut browser, "print");
    assert_eq!(browser.evaluate(shown), json!(45));
    print(&mut browser, "screen");
    // A search finds folded operators, too, and without the search the list is folded again.
    let search = |text: &str| {
        format!(
            "{{ const it = document.getElementById('search'); it.value = '{text}'; \
             it.dispatchEvent(new Event('input')); }}"
        )
    };
    browser.evaluate(&search("novakova 4"));
    assert_eq!(browser.evaluate(shown), json!(6));
    browser.evaluate(&search(""));
    assert_eq!(browser.evaluate(shown), json!(30));
    // In another order, the first rows of that order are shown.
    browser.evaluate("document.querySelectorAll('#operator-table thead button')[0].click()");
    browser.evaluate("document.querySelectorAll('#operator-table thead button')[0].click()");
    let first = "document.querySelector('#operator-table tbody th').textContent";
    assert_eq!(browser.text(first), "Jana Nováková 44");
    assert_eq!(browser.evaluate(shown), json!(30));
    browser.evaluate("document.getElementById('all-operators').click()");
    assert_eq!(browser.evaluate(shown), json!(45));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn flows_are_a_matrix_whose_rows_add_up_to_the_visits() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = World::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data");
    let run = world.run(&[
        "report", sample, "--out", "out", "--tz", "UTC", "--format", "html,csv",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    browser.go(&world.path("out/report.html"));
    let rows = browser.evaluate(
        "[...document.querySelectorAll('.flows tbody tr')].map(row => [...row.cells].map(cell => \
         cell.firstChild ? cell.firstChild.textContent.trim().replaceAll(',', '') : '0'))",
    );
    let rows = rows.as_array().expect("rows");
    let number = |cell: &serde_json::Value| -> u64 {
        let text = cell.as_str().expect("a text");
        if text.is_empty() {
            0
        } else {
            text.parse().expect(text)
        }
    };
    let queues = run.table("by_queue");
    let sum = |column: &str| -> u64 {
        (0..queues.len())
            .map(|row| queues.cell(row, column).parse::<u64>().expect("a count"))
            .sum()
    };
    let (total, own) = rows.split_last().expect("a total");
    let total: Vec<u64> = total.as_array().unwrap()[1..].iter().map(number).collect();
    assert_eq!(total[0], sum("visits"));
    assert_eq!(total[1], sum("visits_answered"));
    assert_eq!(total[2], sum("visits_abandoned"));
    assert_eq!(total[3], sum("visits_ended"));
    for row in own {
        let cells: Vec<u64> = row.as_array().unwrap()[1..].iter().map(number).collect();
        assert_eq!(cells[0], cells[1..].iter().sum::<u64>(), "{row}");
    }
    for (place, whole) in total.iter().enumerate() {
        let column: u64 = own.iter().map(|row| number(&row[place + 1])).sum();
        assert_eq!(column, *whole, "column {place}");
    }
}

#[test]
fn the_page_is_dark_where_people_want_it_and_light_on_paper() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = world();
    html(&world, &[]);
    browser.go(&world.path("out/report.html"));
    let paper = "getComputedStyle(document.body).backgroundColor";
    let show = |browser: &mut Browser, media: &str, scheme: &str| {
        browser.call(
            "Emulation.setEmulatedMedia",
            &json!({"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]}),
        );
        browser.text(paper)
    };
    assert_eq!(show(&mut browser, "screen", "light"), "rgb(255, 255, 255)");
    assert_eq!(show(&mut browser, "screen", "dark"), "rgb(17, 22, 28)");
    assert_eq!(show(&mut browser, "print", "dark"), "rgb(255, 255, 255)");
    show(&mut browser, "screen", "light");
    browser.evaluate("document.getElementById('theme').click()");
    assert_eq!(browser.text(paper), "rgb(17, 22, 28)");
    assert_eq!(show(&mut browser, "print", "light"), "rgb(255, 255, 255)");
    let hidden = "getComputedStyle(document.querySelector('nav')).display";
    assert_eq!(browser.text(hidden), "none");
    let printed = browser.call("Page.printToPDF", &json!({"preferCSSPageSize": true}));
    let pdf = printed["data"].as_str().expect("a PDF in base64");
    // `%PDF-` in base64.
    assert!(pdf.starts_with("JVBERi"));
}

#[test]
fn nothing_wide_makes_the_page_itself_scroll_sideways() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = world();
    html(&world, &[]);
    for width in [400, 1400] {
        browser.call(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}),
        );
        browser.go(&world.path("out/report.html"));
        let over = browser.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert!(over.as_i64() <= Some(0), "{width}: {over} too wide");
    }
}

#[test]
fn the_page_can_be_used_by_keyboard_and_read_aloud() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = world();
    html(&world, &["--lang", "cs"]);
    browser.go(&world.path("out/report.html"));
    for (what, selector) in [
        (
            "a field without a label",
            "input:not([aria-label]):not([id])",
        ),
        ("a heading cell without a scope", "th:not([scope])"),
        ("a chart without a name", "svg[role=img]:not([aria-label])"),
        (
            "a chart that is neither named nor hidden",
            "svg:not([role]):not([aria-hidden])",
        ),
        ("a button that cannot be reached", "button[tabindex='-1']"),
    ] {
        let count = format!("document.querySelectorAll(\"{selector}\").length");
        assert_eq!(browser.evaluate(&count), json!(0), "{what}");
    }
    let fields = "[...document.querySelectorAll('input')].every(it => it.getAttribute('aria-label') \
                  || document.querySelector(`label[for=${it.id}]`))";
    assert_eq!(browser.evaluate(fields), json!(true));
    let anchors = "[...document.querySelectorAll('a[href^=\"#\"]')]\
                   .every(it => document.querySelector(it.getAttribute('href')))";
    assert_eq!(browser.evaluate(anchors), json!(true));
    assert_eq!(
        browser.evaluate(
            "[...new Set([...document.querySelectorAll('[id]')].map(it => it.id))].length \
                          === document.querySelectorAll('[id]').length"
        ),
        json!(true)
    );
    // The arrow keys move the slider.
    browser.evaluate("document.getElementById('slider').focus()");
    for event in ["keyDown", "keyUp"] {
        browser.call(
            "Input.dispatchKeyEvent",
            &json!({"type": event, "key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39}),
        );
    }
    assert_eq!(
        browser.text("document.getElementById('seconds').value"),
        "21"
    );
    assert!(
        browser
            .text("document.getElementById('now').textContent")
            .contains(" = ")
    );
}

#[test]
fn names_that_are_markup_are_text() {
    let evil = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>";
    let scenario = Scenario::new()
        .queued("Podpora", 0)
        .accepted("Jana", 5)
        .length(60);
    let world = World::of([scenario]).with(
        "users.json",
        json!([{"id": 11, "username": "x", "firstName": evil, "lastName": "'\"&"}]).to_string(),
    );
    let run = html(&world, &[]);
    let page = String::from_utf8_lossy(run.file("report.html")).into_owned();
    assert!(!page.contains("<img"));
    assert_eq!(page.matches("<script").count(), 2);
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.go(&world.path("out/report.html"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let name = browser.text("document.querySelector('#operator-table tbody th').textContent");
    assert_eq!(name, format!("{evil} '\"&"));
}

#[test]
fn a_page_of_nothing_opens_too() {
    let world = World::new().with("error.json", r#"{"status":404}"#);
    html(&world, &[]);
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.go(&world.path("out/report.html"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert_eq!(browser.evaluate(SHOWN), json!([["–", "–", "–", "–", "–"]]));
}

#[test]
fn a_page_of_a_large_centre_is_below_a_megabyte() {
    let queues = 50;
    let operators = 300;
    let scenarios = (0..6000_i32).map(|number| {
        let day = number % 31 + 1;
        let hour = 6 + number % 14;
        let at = format!("2026-10-{day:02}T{hour:02}:{:02}:00+02:00", number % 60);
        let wait = 1 + number * 7 % 400;
        let queue = json!({"id": 1000 + number % queues, "name": format!("Fronta zákazníků číslo {}", number % queues)});
        let operator = json!({"userId": 5000 + number * 13 % operators, "firstName": "Maxmiliána",
            "lastName": format!("Procházková {}", number * 13 % operators)});
        let scenario = Scenario::created_at(&at);
        let event = |activity: &str, seconds: i32| {
            json!({"activityType": activity, "timestamp": scenario.timestamp(seconds), "routingRequestId": 1,
                "group": queue, "operator": operator})
        };
        let events = [
            event("RoutingRequestCreated", 0),
            event("EnteredGroupQueue", 0),
            event("AssignedToOperator", wait / 2),
            event("AcceptedByOperator", wait),
        ];
        let scenario = events.into_iter().fold(scenario.clone(), Scenario::raw_event);
        scenario.joined("Jana", wait).left(wait + 100).concluded(wait + 120).length(100)
    });
    let run = html(&World::of(scenarios), &["--month", "2026-10"]);
    let page = run.file("report.html");
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert_eq!(
        run.table("by_queue").len(),
        usize::try_from(queues).unwrap()
    );
    assert!(run.table("by_operator").len() >= usize::try_from(operators).unwrap());
}

#[test]
fn the_sample_page_shows_what_the_reports_say() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = World::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data");
    let run = world.run(&[
        "report",
        sample,
        "--out",
        "out",
        "--tz",
        "Europe/Prague",
        "--format",
        "html,csv",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    browser.go(&world.path("out/report.html"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let total = run.table("total");
    let card =
        |place: usize| format!("document.querySelectorAll('.card .value')[{place}].textContent");
    // The first sheet has one decimal.
    let level: f64 = total.cell(0, "service_level").parse().unwrap();
    assert_eq!(browser.text(&card(0)), format!("{:.1}%", level * 100.0));
    assert_eq!(browser.text(&card(1)), total.cell(0, "offered"));
    let queues = run.table("by_queue");
    let shown = browser.evaluate("document.querySelectorAll('#queues tbody tr').length");
    let offered = (0..queues.len()).filter(|&row| queues.cell(row, "offered") != "0");
    assert_eq!(shown, json!(offered.count()));
    // The heat map has every arrival once.
    let arrivals = browser.evaluate(
        "[...document.querySelector('#rhythm table').querySelectorAll('td')]\
         .reduce((sum, cell) => sum + Number(cell.textContent), 0)",
    );
    assert_eq!(
        arrivals,
        json!(total.cell(0, "offered").parse::<u64>().unwrap())
    );
}

#[test]
fn the_chart_of_days_calls_counts_by_the_words_of_its_table() {
    let left = |seconds: i32| {
        let session = Scenario::new().guest_left("LeftQueue").queued("Podpora", 0);
        session.waited(seconds)
    };
    let answered = Scenario::new().queued("Podpora", 0).accepted("Jana", 5);
    let world = World::of([answered, left(60), left(60), left(2)]);
    let run = world.report(&["--format", "html"]);
    let page = String::from_utf8_lossy(run.file("report.html")).into_owned();
    let told = "Offered 4, Answered 1, Abandoned 2, Short abandons 1, Unanswered 0";
    assert!(
        page.contains(told),
        "{}",
        page.lines()
            .filter(|line| line.contains("Abandoned 2"))
            .collect::<String>()
    );
}
