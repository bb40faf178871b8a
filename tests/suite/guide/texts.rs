//! The README and the guide as texts: links, names of files and topics, and Markdown that a terminal can show.

use std::collections::BTreeSet;

use phasebook::guide::{TOPICS, Topic};
use pulldown_cmark::{
    BrokenLink, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};
use regex::Regex;

use super::{Document, GUIDE_COLUMNS, documents, readme, root};
use crate::harness::folder::files_below;

/// The extensions of Markdown that the guide uses.
const OPTIONS: Options = Options::ENABLE_TABLES;

/// The README's largest size in bytes; the rest belongs into the guide.
const LONGEST_README: usize = 15_000;

#[test]
fn the_readme_is_short() {
    let size = readme().len();
    assert!(
        size <= LONGEST_README,
        "README.md has {size} bytes: put into the guide what is more than {LONGEST_README}"
    );
}

#[test]
fn the_test_command_stands_alone_on_a_line() {
    assert!(readme().lines().any(|line| line == "cargo test"));
}

#[test]
fn every_link_leads_somewhere() {
    for document in documents() {
        let path = &document.path;
        let folder = root().join(path);
        let folder = folder.parent().expect("a file is in a folder");
        let anchors = anchors(&document.text);
        let is_topic = path.starts_with("src/guide/");
        let undefined = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
            panic!(
                "{path}: [{}] is a link without an address, or wants to be code",
                link.reference
            )
        };
        let parser =
            Parser::new_with_broken_link_callback(&document.text, OPTIONS, Some(undefined));
        for event in parser {
            let Event::Start(
                Tag::Link {
                    link_type,
                    dest_url,
                    id,
                    ..
                }
                | Tag::Image {
                    link_type,
                    dest_url,
                    id,
                    ..
                },
            ) = event
            else {
                continue;
            };
            if let Some(name) = dest_url.strip_prefix('#') {
                assert!(anchors.contains(name), "{path}: no heading for {dest_url}");
            } else if !dest_url.starts_with("https://") {
                assert!(
                    folder.join(&*dest_url).exists(),
                    "{path}: nothing is at {dest_url}"
                );
                // In `cargo doc` other links of a topic would lead nowhere.
                let is_by_name =
                    link_type == LinkType::Shortcut && dest_url == format!("{id}.md").into();
                assert!(
                    !is_topic || is_by_name,
                    "{path}: link {dest_url} by the name of a topic"
                );
            }
        }
    }
}

/// Commands are also copied from a terminal of 80 columns, where a wrapped line would not be a command.
#[test]
fn commands_of_the_guide_fit_a_terminal() {
    let most = usize::from(GUIDE_COLUMNS);
    for Document { path, text } in documents() {
        let blocks = text.split("```sh\n").skip(1);
        let blocks = blocks.filter_map(|rest| rest.split("\n```").next());
        // A script is saved as a file.
        for line in blocks
            .filter(|block| !block.starts_with("#!"))
            .flat_map(str::lines)
        {
            assert!(line.chars().count() <= most, "{path}: {line}");
        }
    }
}

/// The guide uses no Markdown that `phasebook guide` cannot lay out.
#[test]
fn the_guide_is_written_in_what_the_terminal_can_show() {
    for Document { path, text } in documents() {
        for event in Parser::new_ext(&text, OPTIONS) {
            let is_unknown = match event {
                Event::Start(tag) => matches!(
                    tag,
                    Tag::BlockQuote(_)
                        | Tag::Strikethrough
                        | Tag::Heading {
                            level: HeadingLevel::H4,
                            ..
                        }
                ),
                Event::Html(html) | Event::InlineHtml(html) => !html.starts_with("<!-- "),
                _ => false,
            };
            assert!(!is_unknown, "{path}: a quotation, a small heading or HTML");
        }
    }
}

/// A file that is moved must be renamed in the guide.
#[test]
fn every_file_that_is_named_is_there() {
    let pattern =
        Regex::new(r"`((?:src|tests|benches|sample-data|\.ci)(?:/[^` ]*)?)`").expect("a pattern");
    // Files that only a run of fuzzing makes.
    let later = ["tests/fuzz/artifacts"];
    let mut count = 0;
    for Document { path, text } in documents() {
        for named in pattern.captures_iter(&text) {
            let name = &named[1];
            let is_there = root().join(name).exists() || later.contains(&name);
            assert!(is_there, "{path}: there is no `{name}`");
            count += 1;
        }
    }
    assert!(count >= 20, "{count} files are named");
}

#[test]
fn the_topics_are_the_files_of_the_guide() {
    let mut names: Vec<String> = TOPICS
        .iter()
        .map(|topic| format!("{}.md", topic.name))
        .collect();
    names.sort();
    let files = files_below(&root().join("src/guide"));
    let files = files
        .keys()
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let files: Vec<String> = files.map(|path| path.display().to_string()).collect();
    assert_eq!(files, names);
}

/// Messages and help send people to topics of the guide: these must be there.
#[test]
fn every_topic_that_is_named_is_there() {
    let pattern = Regex::new(r"phasebook guide ([a-z][a-z-]*)").expect("a pattern");
    let mut count = 0;
    for folder in ["src", "tests", "benches"] {
        for (path, text) in files_below(&root().join(folder)) {
            let text = String::from_utf8_lossy(&text);
            for named in pattern.captures_iter(&text) {
                let place = format!("{folder}/{}", path.display());
                assert!(
                    Topic::from_name(&named[1]).is_some(),
                    "{place}: `{}`",
                    &named[0]
                );
                count += 1;
            }
        }
    }
    assert!(count >= 6, "{count} topics are named");
}

/// The anchors of the headings of a text.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, OPTIONS) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|heading| anchor(&heading)));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    anchors
}

/// The anchor of a heading.
fn anchor(heading: &str) -> String {
    let lower = heading.to_lowercase().replace(' ', "-");
    lower
        .chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
        .collect()
}
