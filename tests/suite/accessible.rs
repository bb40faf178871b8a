//! The page for people who cannot see it, who use a keyboard, or who need it dark, large or in strong
//! contrast: what axe-core finds, and what it cannot.

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::skipped;
use crate::harness::world::World;
use crate::harness::worlds::twenty_months;

/// The script of axe-core, which `.ci/run` fetches; `None`, with a note, if `PHASEBOOK_AXE` names no script.
fn axe() -> Option<String> {
    let path = std::env::var_os("PHASEBOOK_AXE");
    let Some(path) = path else {
        skipped("there is no axe-core (PHASEBOOK_AXE)");
        return None;
    };
    Some(std::fs::read_to_string(path).expect("PHASEBOOK_AXE is the script of axe-core"))
}

fn page(world: &World, lang: &str) {
    world.month(&["--format", "html", "--lang", lang]);
}

/// Sets the preferences of the reader.
fn prefer(browser: &mut Browser, features: &[(&str, &str)]) {
    let features: Vec<_> = features
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    browser.call(
        "Emulation.setEmulatedMedia",
        &json!({"media": "screen", "features": features}),
    );
}

#[test]
fn axe_finds_no_violation_in_light_and_dark_in_both_languages() {
    let (Some(axe), Some(mut browser)) = (axe(), Browser::open()) else {
        return;
    };
    let world = twenty_months();
    for lang in ["en", "cs"] {
        page(&world, lang);
        // All four looks in both languages would take minutes.
        let looks = match lang {
            "en" => [("light", "no-preference", 1200), ("dark", "more", 400)],
            _ => [("dark", "no-preference", 1200), ("light", "more", 400)],
        };
        for (scheme, contrast, width) in looks {
            browser.call(
                "Emulation.setDeviceMetricsOverride",
                &json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}),
            );
            prefer(
                &mut browser,
                &[
                    ("prefers-color-scheme", scheme),
                    ("prefers-contrast", contrast),
                ],
            );
            browser.go(&world.path("out/report-2026-10.html"));
            // Folded parts are opened, so that axe-core sees them.
            browser.evaluate(
                "document.querySelectorAll('details').forEach(it => { it.open = true; })",
            );
            browser.evaluate(&axe);
            let found = browser.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(of => \
                 `${of.id}: ${of.help}: ${of.nodes.slice(0, 3).map(node => `${node.target} ${node.failureSummary}`).join('; ')}`))",
            );
            assert_eq!(found, json!([]), "{lang}, {scheme}, {contrast}, {width}");
        }
    }
}

/// Where the system chooses the colours, anything painted as a background disappears.
#[test]
fn charts_keep_their_colours_where_the_system_chooses_them() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = twenty_months();
    page(&world, "en");
    prefer(&mut browser, &[("forced-colors", "active")]);
    browser.go(&world.path("out/report-2026-10.html"));
    for selector in [".key", ".heat td", "svg"] {
        let kept =
            format!("getComputedStyle(document.querySelector('{selector}')).forcedColorAdjust");
        assert_eq!(browser.text(&kept), "none", "{selector}");
    }
}

/// From the top of the page, the Tab key reaches every link, field and button in the order of the page, and each is
/// visible when it has the focus.
#[test]
fn the_keyboard_reaches_everything_in_order() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = twenty_months();
    page(&world, "en");
    browser.go(&world.path("out/report-2026-10.html"));
    // Boxes that scroll by themselves get the focus, too, so that the arrow keys work in them.
    let all = "[...document.querySelectorAll('a[href], button, input, summary, .scroll')]";
    let visible = format!(
        "{all}.map((it, place) => [it, place]).filter(([it]) => !it.classList.contains('scroll') && \
         (it.offsetParent !== null || it.className === 'skip')).map(([it, place]) => place)"
    );
    let expected = browser.evaluate(&visible);
    let expected: Vec<i64> = expected
        .as_array()
        .expect("what can be reached")
        .iter()
        .map(|place| place.as_i64().expect("a place"))
        .collect();
    assert!(expected.len() > 15, "{expected:?}");
    let mut seen: Vec<i64> = Vec::new();
    while seen.last() != expected.last() {
        for event in ["keyDown", "keyUp"] {
            browser.call(
                "Input.dispatchKeyEvent",
                &json!({"type": event, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}),
            );
        }
        let outline = browser.text("getComputedStyle(document.activeElement).outlineStyle");
        let name =
            browser.text("document.activeElement.id || document.activeElement.textContent.trim()");
        assert_ne!(outline, "none", "{name} cannot be seen when it is reached");
        let place = browser.evaluate(&format!("{all}.indexOf(document.activeElement)"));
        seen.push(place.as_i64().expect("something is reached"));
        assert!(seen.len() < 100 && seen.is_sorted(), "{seen:?}");
    }
    for place in expected {
        assert!(seen.contains(&place), "{place} is not among {seen:?}");
    }
}
