//! The conditions under which a dump is fit for a report.

/// The greatest value that each condition allows; shares in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CriterionLimits {
    pub missing_days: u64,
    pub full_pages: u64,
    pub lost: u32,
    pub without_history: u32,
    pub without_session: u32,
    pub open: u32,
    pub disorder: u32,
    pub doubt: u32,
    pub fields_lost: u32,
    /// `None` if the condition is switched off.
    pub faq_differences: Option<u32>,
}

/// The measured values; shares in ten-thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CriterionValues {
    pub sessions: u64,
    pub missing_days: u64,
    pub full_pages: u64,
    pub lost: u32,
    pub without_history: u32,
    pub without_session: u32,
    pub open: u32,
    pub disorder: u32,
    pub doubt: u32,
    pub fields_lost: u32,
    pub faq_differences: u32,
    pub error_answers: u64,
}

/// One condition of fitness with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    pub name: &'static str,
    /// The option that sets the limit; empty for a condition without an option.
    pub option: &'static str,
    pub holds: bool,
    pub found: String,
    pub allowed: String,
}

/// All conditions, each with its result.
pub fn criteria(found: &CriterionValues, limits: &CriterionLimits) -> Vec<Criterion> {
    let count = |name, option, found: u64, allowed: u64| Criterion {
        name,
        option,
        holds: found <= allowed,
        found: found.to_string(),
        allowed: format!("at most {allowed}"),
    };
    let share = |name, option, found: u32, allowed: u32| Criterion {
        name,
        option,
        holds: found <= allowed,
        found: percent(found),
        allowed: format!("at most {}", percent(allowed)),
    };
    let mut criteria = vec![
        Criterion {
            name: "sessions in the period",
            option: "",
            holds: found.sessions > 0,
            found: found.sessions.to_string(),
            allowed: "at least 1".to_owned(),
        },
        count(
            "days without any session",
            "--max-missing-days",
            found.missing_days,
            limits.missing_days,
        ),
        count(
            "folders of full pages only",
            "--max-full-pages",
            found.full_pages,
            limits.full_pages,
        ),
        share(
            "records and files lost",
            "--max-lost",
            found.lost,
            limits.lost,
        ),
        share(
            "sessions without history",
            "--max-without-history",
            found.without_history,
            limits.without_history,
        ),
        share(
            "histories without session",
            "--max-without-session",
            found.without_session,
            limits.without_session,
        ),
        share("sessions still open", "--max-open", found.open, limits.open),
        share(
            "timestamps out of order",
            "--max-disorder",
            found.disorder,
            limits.disorder,
        ),
        share(
            "service level in doubt",
            "--max-doubt",
            found.doubt,
            limits.doubt,
        ),
        share(
            "sessions with fields lost",
            "--max-fields-lost",
            found.fields_lost,
            limits.fields_lost,
        ),
        Criterion {
            name: "errors saved as answers",
            option: "",
            holds: found.error_answers == 0,
            found: found.error_answers.to_string(),
            allowed: "none".to_owned(),
        },
    ];
    criteria.extend(limits.faq_differences.map(|allowed| {
        share(
            "timestamps not as the FAQ says",
            "--max-faq-differences",
            found.faq_differences,
            allowed,
        )
    }));
    criteria
}

/// Formats a share in ten-thousandths as a percentage.
fn percent(share: u32) -> String {
    format!("{}.{:02} %", share / 100, share % 100)
}
