//! Service levels that differ by queue and channel.
//!
//! Each of the four values of a service level is looked up on its own: in the rule for the queue and the
//! channel, then in the rule for the queue, then in the rule for the channel, and finally in the default. A
//! rule that sets only a threshold therefore leaves the target to a wider rule.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{Formula, ServiceLevel};
use crate::model::api_enum::{ApiEnum, Channel};
use crate::model::{Id, Named};
use crate::time::Duration;

/// The values that a rule sets. A value that is `None` is taken from a wider rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LevelParts {
    pub threshold: Option<Duration>,
    pub short_abandon: Option<Duration>,
    /// The promised share in ten-thousandths.
    pub target: Option<u32>,
    pub formula: Option<Formula>,
}

impl LevelParts {
    /// These values; each missing one is taken from `wider`.
    const fn or(self, wider: Self) -> Self {
        Self {
            threshold: or(self.threshold, wider.threshold),
            short_abandon: or(self.short_abandon, wider.short_abandon),
            target: or(self.target, wider.target),
            formula: or(self.formula, wider.formula),
        }
    }

    /// A complete service level; each missing value is taken from the default.
    fn over(self, default: ServiceLevel) -> ServiceLevel {
        ServiceLevel {
            threshold: self.threshold.unwrap_or(default.threshold),
            short_abandon: self.short_abandon.unwrap_or(default.short_abandon),
            target: self.target.unwrap_or(default.target),
            formula: self.formula.unwrap_or(default.formula),
        }
    }
}

const fn or<T: Copy>(value: Option<T>, wider: Option<T>) -> Option<T> {
    match value {
        Some(_) => value,
        None => wider,
    }
}

/// The queue, the channel, or both, to which a rule applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleOf {
    Queue(Named),
    Channel(Channel),
    Both(Named, Channel),
}

/// A rule as written in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelRule {
    pub of: RuleOf,
    pub parts: LevelParts,
}

impl LevelRule {
    /// The queue that the rule names.
    pub const fn queue(&self) -> Option<&Named> {
        match &self.of {
            RuleOf::Queue(queue) | RuleOf::Both(queue, _) => Some(queue),
            RuleOf::Channel(_) => None,
        }
    }

    /// The channel that the rule names.
    pub const fn channel(&self) -> Option<Channel> {
        match &self.of {
            RuleOf::Channel(channel) | RuleOf::Both(_, channel) => Some(*channel),
            RuleOf::Queue(_) => None,
        }
    }
}

/// The scope of the rule that gives a value; a narrower scope wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    QueueAndChannel,
    Queue,
    Channel,
    Default,
}

impl Scope {
    /// The scope in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::QueueAndChannel => "the rule of its queue and channel",
            Self::Queue => "the rule of its queue",
            Self::Channel => "the rule of its channel",
            Self::Default => "the default",
        }
    }
}

/// The scope of each value of a service level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes {
    pub threshold: Scope,
    pub short_abandon: Scope,
    pub target: Scope,
    pub formula: Scope,
}

/// The service level of a queue, a channel or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelRow {
    /// `None` for every queue that has no row of its own.
    pub queue: Option<Id>,
    /// `None` for every channel that has no row of its own.
    pub channel: Option<Channel>,
    pub level: ServiceLevel,
}

/// The service levels of a dump: the default, and the rules for queues and channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceLevels {
    default: ServiceLevel,
    of_both: HashMap<(Id, Channel), LevelParts, RandomState>,
    of_queue: HashMap<Id, LevelParts, RandomState>,
    of_channel: HashMap<Channel, LevelParts, RandomState>,
}

impl ServiceLevels {
    /// Uses the same level for every session.
    pub fn uniform(default: ServiceLevel) -> Self {
        Self {
            default,
            ..Self::default()
        }
    }

