//! `phasebook guide` as it is printed: into a pipe, on a terminal, and for a topic that is not there.

use std::process::Command;

use phasebook::guide::TOPICS;

use crate::harness::program;
use crate::harness::skipped_but_not_in_ci;
use crate::harness::world::World;

#[test]
fn a_pipe_gets_the_markdown_as_it_is() {
    let world = World::new();
    for topic in TOPICS {
        for arguments in [
            &["guide", topic.name][..],
            &["guide", topic.name, "--plain"],
        ] {
            let run = world.run(arguments);
            assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{arguments:?}");
            assert!(run.stdout == topic.text, "{arguments:?}");
        }
    }
}

#[test]
fn without_a_topic_they_are_listed() {
    let run = World::new().run(&["guide"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let lines: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("  "))
        .collect();
    let topics = TOPICS.iter();
    let expected = topics.map(|topic| format!("  {:13}  {}", topic.name, topic.summary));
    assert_eq!(lines, expected.collect::<Vec<_>>());
}

#[test]
fn an_unknown_topic_gets_the_nearest_and_the_list() {
    let run = World::new().run(&["guide", "servicelevel"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    let names: Vec<&str> = TOPICS.iter().map(|topic| topic.name).collect();
    let expected = format!(
        "error: the guide has no topic `servicelevel`\nhint: did you mean service-level? There are {}\n",
        names.join(", ")
    );
    assert_eq!(run.stderr, expected);
}

#[test]
fn shells_complete_the_topics() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = world.run(&["completions", shell]).stdout;
        for topic in TOPICS {
            assert!(script.contains(topic.name), "{shell}: {}", topic.name);
        }
    }
}

/// The output of a command on a terminal of 80 columns; `None`, with a note, if there is no `script` to make a
/// terminal.
fn on_a_terminal(command: &str, pager: Option<&str>) -> Option<String> {
    let mut script = Command::new("script");
    script
        .args(["--quiet", "--return", "--command", command, "/dev/null"])
        .env("COLUMNS", "80")
        .env("TERM", "xterm-256color")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("NO_COLOR")
        .env_remove("LESS")
        .env_remove("PAGER");
    if let Some(pager) = pager {
        script.env("PAGER", pager);
    }
    let Ok(output) = script.output() else {
        skipped_but_not_in_ci("a terminal is made by script of util-linux, which is not there");
        return None;
    };
    assert!(output.status.success(), "{command}");
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    Some(shown.replace("\r\n", "\n"))
}

#[test]
fn a_terminal_gets_it_laid_out_in_the_pager() {
    let command = format!("{} guide months", program::path().display());
    let Some(printed) = on_a_terminal(&command, Some("cat")) else {
        return;
    };
    let plain = anstream::adapter::strip_str(&printed).to_string();
    assert!(printed.contains("\u{1b}[1mKeeping months"), "{printed}");
    assert!(
        plain.contains("\n  • A new name holds from its timestamp on.\n"),
        "{plain}"
    );
    assert!(
        plain.lines().all(|line| line.chars().count() <= 80),
        "{plain}"
    );
    // Each line went through the pager, with its arguments.
    let paged = on_a_terminal(&command, Some("sed -e s/^/>/")).expect("a terminal");
    let paged: Vec<&str> = paged.lines().collect();
    let expected: Vec<String> = printed.lines().map(|line| format!(">{line}")).collect();
    assert_eq!(paged, expected);
    // The topic is printed if there is no pager of that name; --plain starts no pager.
    let without = on_a_terminal(&command, Some("no-such-pager")).expect("a terminal");
    assert_eq!(without, printed);
    let plain = on_a_terminal(&format!("{command} --plain"), Some("no-such-pager"));
    let topic = TOPICS.iter().find(|topic| topic.name == "months");
    assert_eq!(plain.as_deref(), topic.map(|topic| topic.text));
}
