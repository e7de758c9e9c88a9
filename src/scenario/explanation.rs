//! What can be told of a key: what it means, how it stands in a scenario, and who set it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::describe::{Description, Field, Kind};
use super::escape::{nearest, shown};
use super::register::{Origin, RegisterEntry, Setting};
use super::{Scenario, language};
use crate::dist::Sketch;

/// The quantiles that are told, with their names in JSON.
pub const QUANTILES: [(&str, f64); 7] = [
    ("p05", 0.05),
    ("p10", 0.1),
    ("p25", 0.25),
    ("p50", 0.5),
    ("p75", 0.75),
    ("p90", 0.9),
    ("p95", 0.95),
];
/// Bins of the sketch of a distribution.
const BINS: usize = 64;
/// The most keys that are offered for one that there is not.
const MOST_OFFERED: usize = 4;
/// Stands for a name that the writer chooses in the paths of the language.
const NAME: &str = "NAME";

/// One key, in the units of the file.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    pub path: String,
    /// What may be written there.
    pub kind: Kind,
    /// When it is drawn, if ever: "once a path", or "anew inside a path" for a law.
    pub drawn: Option<&'static str>,
    pub meaning: String,
    /// Empty for plain numbers and for what is no number.
    pub unit: &'static str,
    /// The valid values in words; empty where anything is.
    pub valid: String,
    /// What holds where the key is left out, in words.
    pub default: String,
    /// False where the default holds, or where the key of the language itself is explained.
    pub given: bool,
    /// What the scenario gives, in words; what holds where it is left out.
    pub value: Option<String>,
    /// The same as TOML on one line.
    pub toml: Option<String>,
    /// Of a law at the medians of its parameters; absent where it is infinite.
    pub mean: Option<f64>,
    /// P5 to P95, of a law at the medians of its parameters; empty for what is no number.
    pub quantiles: BTreeMap<&'static str, f64>,
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub note: Option<String>,
    pub as_of: Option<String>,
    /// The file that gives it, or "--set".
    pub file: Option<String>,
    pub line: Option<usize>,
    /// What it took the place of, from the nearest baseline on.
    pub replaces: Vec<Origin>,
    /// The shape of its draws where they differ.
    #[serde(skip)]
    pub sketch: Option<Sketch>,
}

/// A path at which neither the scenario nor the language has a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no key {}", shown(path))]
pub struct UnknownKey {
    pub path: String,
    /// Keys that were perhaps meant.
    pub near: Vec<String>,
}

impl Explanation {
    /// Whether its draws differ, as far as the quantiles tell.
    pub fn varies(&self) -> bool {
        self.quantiles.first_key_value().map(|(_, low)| low)
            != self.quantiles.last_key_value().map(|(_, high)| high)
    }

    fn of_field(path: &str, field: &Field) -> Self {
        Self {
            path: path.to_owned(),
            kind: field.kind,
            drawn: None,
            meaning: field.meaning(),
            unit: field.rule.unit.name,
            valid: field.valid(),
            default: field.rule.presence.words(),
            given: false,
            value: None,
            toml: None,
            mean: None,
            quantiles: BTreeMap::new(),
            source: None,
            confidence: None,
            note: None,
            as_of: None,
            file: None,
            line: None,
            replaces: Vec::new(),
            sketch: None,
        }
    }

    pub(super) fn of_setting(setting: &Setting) -> Self {
        let told = Self::of_field(&setting.path, setting.field);
        match &setting.given {
            Some(entry) => Self { drawn: None, ..Self::of_entry(entry) },
            None => Self { value: Some(told.default.clone()), ..told },
        }
    }

    pub(super) fn of_entry(entry: &RegisterEntry) -> Self {
        let quantiles = QUANTILES
            .into_iter()
            .filter_map(|(name, level)| entry.quantile(level).map(|value| (name, value)))
            .collect();
        let input = entry.dist().map(|_| "once a path");
        Self {
            path: entry.path.clone(),
            kind: entry.kind,
            drawn: if entry.is_law() { Some("anew inside a path") } else { input },
            meaning: entry.meaning.clone(),
            unit: entry.unit,
            valid: entry.valid.clone(),
            default: entry.default.clone(),
            given: true,
            value: Some(entry.value.clone()),
            toml: Some(entry.toml.clone()),
            mean: entry.mean(),
            quantiles,
            source: entry.source.clone(),
            confidence: entry.confidence.clone(),
            note: entry.note.clone(),
            as_of: entry.as_of.clone(),
            file: Some(entry.file.clone()),
            line: Some(entry.line),
            replaces: entry.replaces.clone(),
            sketch: None,
        }
    }
}

impl Scenario {
    /// Every number and law that the scenario gives, in the order of reading.
    pub fn explanations(&self) -> Vec<Explanation> {
        self.register.iter().map(Explanation::of_entry).collect()
    }