    /// Resolves the queues in the rules to ids. A rule that names a queue by its id wins over a rule that
    /// names it by its name.
    pub fn resolve(
        default: ServiceLevel,
        rules: &[LevelRule],
        mut ids: impl FnMut(&Named) -> Vec<Id>,
    ) -> Self {
        let mut levels = Self::uniform(default);
        let by_id = |rule: &&LevelRule| !matches!(rule.queue(), Some(Named::Name(_)));
        let (first, then): (Vec<&LevelRule>, Vec<&LevelRule>) = rules.iter().partition(by_id);
        for rule in first.into_iter().chain(then) {
            match &rule.of {
                RuleOf::Channel(channel) => add(&mut levels.of_channel, *channel, rule.parts),
                RuleOf::Queue(queue) => {
                    for queue in ids(queue) {
                        add(&mut levels.of_queue, queue, rule.parts);
                    }
                }
                RuleOf::Both(queue, channel) => {
                    for queue in ids(queue) {
                        add(&mut levels.of_both, (queue, *channel), rule.parts);
                    }
                }
            }
        }
        levels
    }

    /// The level that applies without a rule, and to totals.
    pub const fn default_level(&self) -> ServiceLevel {
        self.default
    }

    /// Whether there is no rule, so that the default applies everywhere.
    pub fn is_uniform(&self) -> bool {
        self.of_both.is_empty() && self.of_queue.is_empty() && self.of_channel.is_empty()
    }

    /// The level for this queue and channel. For a session, these are its entry queue, whatever `--queue-by`
    /// is, and its channel; for a row of a report, the queue and channel that its dimensions name.
    pub fn level_for(&self, queue: Option<Id>, channel: Option<Channel>) -> ServiceLevel {
        if self.is_uniform() {
            return self.default;
        }
        let [both, own, channels] = self.rules(queue, channel);
        both.or(own).or(channels).over(self.default)
    }

    /// The levels from which [`Self::rows`] made these rows.
    pub fn of_rows(rows: impl IntoIterator<Item = LevelRow>) -> Self {
        let mut levels = Self::default();
        for LevelRow {
            queue,
            channel,
            level,
        } in rows
        {
            let parts = LevelParts {
                threshold: Some(level.threshold),
                short_abandon: Some(level.short_abandon),
                target: Some(level.target),
                formula: Some(level.formula),
            };
            match (queue, channel) {
                (None, None) => levels.default = level,
                (Some(queue), None) => add(&mut levels.of_queue, queue, parts),
                (None, Some(channel)) => add(&mut levels.of_channel, channel, parts),
                (Some(queue), Some(channel)) => add(&mut levels.of_both, (queue, channel), parts),
            }
        }
        levels
    }

    /// The default, and a row for each queue, channel or pair of both with a level of its own. The level of a session
    /// is in one row: that of its queue and channel, else that of its queue, else that of its channel, else the
    /// default. Rows are ordered by queue, then by the name of the channel, those without a queue or channel first.
    pub fn rows(&self) -> Vec<LevelRow> {
        let own = |queue: Option<Id>, channel: Option<Channel>| {
            let [both, of_queue, of_channel] = [
                queue
                    .zip(channel)
                    .is_some_and(|both| self.of_both.contains_key(&both)),
                queue.is_some_and(|queue| self.of_queue.contains_key(&queue)),
                channel.is_some_and(|channel| self.of_channel.contains_key(&channel)),
            ];
            match (queue, channel) {
                (None, None) => true,
                (Some(_), None) => of_queue,
                (None, Some(_)) => of_channel,
                // The two rules may set different values, so that both together give a third level.
                (Some(_), Some(_)) => both || (of_queue && of_channel),
            }
        };
        let of_both = self.of_both.keys();
        let (of_queue, of_channel) = (self.of_queue.keys(), self.of_channel.keys());
        let mut queues: Vec<Option<Id>> = of_queue
            .copied()
            .chain(of_both.clone().map(|(queue, _)| *queue))
            .map(Some)
            .chain([None])
            .collect();
        let mut channels: Vec<Option<Channel>> = of_channel
            .copied()
            .chain(of_both.map(|(_, channel)| *channel))
            .map(Some)
            .chain([None])
            .collect();
        queues.sort_unstable();
        queues.dedup();
        channels.sort_unstable_by_key(|channel| channel.map(ApiEnum::name));
        channels.dedup();
        let pairs = queues
            .iter()
            .flat_map(|queue| channels.iter().map(|channel| (*queue, *channel)));
        pairs
            .filter(|(queue, channel)| own(*queue, *channel))
            .map(|(queue, channel)| LevelRow {
                queue,
                channel,
                level: self.level_for(queue, channel),
            })
            .collect()
    }

