//! Two scenarios key by key: where one gives another value than the other, or speaks otherwise of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::explanation::Explanation;
use super::register::{RegisterEntry, Setting};
use super::{METADATA_KEYS, Scenario};

/// How two scenarios differ in a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContrastKind {
    /// Another value; of a key that one of them leaves out, another than its default.
    Value,
    /// A key that only the first has.
    OnlyFirst,
    /// A key that only the second has.
    OnlySecond,
    /// The same value, with another source, confidence, note or day.
    Remark,
}

/// A key in which two scenarios differ, as it stands in each.
#[derive(Clone, Debug, Serialize)]
pub struct Contrast {
    pub path: String,
    pub difference: ContrastKind,
    pub first: Option<Explanation>,
    pub second: Option<Explanation>,
}

impl Contrast {
    /// Whether it can change a result: not a remark, nor what the scenario is called.
    pub fn matters(&self) -> bool {
        self.difference != ContrastKind::Remark && !self.path.starts_with("scenario.")
    }

    /// Its value in either scenario in words; what is not there is said to be so.
    pub fn values(&self) -> [String; 2] {
        [&self.first, &self.second].map(|key| match key {
            None => "not there".to_owned(),
            Some(key) if !key.given => {
                format!("{} (default)", key.value.as_deref().unwrap_or_default())
            }
            Some(key) => key.value.clone().unwrap_or_default(),
        })
    }

    /// Who says so: of the second scenario, or of the first where the second has no such key.
    pub fn source(&self) -> Option<&str> {
        self.second.as_ref().or(self.first.as_ref())?.source.as_deref()
    }
}

/// A key in one scenario.
#[derive(Clone, Copy)]
enum Side<'a> {
    Entry(&'a RegisterEntry),
    Setting(&'a Setting),
}

impl Scenario {
    /// Where another scenario differs from this one, the header first; both with all baselines laid
    /// under them.
    pub fn contrast(&self, other: &Self) -> Vec<Contrast> {
        let (first, second) = (sides(self), sides(other));
        let of = |sides: &[(&str, Side<'_>)]| -> BTreeMap<String, usize> {
            sides.iter().enumerate().map(|(at, (path, _))| ((*path).to_owned(), at)).collect()
        };
        let (places, others) = (of(&first), of(&second));
        let mut found = Vec::new();
        for (path, side) in &first {
            let other = others.get(*path).map(|at| second[*at].1);
            found.extend(contrast(path, Some(*side), other));
        }
        for (path, side) in &second {
            if !places.contains_key(*path) {
                found.extend(contrast(path, None, Some(*side)));
            }
        }
        found
    }
}

/// Every key of a scenario: its header and size, its numbers, the rest.
fn sides(scenario: &Scenario) -> Vec<(&str, Side<'_>)> {
    let is_header = |setting: &&Setting| {
        setting.path.starts_with("scenario.") || setting.path.starts_with("run.")
    };
    let settings = scenario.settings.iter().map(|s| (s.path.as_str(), Side::Setting(s)));
    let (header, rest): (Vec<_>, Vec<_>) = settings.partition(|(_, side)| match side {
        Side::Setting(setting) => is_header(setting),
        Side::Entry(_) => false,
    });
    let numbers = scenario.register.iter().map(|e| (e.path.as_str(), Side::Entry(e)));
    let mut seen = BTreeSet::new();
    header.into_iter().chain(numbers).chain(rest).filter(|(path, _)| seen.insert(*path)).collect()
}

fn contrast(path: &str, first: Option<Side<'_>>, second: Option<Side<'_>>) -> Option<Contrast> {
    let given = |side: Option<Side<'_>>| side.is_some_and(|side| side.entry().is_some());
    let difference = match (first, second) {
        _ if !given(first) && !given(second) => return None,
        (Some(one), Some(two)) if !one.same_value(two) => ContrastKind::Value,
        (Some(one), Some(two)) if one.entry().zip(two.entry()).is_some_and(says_otherwise) => {
            ContrastKind::Remark
        }
        (Some(_), Some(_)) => return None,
        (Some(_), None) => ContrastKind::OnlyFirst,
        (None, _) => ContrastKind::OnlySecond,
    };
    let told = |side: Option<Side<'_>>| side.map(Side::explanation);
    Some(Contrast { path: path.to_owned(), difference, first: told(first), second: told(second) })
}

/// Whether two entries of one value differ in what is said of it.
fn says_otherwise((one, two): (&RegisterEntry, &RegisterEntry)) -> bool {
    let said = |e: &RegisterEntry| {
        let all: [_; METADATA_KEYS.len()] =
            [&e.source, &e.confidence, &e.note, &e.as_of].map(Clone::clone);
        all
    };
    said(one) != said(two)
}

impl<'a> Side<'a> {
    fn entry(self) -> Option<&'a RegisterEntry> {
        match self {
            Self::Entry(entry) => Some(entry),
            Self::Setting(setting) => setting.given.as_ref(),
        }
    }

    /// What holds, in words.
    fn words(self) -> String {
        match self {
            Self::Entry(entry) => entry.value.clone(),
            Self::Setting(Setting { given: Some(entry), .. }) => entry.value.clone(),
            Self::Setting(setting) => setting.field.rule.presence.words(),
        }
    }

    /// Whether both hold the same, however it is written.
    fn same_value(self, other: Self) -> bool {
        let dists = self.entry().and_then(RegisterEntry::dist);
        if let Some((one, two)) = dists.zip(other.entry().and_then(RegisterEntry::dist)) {
            return one == two;
        }
        let toml = |side: Self| side.entry().map(|entry| &entry.toml);
        let (one, two) = (self.words(), other.words());
        // A long list is cut short in words.
        one == two && (!one.contains('…') || toml(self) == toml(other))
    }

    fn explanation(self) -> Explanation {
        match self {
            Self::Entry(entry) => Explanation::of_entry(entry),
            Self::Setting(setting) => Explanation::of_setting(setting),
        }
    }
}
