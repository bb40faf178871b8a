use super::super::probe::{self, Cut};
use super::*;

/// Cuts `text` through windows that grow by `step` bytes, and describes the steps.
fn cut(text: &str, step: usize) -> Vec<String> {
    let cuts = probe::cut(text.as_bytes(), usize::MAX, || step).into_iter();
    cuts.map(|cut| match cut {
        Cut::Item {
            start,
            end,
            line,
            array,
        } => {
            let array = array.map_or_else(String::new, |array| format!("[{array}] "));
            format!("{line} {array}{}", &text[start..end])
        }
        Cut::Fault { line, code } => format!("{line} {}", code.name()),
    })
    .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    for step in [1, 2, 3, 7, 1000] {
        assert_eq!(cut(text, step), expected, "windows grow by {step}");
    }
}

#[test]
fn values_stand_alone_line_by_line_or_one_after_the_other() {
    check("{\"a\":1}\n{\"b\":2}", &["1 {\"a\":1}", "2 {\"b\":2}"]);
    check("{}{} {}\r\n\r\n{}", &["1 {}", "1 {}", "1 {}", "3 {}"]);
    check("\u{feff}{}\n\u{feff}{}", &["1 {}", "2 {}"]);
    check(" \n ", &[]);
    check("", &[]);
}

#[test]
fn elements_of_an_array_know_their_array() {
    check(
        "[{\"a\":\"]}\\\"\"},\n [1], {}]\n[{}]",
        &[
            "1 [0] {\"a\":\"]}\\\"\"}",
            "2 [0] [1]",
            "2 [0] {}",
            "3 [1] {}",
        ],
    );
    check("[]", &[]);
    check("[1,\"x\",null]", &["1 [0] 1", "1 [0] \"x\"", "1 [0] null"]);
}

#[test]
fn a_pretty_printed_value_is_one_item() {
    check(
        "{\n\"a\": [\n{\n\"b\":\n[\n1\n]\n}\n]\n}",
        &["1 {\n\"a\": [\n{\n\"b\":\n[\n1\n]\n}\n]\n}"],
    );
}

#[test]
fn a_text_cut_short_keeps_what_is_whole() {
    check(
        "[{\"id\":1},{\"id\":1,\"created\":",
        &["1 [0] {\"id\":1}", "1 truncated_file"],
    );
    check("[{\"a\":1}", &["1 [0] {\"a\":1}", "1 truncated_file"]);
    check("[{\"a\":1},\n", &["1 [0] {\"a\":1}", "2 truncated_file"]);
    check("[", &["1 truncated_file"]);
    check(
        "{\"a\":1}\n{\"mode\":\"",
        &["1 {\"a\":1}", "2 truncated_file"],
    );
    check("{\"mode\":\"\\", &["1 truncated_file"]);
}

#[test]
fn something_may_be_whole_of_what_is_none_of_the_answers() {
    check(
        "[{},{\"a\":[1],\"b\":",
        &["1 [0] {}", "1 [0] {\"a\":[1],\"b\":", "1 truncated_file"],
    );
    check(
        "{\"a\":\n{\"b\":[\n{\"c\":1},\n",
        &["1 {\"a\":\n{\"b\":[\n{\"c\":1},\n", "4 truncated_file"],
    );
}

#[test]
fn a_value_that_never_closes_costs_itself_only() {
    check(
        "{\"a\":1\n{\"b\":2}\n{\"c\":3}",
        &["1 bad_json", "2 {\"b\":2}", "3 {\"c\":3}"],
    );
    check("{\"a\":[1}\n{\"b\":2}", &["1 bad_json", "2 {\"b\":2}"]);
    check(
        "{\"a\":1}}\n{\"b\":2}",
        &["1 {\"a\":1}", "1 bad_json", "2 {\"b\":2}"],
    );
    check(
        "{\"a\":\"x}\n{\"b\":2}\n{\"c\":3}",
        &["1 bad_json", "2 {\"b\":2}", "3 {\"c\":3}"],
    );
    check(
        "[{\"a\":[1},\n{\"b\":2},\n{\"c\":3}]",
        &["1 bad_json", "2 [0] {\"b\":2}", "3 [0] {\"c\":3}"],
    );
}

