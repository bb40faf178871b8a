//! The parts of the packages that are not built here: what Python starts, and what is said of the program.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::world::World;
use crate::harness::{program, skipped};

fn wheel() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/python")
}

/// As `pip install --target` lays it: the module, and the program in `bin` beside it.
fn python(world: &World, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new("python3")
        .args(["-m", "phasebook"])
        .args(arguments)
        .current_dir(world.path(""))
        .env("PYTHONPATH", world.path("site"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("Python runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let status = output.status.code().expect("it ends by itself");
    (status, text(output.stdout), text(output.stderr))
}

#[test]
fn the_module_hands_on_arguments_and_exit_status() {
    if Command::new("python3").arg("--version").output().is_err() {
        skipped("there is no python3");
        return;
    }
    let world = World::new();
    for file in ["__init__.py", "__main__.py"] {
        let text = fs::read(wheel().join("phasebook").join(file)).expect("a file of the module");
        world.put(&format!("site/phasebook/{file}"), text);
    }
    let (status, _, said) = python(&world, &["--version"]);
    // Another phasebook of the machine would be found in its place.
    if status == 1 {
        assert!(
            said.starts_with("error: phasebook is in none of "),
            "{said}"
        );
    }
    fs::create_dir_all(world.path("site/bin")).expect("a folder");
    symlink(program::path(), world.path("site/bin/phasebook")).expect("a link");
    let version = format!("phasebook {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(python(&world, &["--version"]), (0, version, String::new()));
    let (status, _, said) = python(&world, &["report", "not there", "--quiet"]);
    assert_eq!(status, 1);
    assert!(said.contains("not there"), "{said}");
    assert_eq!(python(&world, &["check", "dump", "--quiet"]).0, 4);
}

#[test]
fn the_wheel_says_of_the_program_what_the_crate_says() {
    let text = fs::read_to_string(wheel().join("pyproject.toml")).expect("the project");
    let project: toml::Table = text.parse().expect("TOML");
    let project = &project["project"];
    for (key, own) in [
        ("name", env!("CARGO_PKG_NAME")),
        ("description", env!("CARGO_PKG_DESCRIPTION")),
        ("license", env!("CARGO_PKG_LICENSE")),
    ] {
        assert_eq!(project[key].as_str(), Some(own), "{key}");
    }
}
