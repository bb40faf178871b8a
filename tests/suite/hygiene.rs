//! The places of `unsafe` code, and the dependencies of the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use phasebook::guide::Topic;

use crate::harness::folder::files_below;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The modules with `unsafe` code, and how often the word stands in each. The first is an allocator that calls the
/// system's: the `impl`, its four functions and a block in each, and one block each for its settings, `malloc_trim` and
/// `_exit`. The second loads wide registers: for each width the call of a function and the load, and a call in a test.
const UNSAFE: [(&str, usize); 2] = [("src/cli/memory.rs", 12), ("src/json/index/masks.rs", 5)];

#[test]
fn unsafe_code_is_in_two_modules_and_each_of_it_is_justified() {
    let mut found = BTreeMap::new();
    for folder in ["src", "benches", "tests"] {
        for (path, text) in files_below(&Path::new(ROOT).join(folder)) {
            if path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let text = String::from_utf8(text).expect("source is UTF-8");
            let code = text
                .lines()
                .map(|line| line.split("//").next().unwrap_or(line));
            let words = code.flat_map(|code| code.split(|letter: char| !is_of_a_word(letter)));
            // Written in two pieces, so that this file does not find itself.
            let count = words.filter(|word| *word == concat!("un", "safe")).count();
            if count > 0 {
                let path = format!("{folder}/{}", path.display());
                assert!(text.contains("// SAFETY: "), "{path} says why it is right");
                found.insert(path, count);
            }
        }
    }
    let expected = UNSAFE.map(|(path, count)| (path.to_owned(), count));
    assert_eq!(found, BTreeMap::from(expected));
    let promises = Topic::from_name("privacy").expect("a topic").text;
    for (path, _) in UNSAFE {
        assert!(promises.contains(path), "the guide tells of {path}");
    }
}

/// If tests or benchmarks switched on further features of a dependency, `cargo run` and `cargo test` would each build
/// the dependency and everything that uses it: minutes, with polars among it. So the program declares such a feature.
#[test]
fn tests_switch_on_no_feature_that_the_program_has_not() {
    let dependencies = |kinds: &str| -> BTreeSet<String> {
        let told = Command::new(env!("CARGO"))
            .args(["tree", "--locked", "--offline", "--no-dedupe"])
            .args(["--prefix", "none", "--format", "{p} {f}", "--edges", kinds])
            .current_dir(ROOT)
            .output()
            .expect("cargo runs");
        let errors = String::from_utf8_lossy(&told.stderr);
        assert!(told.status.success(), "{errors}");
        let told = String::from_utf8(told.stdout).expect("UTF-8");
        told.lines().map(str::to_owned).collect()
    };
    let (program, tests) = (
        dependencies("normal,build"),
        dependencies("normal,build,dev"),
    );
    assert!(program.len() > 100, "{program:?}");
    let differing: Vec<&String> = program.difference(&tests).collect();
    assert!(differing.is_empty(), "built twice: {differing:#?}");
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The licences that go with a program under MIT or Apache 2.0, from the settings of cargo-deny.
fn licences() -> Vec<String> {
    let rules = fs::read_to_string(Path::new(ROOT).join(".ci/deny.toml")).expect("the rules");
    let (_, list) = rules.split_once("\nallow = [").expect("a list");
    let (list, _) = list.split_once(']').expect("the end of the list");
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Whether a licence expression is allowed: of alternatives (`OR`) one is enough, of a conjunction (`AND`) all are
/// needed.
fn is_allowed(licence: &str, licences: &[String]) -> bool {
    let licence = licence.replace('/', " OR ").replace(['(', ')'], "");
    licence.split(" AND ").all(|all| {
        all.split(" OR ")
            .any(|one| licences.iter().any(|allowed| allowed == one.trim()))
    })
}

/// The dependencies of the program and its tests, each with its licence: for every system if they are all downloaded,
/// else for this system, whose dependencies the build of this test has downloaded.
fn dependencies_with_licences() -> BTreeSet<(String, String)> {
    let mut errors = String::new();
    for system in [&["--target", "all"][..], &[]] {
        let told = Command::new(env!("CARGO"))
            .args(["tree", "--locked", "--offline", "--no-dedupe"])
            .args(["--prefix", "none", "--format", "{p}|{l}"])
            .args(system)
            .current_dir(ROOT)
            .output()
            .expect("cargo runs");
        if told.status.success() {
            let told = String::from_utf8(told.stdout).expect("UTF-8");
            let packages = told.lines().filter_map(|line| line.split_once('|'));
            return packages
                .map(|(package, licence)| (package.to_owned(), licence.to_owned()))
                .collect();
        }
        errors += &String::from_utf8_lossy(&told.stderr);
    }
    panic!("{errors}");
}

#[test]
fn every_dependency_is_of_a_free_licence() {
    let licences = licences();
    let packages = dependencies_with_licences();
    assert!(packages.len() > 100, "{packages:?}");
    let wrong: Vec<_> = packages
        .iter()
        .filter(|(package, _)| !package.starts_with("phasebook "))
        .filter(|(_, licence)| !is_allowed(licence, &licences))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_dependency_is_of_the_registry() {
    let locked = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).expect("the lock file");
    let locked: toml::Table = locked.parse().expect("TOML");
    let packages = locked["package"].as_array().expect("packages");
    let elsewhere: Vec<&str> = packages
        .iter()
        .filter(|package| {
            let source = package.get("source").and_then(toml::Value::as_str);
            source != Some("registry+https://github.com/rust-lang/crates.io-index")
        })
        .filter_map(|package| package["name"].as_str())
        .collect();
    assert_eq!(elsewhere, ["phasebook", "phasebook-fuzz"]);
}
