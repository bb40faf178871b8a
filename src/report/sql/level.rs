//! The formulas and targets of service levels: the default, and those of queues and channels.

use super::super::dimension::Dimension;
use super::SqlDialect;
use super::dialect::{literal, rate};
use crate::model::Named;
use crate::model::api_enum::{ApiEnum, Channel};
use crate::service_level::{Formula, LevelParts, LevelRule, RuleOf, ServiceLevel};
use crate::settings::NamedSettings;

/// The service levels of the rows of reports: the default, and what rules set for queues and channels.
#[derive(Clone, Debug, Default)]
pub struct RowLevels {
    /// The formula and the target of rows that no rule covers. The facts already reflect the
    /// limits.
    default: ServiceLevel,
    formulas: Vec<Case<Formula>>,
    targets: Vec<Case<u32>>,
}

/// A condition on a row, with its value. A row has the value of the first case that it meets.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Case<T> {
    queue: Option<Named>,
    channel: Option<Channel>,
    value: T,
}

impl RowLevels {
    /// The levels that facts with these settings have.
    pub fn new(default: ServiceLevel, settings: &NamedSettings) -> Self {
        Self {
            default,
            formulas: cases(settings, |parts| parts.formula),
            targets: cases(settings, |parts| parts.target),
        }
    }

    /// The level of totals and of rows that no rule covers.
    pub(super) const fn default_level(&self) -> ServiceLevel {
        self.default
    }

    /// An expression that depends on the formula of each row of a report by these dimensions. `of` gives the
    /// expression for one formula.
    pub(super) fn by_formula(
        &self,
        dimensions: &[Dimension],
        of: impl Fn(Formula) -> String,
    ) -> String {
        by_row(&self.formulas, self.default.formula, dimensions, of)
    }

    /// An expression that depends on the target of each row. `of` gives the expression for one
    /// target.
    pub(super) fn by_target(&self, dimensions: &[Dimension], of: impl Fn(u32) -> String) -> String {
        by_row(&self.targets, self.default.target, dimensions, of)
    }
}

/// The values that rules set, in the order in which they are tried: the narrowest rules first, and of equally
/// narrow rules those that name their queue by id.
fn cases<T>(settings: &NamedSettings, part: fn(&LevelParts) -> Option<T>) -> Vec<Case<T>> {
    let mut cases: Vec<(u8, Case<T>)> = settings
        .level_rules
        .iter()
        .filter_map(|rule| {
            // A queue that counts as another queue is shown as that queue.
            let queue = rule.queue().map(|queue| {
                let mut aliases = settings.queue_aliases.iter();
                let alias = aliases.find(|alias| alias.was.contains(queue));
                alias.map_or(queue, |alias| &alias.name).clone()
            });
            let case = Case {
                queue,
                channel: rule.channel(),
                value: part(&rule.parts)?,
            };
            Some((scope(rule), case))
        })
        .collect();
    cases.sort_by_key(|(scope, _)| *scope);
    cases.into_iter().map(|(_, case)| case).collect()
}

/// An expression that depends on the value of each row.
fn by_row<T: Copy>(
    cases: &[Case<T>],
    default: T,
    dimensions: &[Dimension],
    of: impl Fn(T) -> String,
) -> String {
    let cases = cases.iter();
    let cases: String = cases
        .filter_map(|case| {
            let condition = case.condition(dimensions)?;
            Some(format!("WHEN {condition} THEN {} ", of(case.value)))
        })
        .collect();
    if cases.is_empty() {
        return of(default);
    }
    format!("CASE {cases}ELSE {} END", of(default))
}

impl<T> Case<T> {
    /// The condition on the columns of a report by these dimensions; `None` if no row can meet it.
    pub(super) fn condition(&self, dimensions: &[Dimension]) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(queue) = &self.queue {
            dimensions.contains(&Dimension::Queue).then_some(())?;
            parts.push(match queue {
                Named::Id(id) => format!("c.key_queue = {id}"),
                Named::Name(name) => format!("c.label_queue = {}", literal(name)),
            });
        }
        if let Some(channel) = self.channel {
            dimensions.contains(&Dimension::Channel).then_some(())?;
            parts.push(if channel == Channel::UNKNOWN {
                let known = Channel::VALUES.iter();
                let known = known.filter(|known| **known != Channel::UNKNOWN);
                let known: Vec<String> = known.map(|known| literal(known.name())).collect();
                format!("c.key_channel NOT IN ({})", known.join(", "))
            } else {
                format!("c.key_channel = {}", literal(channel.name()))
            });
        }
        Some(parts.join(" AND "))
    }
}

fn scope(rule: &LevelRule) -> u8 {
    let by_name = u8::from(matches!(rule.queue(), Some(Named::Name(_))));
    match rule.of {
        RuleOf::Both(..) => by_name,
        RuleOf::Queue(_) => 2 + by_name,
        RuleOf::Channel(_) => 4,
    }
}

/// A service level as an expression of the counts of its sessions.
pub(super) fn level(dialect: SqlDialect, formula: Formula) -> String {
    let (part, whole) = operands(formula, |name| format!("c.level_{name}"));
    rate(dialect, &part, &whole)
}

/// The numerator and the denominator of a service level. `of` gives the expression of a count.
pub(super) fn operands(formula: Formula, of: impl Fn(&str) -> String) -> (String, String) {
    let offered = ["answered", "abandoned", "short_abandoned", "unanswered"].map(&of);
    let offered = offered.join(" + ");
    let [answered, short, answered_in, abandoned_in] =
        ["answered", "short_abandoned", "answered_in", "abandoned_in"].map(of);
    match formula {
        Formula::ExcludeShortAbandons => (answered_in, format!("{offered} - {short}")),
        Formula::Offered => (answered_in, offered),
        Formula::Answered => (answered_in, answered),
        Formula::ExcludeAbandonsInThreshold => (answered_in, format!("{offered} - {abandoned_in}")),
        Formula::AbandonsInThresholdMet => (format!("{answered_in} + {abandoned_in}"), offered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_narrower_is_looked_for_first() {
        let rule = |of: RuleOf, formula: Formula| LevelRule {
            of,
            parts: LevelParts {
                formula: Some(formula),
                ..LevelParts::default()
            },
        };
        let queue = || Named::Name("It's".to_owned());
        let settings = NamedSettings {
            level_rules: vec![
                rule(RuleOf::Channel(Channel::Chat), Formula::Answered),
                rule(RuleOf::Queue(queue()), Formula::Offered),
                rule(
                    RuleOf::Both(queue(), Channel::Unknown),
                    Formula::AbandonsInThresholdMet,
                ),
            ],
            ..NamedSettings::default()
        };
        let cases = cases(&settings, |parts| parts.formula);
        let both = [Dimension::Queue, Dimension::Channel];
        let conditions: Vec<Option<String>> =
            cases.iter().map(|case| case.condition(&both)).collect();
        assert_eq!(conditions.len(), 3);
        let first = conditions[0].clone().unwrap();
        assert!(
            first.starts_with("c.label_queue = 'It''s' AND c.key_channel NOT IN ("),
            "{first}"
        );
        assert_eq!(conditions[1].as_deref(), Some("c.label_queue = 'It''s'"));
        assert_eq!(conditions[2].as_deref(), Some("c.key_channel = 'Chat'"));
        assert_eq!(cases[0].condition(&[Dimension::Queue]), None);
    }
}