#[test]
fn rubbish_is_passed_over_to_the_next_line_that_begins_a_value() {
    check(
        "{\"a\":1} xyz {\"b\":2}\n{\"c\":3}",
        &["1 {\"a\":1}", "1 bad_json", "2 {\"c\":3}"],
    );
    check("{} 502 Bad Gateway", &["1 {}", "1 502", "1 bad_json"]);
    check("{}\n}\n {}\n{}", &["1 {}", "2 bad_json", "4 {}"]);
    check("[tru,{}]", &["1 bad_json", "1 [0] {}"]);
}

#[test]
fn text_before_the_first_value_is_passed_over_to_a_line_that_begins_one() {
    check("502 Bad Gateway", &["1 bad_json"]);
    check(
        "\nHTTP/1.1 200 OK\r\nx: {1}\r\n\r\n  \t[{},{}]\n{}",
        &["2 bad_json", "5 [0] {}", "5 [0] {}", "6 {}"],
    );
    check("fetched {\n\u{feff} {}", &["1 bad_json", "2 {}"]);
    check("\"x\" {}", &["1 \"x\"", "1 {}"]);
    check("17\n", &["1 bad_json"]);
}

#[test]
fn commas_too_many_or_too_few_cost_no_element() {
    check("[{},{},]", &["1 [0] {}", "1 [0] {}", "1 bad_json"]);
    check("[,{}]", &["1 bad_json", "1 [0] {}"]);
    check("[{},,{}]", &["1 [0] {}", "1 bad_json", "1 [0] {}"]);
    check("[{}\n{}]", &["1 [0] {}", "2 bad_json", "2 [0] {}"]);
}

#[test]
fn a_string_over_a_line_break_is_remembered() {
    let text = b"{\"a\":\"x\n{y\"}";
    let mut cutter = Cutter::new(usize::MAX);
    let Step::Item(item) = cutter.next(text, &mut Index::default(), true) else {
        panic!("no item");
    };
    assert_eq!(item.swallowed, Some(8));
    assert_eq!(item.end, text.len());
}

#[test]
fn a_broken_envelope_costs_its_broken_element_only() {
    check(
        "{\"total\":2,\"data\":[{\"mode\":1,\"id\":1},{\"mode\":",
        &["1 [0] {\"mode\":1,\"id\":1}", "1 truncated_file"],
    );
    check(
        "{\"data\":[\n{\"id\":1,\"mode\":[1},\n{\"b\":2}]}",
        &["2 bad_json", "3 [0] {\"b\":2}", "3 bad_json"],
    );
    check(
        "{\"users\":[{}],\"data\":[{\"mode\":1,\"id\":1},{\"mode\":",
        &[
            "1 {\"users\":[{}],\"data\":",
            "1 [0] {\"mode\":1,\"id\":1}",
            "1 truncated_file",
        ],
    );
}

#[test]
fn of_a_map_cut_short_the_whole_histories_are_kept() {
    let map = "{\"1\":[],\"3\":[],\"5\":[";
    check(map, &[&format!("1 {map}"), "1 truncated_file"]);
}

/// Equal elements in a row give one item with a count, however the text is split into windows.
#[test]
fn elements_that_recur_are_all_told() {
    check(
        "[null,null,null, {},{},{},\n{}, [], [], [],1,1,1,11,1]",
        &[
            "1 [0] null",
            "1 [0] null",
            "1 [0] null",
            "1 [0] {}",
            "1 [0] {}",
            "1 [0] {}",
            "2 [0] {}",
            "2 [0] []",
            "2 [0] []",
            "2 [0] []",
            "2 [0] 1",
            "2 [0] 1",
            "2 [0] 1",
            "2 [0] 11",
            "2 [0] 1",
        ],
    );
    check("[1,1,", &["1 [0] 1", "1 [0] 1", "1 truncated_file"]);
    check(
        "[\"a\",\"a\",\"a\nx]\n{}",
        &[
            "1 [0] \"a\"",
            "1 [0] \"a\"",
            "1 bad_json",
            "2 bad_json",
            "3 {}",
        ],
    );
}
