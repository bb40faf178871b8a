//! The modules of the library stand in `src/lib.rs` in the order of reading, and each uses only those above it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use regex::Regex;

use crate::harness::folder::files_below;

fn source() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// The modules of the library in their order.
fn rooms() -> Vec<String> {
    let library = fs::read_to_string(source().join("lib.rs")).expect("the library");
    let module = pattern(r"(?m)^(?:pub )?mod (\w+);");
    let modules = module.captures_iter(&library);
    modules.map(|found| found[1].to_owned()).collect()
}

/// Finds the modules of the library that a source file uses.
struct Uses {
    comments: Regex,
    one: Regex,
    several: Regex,
    nested: Regex,
    first: Regex,
}

impl Uses {
    fn new() -> Self {
        Self {
            comments: pattern("//.*"),
            one: pattern(r"\bcrate::(\w+)"),
            several: pattern(r"\bcrate::\{([^;]*)\};"),
            nested: pattern(r"\{[^{}]*\}"),
            first: pattern(r"(?:^|,)\s*(\w+)"),
        }
    }

    fn find(&self, text: &str) -> BTreeSet<String> {
        let text = self.comments.replace_all(text, "");
        let single = self.one.captures_iter(&text);
        let mut used: BTreeSet<String> = single.map(|found| found[1].to_owned()).collect();
        for list in self.several.captures_iter(&text) {
            let list = self.nested.replace_all(&list[1], "");
            let first = self.first.captures_iter(&list);
            used.extend(first.map(|found| found[1].to_owned()));
        }
        used
    }
}

#[test]
fn a_room_uses_those_above_it_alone() {
    let rooms = rooms();
    assert!(rooms.len() > 15, "{rooms:?}");
    let place: BTreeMap<&str, usize> = rooms.iter().map(String::as_str).zip(0..).collect();
    let find = Uses::new();
    let mut wrong = Vec::new();
    let mut uses = 0;
    for (path, text) in files_below(&source()) {
        let path = path.to_string_lossy();
        let room = path.split('/').next().unwrap_or(&path);
        let Some(own) = place.get(room.trim_end_matches(".rs")) else {
            continue;
        };
        if !path.ends_with(".rs") {
            continue;
        }
        let text = String::from_utf8(text).expect("UTF-8");
        for other in find.find(&text) {
            // Macros and items of the crate's root have no place in the order.
            let Some(other_place) = place.get(other.as_str()) else {
                continue;
            };
            uses += 1;
            if other_place > own {
                wrong.push(format!("{path} uses {other}"));
            }
        }
    }
    assert!(uses > 200, "{uses} uses were found");
    assert!(
        wrong.is_empty(),
        "move the code, or the module in src/lib.rs: {wrong:#?}"
    );
}

#[test]
fn uses_are_found_in_every_form() {
    let text = "use crate::time::{zone::Zone, Day};\nuse crate::{model::{Id, Named}, read};\n\
                // crate::cli\nfn f() { crate::join::join() }";
    let found: Vec<String> = Uses::new().find(text).into_iter().collect();
    assert_eq!(found, ["join", "model", "read", "time"]);
}
