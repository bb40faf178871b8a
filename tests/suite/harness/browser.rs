//! A real browser without a window, driven through its DevTools.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

use super::folder::temporary;
use super::skipped_but_not_in_ci;

/// The names that Chromium goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The longest wait for any answer of the browser.
const PATIENCE: Duration = Duration::from_mins(1);

/// A page in a browser of its own.
pub(crate) struct Browser {
    process: Child,
    _profile: TempDir,
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    last: u64,
    /// Events of the page: requests, messages on the console, errors.
    pub(crate) events: Vec<Value>,
    /// The page that was opened last. Its folder is gone when a failing test is reported, so its bytes are kept here.
    page: Vec<u8>,
}

impl Browser {
    /// A browser with an empty page; `None`, with a note on stderr, where there is no Chromium. In CI a missing
    /// Chromium fails the test.
    pub(crate) fn open() -> Option<Self> {
        let Some(program) = find() else {
            skipped_but_not_in_ci(
                "there is no Chromium to open the page in (Debian's package chromium)",
            );
            return None;
        };
        let profile = temporary();
        let mut process = Command::new(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the browser can be started");
        let errors = process.stderr.take().expect("its standard error is a pipe");
        let mut lines = BufReader::new(errors).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.strip_prefix("DevTools listening on ")
                    .map(str::to_owned)
            })
            .expect("the browser says where its DevTools listen");
        // A pipe that nobody empties would stop the browser.
        std::thread::spawn(move || lines.for_each(drop));
        let (socket, _) = tungstenite::connect(address).expect("the DevTools answer");
        if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
            stream
                .set_read_timeout(Some(PATIENCE))
                .expect("a socket takes a timeout");
        }
        let mut browser = Self {
            process,
            _profile: profile,
            socket,
            session: None,
            last: 0,
            events: Vec::new(),
            page: Vec::new(),
        };
        let target = browser.call("Target.createTarget", &json!({"url": "about:blank"}));
        let attached = browser.call(
            "Target.attachToTarget",
            &json!({"targetId": target["targetId"], "flatten": true}),
        );
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        Some(browser)
    }

    /// Opens a file and waits until it is loaded.
    pub(crate) fn go(&mut self, path: &Path) {
        self.events.clear();
        self.page = fs::read(path).expect("a page");
        let url = format!("file://{}", path.display());
        self.call("Page.navigate", &json!({"url": url}));
        while !self
            .events
            .iter()
            .any(|event| event["method"] == "Page.loadEventFired")
        {
            let message = self.receive();
            self.events.push(message);
        }
    }

    /// The value of an expression in the page.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let result = self.call(
            "Runtime.evaluate",
            &json!({"expression": expression, "returnByValue": true, "awaitPromise": true}),
        );
        assert!(
            result.get("exceptionDetails").is_none(),
            "{expression}: {}",
            result["exceptionDetails"]
        );
        result["result"]["value"].clone()
    }

    /// The text that an expression gives in the page.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        let value = self.evaluate(expression);
        let text = value.as_str();
        text.unwrap_or_else(|| panic!("{expression} is {value}"))
            .to_owned()
    }

    /// One call of the DevTools protocol; events that come meanwhile are kept in `events`.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let mut request = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            request["sessionId"] = json!(session);
        }
        self.socket
            .send(Message::text(request.to_string()))
            .expect("the browser listens");
        loop {
            let message = self.receive();
            if message["id"] == json!(self.last) {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    fn receive(&mut self) -> Value {
        loop {
            let message = self.socket.read().expect("the browser answers in time");
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).expect("the DevTools speak JSON");
            }
        }
    }

    /// Errors and warnings of the page, and its requests to the network.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let of = |event: &Value| match event["method"].as_str() {
            Some("Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded") => {
                Some(event["params"].to_string())
            }
            Some("Network.requestWillBeSent") => {
                let url = event["params"]["request"]["url"]
                    .as_str()
                    .unwrap_or_default();
                let is_page = event["params"]["type"] == "Document" && url.starts_with("file:");
                (!is_page).then(|| format!("request: {url}"))
            }
            _ => None,
        };
        self.events.iter().filter_map(of).collect()
    }
}

impl Browser {
    /// Keeps the page of a test that failed, and a picture of it, and says where they are. Nothing here may
    /// panic.
    #[expect(
        clippy::print_stderr,
        reason = "by this the runner shows it below the test that failed"
    )]
    fn keep_page(&mut self) {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("page").replace("::", "-");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("failed-pages");
        let [page, picture] = ["html", "png"].map(|ending| folder.join(format!("{name}.{ending}")));
        let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&page, &self.page));
        if let Err(error) = kept {
            eprintln!("the page of this test cannot be kept: {error}");
            return;
        }
        eprintln!("the page of this test: open {}", page.display());
        if let Some(bytes) = self.picture()
            && fs::write(&picture, bytes).is_ok()
        {
            eprintln!("as it looked when the test failed: {}", picture.display());
        }
    }

    /// A picture of the page, if the browser still answers.
    fn picture(&mut self) -> Option<Vec<u8>> {
        self.last += 1;
        let request = json!({
            "id": self.last,
            "method": "Page.captureScreenshot",
            "params": {"captureBeyondViewport": true},
            "sessionId": self.session,
        });
        self.socket.send(Message::text(request.to_string())).ok()?;
        loop {
            let Message::Text(text) = self.socket.read().ok()? else {
                continue;
            };
            let message: Value = serde_json::from_str(&text).ok()?;
            if message["id"] == json!(self.last) {
                let data = message["result"]["data"].as_str()?;
                return base64::engine::general_purpose::STANDARD.decode(data).ok();
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking() && !self.page.is_empty() {
            self.keep_page();
        }
        // The browser may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn find() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let candidates = std::env::split_paths(&folders)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .collect::<Vec<_>>();
    candidates.into_iter().find(|program| program.is_file())
}
