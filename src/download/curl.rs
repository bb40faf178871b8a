//! Writes the list as a configuration for `curl`, with a single operation, because an access token
//! applies only to the operation that contains it.

use std::fmt::Write as _;

use super::folder::RECEIPTS;
use super::list::ListedFile;

/// The options for all files. A receipt is a line with the HTTP status, `curl`'s exit code, the
/// size, the name and the address. Receipts go to standard error, which is not buffered, so that no
/// receipt is lost if `curl` is killed.
const OPTIONS: &str = r#"globoff
fail
create-dirs
no-location
no-progress-meter
proto = "=https"
write-out = "%{stderr}%{http_code} %{exitcode} %{size_download} %{filename_effective} %{url}\n"
"#;

/// The beginning of every list.
pub const CURL_BEGINNING: &str = "# Written by phasebook.";

/// The configuration that fetches these files from a host.
pub fn write_curl<'a>(host: Option<&str>, entries: impl Iterator<Item = &'a ListedFile>) -> String {
    let mut text = String::new();
    let mut count = 0_u64;
    for ListedFile { path, url, .. } in entries {
        count += 1;
        // Writing to a string cannot fail.
        let _ = write!(text, "\nurl = {}\noutput = {}\n", quoted(url), quoted(path));
    }
    let of_host = host.map_or_else(String::new, |host| format!(" of {host}"));
    format!(
        "{CURL_BEGINNING} Files to fetch: {count}{of_host}. In the folder for them:\n\
         # curl --disable --config THIS_FILE --oauth2-bearer \"$TOKEN\" 2>> {RECEIPTS}\n\
         {OPTIONS}{text}"
    )
}

/// Quotes a value. Addresses contain no backslash, blank or control character at this point; even
/// if they did, no such character could end the line or the quotes.
fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            letter if letter.is_control() => {}
            letter => text.push(letter),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_leaves_its_quotes() {
        assert_eq!(quoted("https://a/\"x\""), r#""https://a/\"x\"""#);
        assert_eq!(quoted("a\\\"\n\r\t\0b"), r#""a\\\"\n\r\tb""#);
    }

    #[test]
    fn a_file_is_two_lines_and_all_are_one_operation() {
        let entry = ListedFile {
            row: 0,
            path: "7/recording-1.opus".to_owned(),
            url: "https://app.example.cz/r/1".to_owned(),
        };
        let text = write_curl(Some("app.example.cz"), [entry].iter());
        let lines: Vec<&str> = text.lines().rev().take(2).collect();
        assert_eq!(
            lines,
            [
                "output = \"7/recording-1.opus\"",
                "url = \"https://app.example.cz/r/1\""
            ]
        );
        assert!(!text.lines().any(|line| line == "next"));
    }
}
