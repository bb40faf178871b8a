//! Recordings and files of a session, and whether they can be downloaded.

use std::net::Ipv6Addr;

use super::api_enum::{ClientType, Coded, RecordingType, SessionActivity};
use super::id::Id;
use super::text::Texts;
use crate::time::{Duration, Timestamp};

/// A recording or a file of a session.
#[derive(Clone, Debug)]
pub struct Download {
    pub kind: DownloadKind,
    pub file_id: Option<Id>,
    /// The activity that a file belongs to; `None` for a recording.
    pub activity_id: Option<Id>,
    /// The start of a recording; the time of a file's activity.
    pub time: Option<Timestamp>,
    /// The length of a recording; `None` for a file.
    pub duration: Option<Duration>,
    /// The sender of a file; `None` for a recording.
    pub client: Option<Coded<ClientType>>,
    pub user_id: Option<Id>,
    /// The extension of the stored name; `None` unless it is a common one.
    pub extension: Option<Extension>,
    pub state: DownloadState,
}

/// A recording or a file, with its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownloadKind {
    Recording(Option<Coded<RecordingType>>),
    /// A file, with the type of its activity.
    File(Option<Coded<SessionActivity>>),
}

impl DownloadKind {
    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recording(_) => "recording",
            Self::File(_) => "file",
        }
    }

    /// The type as shown in tables.
    pub fn type_text(self, texts: &Texts) -> Option<&str> {
        match self {
            Self::Recording(kind) => kind.map(|kind| kind.text(texts)),
            Self::File(kind) => kind.map(|kind| kind.text(texts)),
        }
    }
}

/// Whether a recording or file can be downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DownloadState {
    /// The platform has deleted it.
    Deleted,
    /// The platform is still receiving it.
    Uploading,
    /// It has no `downloadUrl`.
    NoUrl,
    /// Its `downloadUrl` is not an address to which a token may be sent.
    Refused,
    Available(Address),
}

impl DownloadState {
    /// All names, in the order in which the states are checked.
    pub const NAMES: [&'static str; 5] = ["deleted", "uploading", "no_url", "refused", "available"];

    /// The state of a recording or file that is neither deleted nor uploading, by its `downloadUrl`.
    pub fn of_url(url: Option<&str>) -> Self {
        match url {
            None | Some("") => Self::NoUrl,
            Some(url) => Address::parse(url).map_or(Self::Refused, Self::Available),
        }
    }

    /// The name in tables.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Deleted => Self::NAMES[0],
            Self::Uploading => Self::NAMES[1],
            Self::NoUrl => Self::NAMES[2],
            Self::Refused => Self::NAMES[3],
            Self::Available(_) => Self::NAMES[4],
        }
    }

    /// The address of an available recording or file.
    pub const fn address(&self) -> Option<&Address> {
        match self {
            Self::Available(address) => Some(address),
            _ => None,
        }
    }
}

/// An absolute `https` URL with a host, and without user, password, blanks and control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    url: Box<str>,
    /// The position after host and port.
    end: u32,
}

const SCHEME: &str = "https://";

impl Address {
    /// Parses an address; `None` if the text is not a valid one.
    pub fn parse(url: &str) -> Option<Self> {
        let is_visible = |byte: u8| matches!(byte, b'!'..=b'~') && byte != b'\\';
        if !url.bytes().all(is_visible) {
            return None;
        }
        let (scheme, rest) = url.split_at_checked(SCHEME.len())?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return None;
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (host, port) = parts(authority)?;
        if !is_host(host) || !port.is_none_or(is_port) {
            return None;
        }
        Some(Self {
            url: url.into(),
            end: u32::try_from(SCHEME.len() + authority.len()).ok()?,
        })
    }

    /// The URL as it stands in the record.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The host in lower case, with its port unless that is 443.
    pub fn host(&self) -> String {
        host_text(&self.url[SCHEME.len()..self.end as usize])
    }
}

/// Host and port as shown in tables: in lower case, without the default port 443.
pub fn host_text(authority: &str) -> String {
    let lower = authority.to_ascii_lowercase();
    match lower.strip_suffix(":443") {
        Some(host) => host.to_owned(),
        None => lower,
    }
}

/// The host, and the port if there is one.
fn parts(authority: &str) -> Option<(&str, Option<&str>)> {
    let end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, rest) = authority.split_at(end);
    match rest {
        "" => Some((host, None)),
        rest => Some((host, Some(rest.strip_prefix(':')?))),
    }
}