    /// What stands at a path: the key with the sketch of its draws; or all keys below it, what is
    /// given before what is left out. A parameter, as in "x.percentiles.p50", is explained by the
    /// number that it is part of.
    ///
    /// # Errors
    /// If neither the scenario nor a table that it leaves out has such a key.
    pub fn explain(&self, path: &str) -> Result<Vec<Explanation>, UnknownKey> {
        if let Some(entry) = self.register.iter().find(|entry| entry.path == path) {
            let sketch = entry.sketch(BINS);
            return Ok(vec![Explanation { sketch, ..Explanation::of_entry(entry) }]);
        }
        let settings = self.settings.iter();
        if let Some(setting) = settings.clone().find(|setting| setting.path == path) {
            return Ok(vec![Explanation::of_setting(setting)]);
        }
        let mut below: Vec<Explanation> = self
            .register
            .iter()
            .filter(|entry| is_below(&entry.path, path))
            .map(Explanation::of_entry)
            .chain(settings.filter(|s| is_below(&s.path, path)).map(Explanation::of_setting))
            .collect();
        below.sort_by_key(|key| !key.given);
        if !below.is_empty() {
            return Ok(below);
        }
        // Up the path: a number that has this as a part, or a table that is left out.
        for (at, _) in path.rmatch_indices('.') {
            let above = &path[..at];
            if let Some(entry) = self.register.iter().find(|entry| entry.path == above) {
                return self.explain(&entry.path);
            }
            if self.settings.iter().any(|s| s.path == above && s.given.is_none()) {
                let mut found = explain_language(path)?;
                let none = format!("none: the scenario has no {above}");
                found.iter_mut().for_each(|key| key.value = Some(none.clone()));
                return Ok(found);
            }
        }
        let all = self.register.iter().map(|entry| entry.path.as_str());
        let all = all.chain(self.settings.iter().map(|setting| setting.path.as_str()));
        Err(UnknownKey::new(path, &all.collect::<Vec<_>>()))
    }
}

/// Every key of the language that takes no table, with NAME for the names that a writer chooses.
pub fn language_keys() -> Vec<Explanation> {
    patterns()
        .into_iter()
        .filter(|(_, field)| field.nested.is_none() || field.kind == Kind::Input)
        .map(|(path, field)| Explanation::of_field(&path, field))
        .collect()
}

/// What the language says of a key, or of a table and all keys below it; any name may stand where
/// the language leaves it to the writer.
///
/// # Errors
/// If the language has no such key.
pub fn explain_language(path: &str) -> Result<Vec<Explanation>, UnknownKey> {
    let all = patterns();
    let written: Vec<&str> = path.split('.').collect();
    let mut found: Vec<Explanation> = Vec::new();
    for (pattern, field) in &all {
        let keys: Vec<&str> = pattern.split('.').collect();
        let fits = keys.len() >= written.len()
            && keys.iter().zip(&written).all(|(key, word)| *key == NAME || key == word);
        if fits {
            let rest = keys[written.len()..].iter().copied();
            let path: Vec<&str> = written.iter().copied().chain(rest).collect();
            found.push(Explanation::of_field(&path.join("."), field));
        }
    }
    if found.is_empty() {
        let all: Vec<&str> = all.iter().map(|(pattern, _)| pattern.as_str()).collect();
        return Err(UnknownKey::new(path, &all));
    }
    Ok(found)
}

/// Every key of the language, tables included, from the whole file down.
fn patterns() -> Vec<(String, &'static Field)> {
    fn walk(
        description: &'static Description,
        above: &str,
        all: &mut Vec<(String, &'static Field)>,
    ) {
        for field in description.fields {
            let path = format!("{above}{}", field.key);
            all.push((path.clone(), field));
            if let Some(nested) = field.nested {
                let names = matches!(field.kind, Kind::Tables | Kind::List);
                let below = if names { format!("{path}.{NAME}.") } else { format!("{path}.") };
                walk(nested(), &below, all);
            }
        }
    }
    let mut all = Vec::new();
    walk(language(), "", &mut all);
    all
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

impl UnknownKey {
    fn new(path: &str, all: &[&str]) -> Self {
        Self { path: path.to_owned(), near: near(path, all) }
    }
}

/// Paths that were perhaps meant: with the first wrong word put right, or that end in this one.
fn near(path: &str, all: &[&str]) -> Vec<String> {
    let words: Vec<&str> = path.split('.').collect();
    let mut above = String::new();
    for (depth, word) in words.iter().enumerate() {
        let mut next: Vec<&str> = all
            .iter()
            .filter_map(|other| other.strip_prefix(above.as_str()))
            .filter_map(|rest| rest.split('.').next())
            .collect();
        next.sort_unstable();
        next.dedup();
        if !next.contains(word) && !next.contains(&NAME) {
            let Some(right) = nearest(word, next) else { break };
            let rest: Vec<&str> =
                [right].into_iter().chain(words[depth + 1..].iter().copied()).collect();
            let whole = format!("{above}{}", rest.join("."));
            let there = all.iter().any(|other| *other == whole || is_below(other, &whole));
            return vec![if there { whole } else { format!("{above}{right}") }];
        }
        above = format!("{above}{}.", if next.contains(&NAME) { NAME } else { word });
    }
    let ends = |other: &&&str| other.strip_suffix(path).is_some_and(|rest| rest.ends_with('.'));
    all.iter().filter(ends).take(MOST_OFFERED).map(|found| (*found).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_any_word_of_a_path_is_put_right() {
        let all = ["product.h200.price_usd", "product.h20.price_usd", "customs.open_weeks"];
        assert_eq!(near("product.h200.prise_usd", &all), ["product.h200.price_usd"]);
        assert_eq!(near("produkt.h200.price_usd", &all), ["product.h200.price_usd"]);
        assert_eq!(near("produkt.h200.nothing", &all), ["product"]);
        assert_eq!(near("price_usd", &all), ["product.h200.price_usd", "product.h20.price_usd"]);
        assert_eq!(near("weather", &all), Vec::<String>::new());
    }

    #[test]
    fn the_language_is_explained_under_any_name() {
        let price = explain_language("product.b30a.price_usd").expect("a key");
        assert_eq!((price.len(), price[0].unit), (1, "USD"));
        let supply = explain_language("product.NAME.supply").expect("a table");
        assert!(supply.len() > 15 && supply[0].kind == Kind::Table);
        let unknown = explain_language("product.NAME.prise_usd").expect_err("a slip");
        assert_eq!(unknown.near, ["product.NAME.price_usd"]);
    }
}