    /// The scope of each value of [`Self::level_for`].
    pub fn scopes(&self, queue: Option<Id>, channel: Option<Channel>) -> Scopes {
        let rules = self.rules(queue, channel);
        let narrowest = |says: fn(&LevelParts) -> bool| {
            let scopes = [Scope::QueueAndChannel, Scope::Queue, Scope::Channel];
            let mut found = scopes.into_iter().zip(&rules);
            let found = found.find(|(_, parts)| says(parts));
            found.map_or(Scope::Default, |(scope, _)| scope)
        };
        Scopes {
            threshold: narrowest(|parts| parts.threshold.is_some()),
            short_abandon: narrowest(|parts| parts.short_abandon.is_some()),
            target: narrowest(|parts| parts.target.is_some()),
            formula: narrowest(|parts| parts.formula.is_some()),
        }
    }

    /// The rules that apply, the narrowest first.
    fn rules(&self, queue: Option<Id>, channel: Option<Channel>) -> [LevelParts; 3] {
        let of_queue = queue.and_then(|queue| self.of_queue.get(&queue));
        let of_channel = channel.and_then(|channel| self.of_channel.get(&channel));
        let both = queue.zip(channel);
        let of_both = both.and_then(|both| self.of_both.get(&both));
        [of_both, of_queue, of_channel].map(|parts| parts.copied().unwrap_or_default())
    }
}