fn is_host(host: &str) -> bool {
    if let Some(inside) = host.strip_prefix('[') {
        let address = inside.strip_suffix(']');
        return address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    let is_of_a_label =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    host.split('.')
        .all(|label| !label.is_empty() && label.chars().all(is_of_a_label))
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|digit| digit.is_ascii_digit())
        && !port.starts_with('0')
        && port.parse::<u16>().is_ok()
}

/// A common file extension. Others are not kept, since they may be part of a name that a guest wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension(&'static str);

impl Extension {
    const ALL: [&'static str; 57] = [
        "7z", "aac", "avi", "bmp", "bz2", "csv", "doc", "docx", "eml", "flac", "gif", "gz", "heic",
        "htm", "html", "ics", "jpeg", "jpg", "json", "m4a", "md", "mkv", "mov", "mp3", "mp4",
        "msg", "odp", "ods", "odt", "oga", "ogg", "ogv", "opus", "p7s", "pdf", "png", "ppt",
        "pptx", "rar", "rtf", "svg", "tar", "tgz", "tif", "tiff", "txt", "vcf", "wav", "weba",
        "webm", "webp", "wma", "wmv", "xls", "xlsx", "xml", "zip",
    ];

    /// The extension of a stored name: the part after the last dot, which may be the first character.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.trim().rsplit_once('.')?;
        Self::parse(extension)
    }

    /// The common extension with this text, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|known| known.eq_ignore_ascii_case(text)).map(Self)
    }

    /// The extension in lower case.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_with_a_host_and_nothing_that_is_hidden() {
        for (url, host) in [
            ("https://app.example.cz", "app.example.cz"),
            ("hTTpS://APP.example.CZ/A", "app.example.cz"),
            ("https://app.example.cz:443/x", "app.example.cz"),
            ("https://app.example.cz:8443", "app.example.cz:8443"),
            ("https://a:44/x", "a:44"),
            ("https://a:65535#", "a:65535"),
            ("https://a?x=@b", "a"),
            ("https://a/@me:x@b//c", "a"),
            ("https://a/\"x\",<>^`{|}[]'", "a"),
            ("https://-/", "-"),
            ("https://[::1]:443/", "[::1]"),
            ("https://[2001:DB8::1F]:8443/x", "[2001:db8::1f]:8443"),
        ] {
            let address = Address::parse(url);
            let found = address.as_ref().map(|found| (found.url(), found.host()));
            assert_eq!(found, Some((url, host.to_owned())), "{url}");
        }
    }

    #[test]
    fn whatever_may_hide_another_host_is_refused() {
        for url in [
            " ",
            "x",
            "//a/x",
            "http://a/x",
            "file:///etc/passwd",
            "https:/a/x",
            "https://",
            "https:///x",
            "https://?x",
            "https://jan@a/x",
            "https://jan:heslo@a/x",
            "https://a\\@b/x",
            "https://a/x y",
            "https://a/x\ny",
            "https://a/\u{7f}",
            "https://a/\u{10d}",
            "https://\u{10d}.cz/",
            "https://a..b/",
            "https://.a/",
            "https://a./",
            "https://a%2eb/",
            "https://a:/x",
            "https://a:0/x",
            "https://a:080/x",
            "https://a:65536/x",
            "https://a:+80/x",
            "https://a:80:80/x",
            "https://[::1/x",
            "https://::1/x",
            "https://[::1]x/",
            "https://[::1%25eth0]/",
            "https://[1.2.3.4]/",
        ] {
            assert_eq!(Address::parse(url), None, "{url:?}");
        }
    }

    #[test]
    fn only_known_extensions_are_kept() {
        for (name, extension) in [
            ("a.opus", Some("opus")),
            (" a.tar.GZ ", Some("gz")),
            (".Pdf", Some("pdf")),
            ("Smlouva Jan.Novak", None),
            ("a.pdf.", None),
            ("pdf", None),
            ("a.", None),
            ("a. pdf", None),
            ("a.md\u{212a}v", None),
        ] {
            let found = Extension::of_name(name).map(Extension::name);
            assert_eq!(found, extension, "{name:?}");
        }
    }

    #[test]
    fn without_an_address_there_is_no_url_and_blanks_are_refused() {
        assert_eq!(DownloadState::of_url(None), DownloadState::NoUrl);
        assert_eq!(DownloadState::of_url(Some("")), DownloadState::NoUrl);
        assert_eq!(DownloadState::of_url(Some(" ")), DownloadState::Refused);
        assert_eq!(
            DownloadState::of_url(Some("https://a/x")).name(),
            "available"
        );
    }
}
