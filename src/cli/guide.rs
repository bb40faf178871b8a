//! `phasebook guide`: the manual.

use std::ffi::OsStr;
use std::fmt::Write as _;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args as ClapArgs, Command};

use super::pager;
use super::ui::{self, Ui};
use crate::error::Error;
use crate::error::Exit;
use crate::guide::{TOPICS, Topic};
use crate::text::nearest::nearest;
use crate::write::{PageLayout, print_markdown};

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook guide
  phasebook guide first-report
  phasebook guide settings --plain > settings.md

On a terminal a topic is shown in a pager: $PAGER, else less, where there is one.";

#[derive(Debug, ClapArgs)]
pub(super) struct GuideArgs {
    /// The topic to print; without one the topics are listed
    #[arg(value_name = "TOPIC", value_parser = TopicName)]
    topic: Option<String>,

    /// Print the Markdown source, as into a pipe
    #[arg(long)]
    plain: bool,
}

/// Accepts any name, so that the command itself can answer an unknown name; offers the topics to shells that
/// complete.
#[derive(Clone)]
struct TopicName;

impl TypedValueParser for TopicName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let topics = TOPICS.iter();
        let values = topics.map(|topic| PossibleValue::new(topic.name).help(topic.summary));
        Some(Box::new(values))
    }
}

/// Prints a topic, or lists all.
pub(super) fn run(ui: Ui, args: &GuideArgs) -> Result<(), Error> {
    let GuideArgs { topic, plain } = args;
    let Some(name) = topic else {
        ui.page(&contents());
        return Ok(());
    };
    let topic = Topic::from_name(name).ok_or_else(|| unknown(name))?;
    let screen = ui.screen();
    if *plain || screen.width.is_none() {
        ui.bytes(topic.text.as_bytes());
        return Ok(());
    }
    let layout = PageLayout {
        width: ui::width().clamp(40, 160),
        has_styles: ui.has_styles(),
        has_symbols: screen.has_bars,
    };
    let text = format!("{}{}", topic.text, see_also(topic));
    pager::show(ui, &print_markdown(&text, layout));
    Ok(())
}

/// A line on the topics that a page links to; empty if it links to no topic.
fn see_also(topic: &Topic) -> String {
    let names: Vec<&str> = topic.mentioned().map(|topic| topic.name).collect();
    if names.is_empty() {
        return String::new();
    }
    let names = names.join(", ");
    format!("\n---\n\n`phasebook guide TOPIC` prints the topics that are named here: {names}.\n")
}

/// The list of topics, one line for each.
fn contents() -> String {
    let longest = TOPICS.iter().map(|topic| topic.name.len()).max();
    let longest = longest.unwrap_or(0);
    let mut text = "Topics of the guide, in the order of reading:\n\n".to_owned();
    for topic in TOPICS {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {:longest$}  {}", topic.name, topic.summary);
    }
    text.push_str("\n`phasebook guide TOPIC` prints one.\n");
    text
}

fn unknown(name: &str) -> Error {
    let names = TOPICS.iter().map(|topic| topic.name);
    let near = nearest(name, names.clone());
    let near = near.map_or_else(String::new, |near| format!("did you mean {near}? "));
    let all = names.collect::<Vec<_>>().join(", ");
    Error {
        exit: Exit::Usage,
        ..Error::failed(
            format!("the guide has no topic `{name}`"),
            format!("{near}There are {all}"),
        )
    }
}