/// Adds a rule. Values that an earlier rule with the same scope set are kept.
fn add<K: std::hash::Hash + Eq>(
    rules: &mut HashMap<K, LevelParts, RandomState>,
    of: K,
    parts: LevelParts,
) {
    let known = rules.entry(of).or_default();
    *known = known.or(parts);
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE: i64 = 12;

    fn rule(queue: Option<i64>, channel: Option<Channel>, parts: LevelParts) -> LevelRule {
        let queue = queue.and_then(Id::new).map(Named::Id);
        let of = match (queue, channel) {
            (Some(queue), Some(channel)) => RuleOf::Both(queue, channel),
            (Some(queue), None) => RuleOf::Queue(queue),
            (None, channel) => RuleOf::Channel(channel.unwrap_or(Channel::Unknown)),
        };
        LevelRule { of, parts }
    }

    fn threshold(seconds: i64) -> LevelParts {
        LevelParts {
            threshold: Some(Duration::from_seconds(seconds)),
            ..LevelParts::default()
        }
    }

    fn levels(rules: &[LevelRule]) -> ServiceLevels {
        ServiceLevels::resolve(ServiceLevel::default(), rules, |queue| match queue {
            Named::Id(id) => vec![*id],
            Named::Name(_) => Vec::new(),
        })
    }

    /// Checks every subset of the three rules: the narrowest rule in the subset must win.
    #[test]
    fn the_narrowest_rule_that_says_a_value_wins() {
        for set in 0..8_u8 {
            let has = |bit: u8| set & (1 << bit) != 0;
            let all = [
                (
                    rule(None, Some(Channel::Chat), threshold(60)),
                    Scope::Channel,
                ),
                (rule(Some(QUEUE), None, threshold(40)), Scope::Queue),
                (
                    rule(Some(QUEUE), Some(Channel::Chat), threshold(30)),
                    Scope::QueueAndChannel,
                ),
            ];
            let chosen: Vec<_> = (0..3_u8).zip(all).filter(|(bit, _)| has(*bit)).collect();
            let rules: Vec<LevelRule> = chosen.iter().map(|(_, (rule, _))| rule.clone()).collect();
            let expected = chosen.last().map_or(
                (Duration::from_seconds(20), Scope::Default),
                |(_, (rule, scope))| (rule.parts.threshold.unwrap(), *scope),
            );
            let levels = levels(&rules);
            let (queue, channel) = (Id::new(QUEUE), Some(Channel::Chat));
            let found = (
                levels.level_for(queue, channel).threshold,
                levels.scopes(queue, channel).threshold,
            );
            assert_eq!(found, expected, "{set:03b}");
        }
    }

    #[test]
    fn each_value_is_looked_for_on_its_own() {
        let levels = levels(&[
            rule(Some(QUEUE), None, threshold(40)),
            rule(
                None,
                Some(Channel::Phone),
                LevelParts {
                    target: Some(9000),
                    ..threshold(60)
                },
            ),
        ]);
        let level = levels.level_for(Id::new(QUEUE), Some(Channel::Phone));
        assert_eq!(
            (level.threshold, level.target, level.formula),
            (Duration::from_seconds(40), 9000, Formula::default())
        );
        let scopes = levels.scopes(Id::new(QUEUE), Some(Channel::Phone));
        assert_eq!(
            (scopes.threshold, scopes.target, scopes.formula),
            (Scope::Queue, Scope::Channel, Scope::Default)
        );
    }

    #[test]
    fn a_rule_of_another_queue_or_channel_does_not_hold() {
        let levels = levels(&[
            rule(Some(QUEUE), Some(Channel::Chat), threshold(30)),
            rule(Some(QUEUE), None, threshold(40)),
        ]);
        for (queue, channel) in [
            (Id::new(13), Some(Channel::Chat)),
            (None, Some(Channel::Chat)),
            (None, None),
        ] {
            let level = levels.level_for(queue, channel);
            assert_eq!(level, ServiceLevel::default(), "{queue:?} {channel:?}");
        }
        assert!(!levels.is_uniform());
    }

    /// The level of a session, looked up in the rows.
    fn looked_up(rows: &[LevelRow], queue: Option<Id>, channel: Option<Channel>) -> ServiceLevel {
        let row = |queue, channel| {
            let found = rows
                .iter()
                .find(|row| (row.queue, row.channel) == (queue, channel));
            found.map(|row| row.level)
        };
        let of_queue = queue.and_then(|queue| row(Some(queue), None));
        let of_channel = channel.and_then(|channel| row(None, Some(channel)));
        let of_both = queue.zip(channel);
        let of_both = of_both.and_then(|(queue, channel)| row(Some(queue), Some(channel)));
        let narrowest = of_both.or(of_queue).or(of_channel);
        narrowest.or(row(None, None)).unwrap()
    }

    #[test]
    fn the_level_of_every_session_is_in_a_row() {
        let target = LevelParts {
            target: Some(9000),
            ..LevelParts::default()
        };
        let rules = [
            rule(Some(QUEUE), None, threshold(40)),
            rule(None, Some(Channel::Phone), target),
            rule(None, Some(Channel::Unknown), threshold(70)),
            rule(Some(13), Some(Channel::Chat), threshold(30)),
        ];
        let channels = [Channel::Phone, Channel::Chat, Channel::Av, Channel::Unknown];
        for count in 0..=rules.len() {
            let levels = levels(&rules[..count]);
            let rows = levels.rows();
            for queue in [None, Id::new(QUEUE), Id::new(13), Id::new(14)] {
                for channel in channels.map(Some).into_iter().chain([None]) {
                    let level = levels.level_for(queue, channel);
                    assert_eq!(
                        looked_up(&rows, queue, channel),
                        level,
                        "{queue:?} {channel:?}"
                    );
                    let again = ServiceLevels::of_rows(rows.clone());
                    assert_eq!(
                        again.level_for(queue, channel),
                        level,
                        "{queue:?} {channel:?}"
                    );
                }
            }
        }
        let rows = levels(&rules).rows();
        // The default, two channels, the queue alone and with each of both, the other queue with its channel.
        assert_eq!(rows.len(), 7, "{rows:?}");
    }
}
