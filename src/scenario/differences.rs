//! How two scenarios differ, by assumption, and every scenario between them.

use super::assumption::{self, Topic};
use super::diagnostics::Diagnostics;
use super::difference::{Difference, Edit, edits};
use super::node::{Node, Table, Value, parse};
use super::source::Sources;
use super::{Scenario, compile_table};

/// What the name of an event begins with.
const EVENT: &str = "Event: ";

/// The differences of one assumption.
#[derive(Clone, Debug)]
pub struct Change {
    pub topic: Topic,
    /// The tables and keys that it is about, as in "event.congress-blocks" or
    /// "product.h200.price_usd"; several where assumptions had to be joined.
    pub paths: Vec<String>,
    /// Why assumptions were joined: what is wrong where one changes without the other.
    pub joined_because: Option<String>,
    /// Every key that differs.
    pub differences: Vec<Difference>,
    edits: Vec<Edit>,
    /// Each of `paths` in a few words.
    names: Vec<String>,
}

impl Change {
    /// The assumption in a few words, for charts: "Event: Congress blocks", "Beijing's stance", or
    /// its path where that says enough; of joined ones all, as in "Events: Summit, Truce renewed".
    pub fn label(&self) -> String {
        let titles: Vec<&str> =
            self.names.iter().filter_map(|name| name.strip_prefix(EVENT)).collect();
        if titles.len() > 1 && titles.len() == self.names.len() {
            return format!("Events: {}", titles.join(", "));
        }
        self.names.join(" + ")
    }

    /// What changes, in words: "26,500 → 30,000", or how many keys.
    pub fn told(&self) -> String {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        match self.differences.as_slice() {
            [one] => format!("{} → {}", side(&one.before), side(&one.after)),
            many if many.iter().all(|d| d.after.is_none()) => "taken away".to_owned(),
            many if many.iter().all(|d| d.before.is_none()) => "added".to_owned(),
            many => format!("{} keys", many.len()),
        }
    }
}

/// The differences between two scenarios that change what happens. `tradeflow compare` takes them
/// one by one from the first scenario to the second; for people, with sources and places, they are
/// a [`super::Contrast`].
#[derive(Clone, Debug)]
pub struct Differences {
    sources: Sources,
    files: Vec<String>,
    first: Table,
    changes: Vec<Change>,
}

impl Differences {
    /// What turns `first` into `second`, in the order of the first scenario's keys. Sources and
    /// notes are left aside: they change no result.
    pub fn between(first: &Scenario, second: &Scenario) -> Self {
        let mut sources = Sources::default();
        let [table, other] = [first, second].map(|scenario| {
            let name = format!("{} (resolved)", scenario.model.scenario.name);
            let source = sources.add(name, scenario.resolved.as_str());
            parse(&sources, source).expect("a resolved text loads, because it was loaded once")
        });
        let mut changes: Vec<Change> = Vec::new();
        for edit in edits(&table, &other) {
            let keys: Vec<String> = edit.keys.clone();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let (topic, path) = assumption::of(&keys);
            let path = path.join(".");
            let differences = edit.differences();
            match changes.iter_mut().find(|change| change.paths[0] == path) {
                Some(change) => {
                    change.differences.extend(differences);
                    change.edits.push(edit);
                }
                None => changes.push(Change {
                    topic,
                    joined_because: None,
                    differences,
                    names: vec![name_of(&path, title_of(&keys, &table, &other))],
                    paths: vec![path],
                    edits: vec![edit],
                }),
            }
        }
        let files = vec![first.model.scenario.name.clone(), second.model.scenario.name.clone()];
        Self { sources, files, first: table, changes }
    }

    /// All changes, whatever they are about.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The changes of assumptions: those that can change what happens.
    pub fn assumptions(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.topic == Topic::Assumption)
    }

    /// The first scenario with some of the changed assumptions as in the second, by the order of
    /// [`Self::assumptions`]. Names, paths, seed and horizon stay the first's; of targets those
    /// remain that both have alike.
    ///
    /// # Errors
    /// If these changes do not go without the others.
    pub fn scenario(&self, taken: &[bool]) -> Result<Scenario, Diagnostics> {
        let mut table = self.first.clone();
        let edited = self.changes.iter().filter(|change| change.topic == Topic::Target);
        edited.for_each(|change| change.edits.iter().for_each(|edit| drop_key(&mut table, edit)));
        for (change, _) in self.assumptions().zip(taken).filter(|(_, taken)| **taken) {
            for edit in &change.edits {
                apply(&mut table, &edit.keys, edit.after.as_ref());
            }
        }
        self.without_lost_headline(&mut table);
        compile_table(table, &self.sources, &self.files, Vec::new())
            .map_err(|problems| Diagnostics::new(self.sources.clone(), problems))
    }

    /// A headline product that the changes took away is no headline any more.
    fn without_lost_headline(&self, table: &mut Table) {
        let product = table.get("product").and_then(Node::as_table);
        let Some(Value::Table(header)) = table.get("scenario").map(|node| &node.value) else {
            return;
        };
        let Some(Value::Text(name)) = header.get("headline_product").map(|node| &node.value) else {
            return;
        };
        if product.is_none_or(|products| !products.contains_key(name)) {
            apply(table, &["scenario".to_owned(), "headline_product".to_owned()], None);
        }
    }

    /// The scenarios of all subsets that `subsets` lists for a number of assumptions.
    ///
    /// Where a subset is no valid scenario, as when shares no longer sum to one, the assumptions
    /// that need each other are joined into one, with the reason, and the list is asked for anew.
    pub fn scenarios(&mut self, subsets: &dyn Fn(usize) -> Vec<Vec<bool>>) -> Vec<Scenario> {
        loop {
            let count = self.assumptions().count();
            let mut found = Vec::new();
            let mut fault = None;
            for taken in subsets(count) {
                match self.scenario(&taken) {
                    Ok(scenario) => found.push(scenario),
                    // With nothing or all taken there is nothing left to join.
                    Err(_) if taken.iter().all(|t| *t) || !taken.contains(&true) => {}
                    Err(problems) => {
                        fault = Some((taken, problems));
                        break;
                    }
                }
            }
            let Some((taken, problems)) = fault else { return found };
            self.join_for(taken, problems);
        }
    }

    /// Joins the fewest assumptions without which the ones `taken` are no valid scenario: those
    /// are cut down as long as they stay invalid, then completed as little as possible.
    fn join_for(&mut self, mut taken: Vec<bool>, mut problems: Diagnostics) {
        for index in 0..taken.len() {
            if std::mem::replace(&mut taken[index], false) {
                match self.scenario(&taken) {
                    Err(fewer) => problems = fewer,
                    Ok(_) => taken[index] = true,
                }
            }
        }
        let mut whole = vec![true; taken.len()];
        for index in (0..whole.len()).filter(|&index| !taken[index]) {
            whole[index] = false;
            whole[index] = self.scenario(&whole).is_err();
        }
        let because = problems.list().first().map_or_else(String::new, |problem| {
            let key = if problem.key.is_empty() { "" } else { ": " };
            format!("{}{key}{}", problem.key, problem.message)
        });
        let places: Vec<usize> = (0..self.changes.len())
            .filter(|&place| self.changes[place].topic == Topic::Assumption)
            .collect();
        let mut members: Vec<usize> = places
            .iter()
            .zip(&whole)
            .filter(|(_, whole)| **whole)
            .map(|(place, _)| *place)
            .collect();
        let first = members.remove(0);
        for place in members.into_iter().rev() {
            let mut other = self.changes.remove(place);
            let joined = &mut self.changes[first];
            // From the last to the first, so that the paths end in the scenario's order.
            joined.paths.splice(1..1, other.paths.drain(..));
            joined.names.splice(1..1, other.names.drain(..));
            joined.differences.append(&mut other.differences);
            joined.edits.append(&mut other.edits);
        }
        self.changes[first].joined_because = Some(because);
    }
}

/// The assumption at a path, in a few words.
fn name_of(path: &str, title: Option<String>) -> String {
    match (path, title) {
        ("washington.regime", _) => "Washington's stance".to_owned(),
        ("beijing.regime", _) => "Beijing's stance".to_owned(),
        ("customs", _) => "Customs gate".to_owned(),
        ("tariff.ladder", _) => "Tariff ladder".to_owned(),
        ("correlation", _) => "Correlations".to_owned(),
        (path, Some(title)) if path.starts_with("event.") => format!("{EVENT}{title}"),
        (path, _) => path.to_owned(),
    }
}

/// The title of the event that a key path is about, in either scenario.
fn title_of(keys: &[&str], first: &Table, second: &Table) -> Option<String> {
    let ["event", name, ..] = keys else { return None };
    [first, second].into_iter().find_map(|table| {
        let event = table.get("event")?.as_table()?.get(*name)?.as_table()?;
        match &event.get("title")?.value {
            Value::Text(title) => Some(title.clone()),
            _ => None,
        }
    })
}

/// Takes away the key of an edit, where it is.
fn drop_key(table: &mut Table, edit: &Edit) {
    apply(table, &edit.keys[..edit.keys.len().min(2)], None);
}

/// Puts a value at a path, making the tables on the way, or takes it away.
fn apply(table: &mut Table, keys: &[String], value: Option<&Node>) {
    let [key, rest @ ..] = keys else { return };
    if rest.is_empty() {
        match value {
            Some(value) => {
                table.insert(key.clone(), value.clone());
            }
            None => {
                table.remove(key);
            }
        }
        return;
    }
    if let Some(Node { value: Value::Table(inner), .. }) = table.get_mut(key) {
        apply(inner, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::from_text;

    const BASE: &str = "schema = 1
[scenario]
name = \"base\"
title = \"Base\"
start = 2026-01-02
end = 2026-06-30
[product.chip]
price_usd = 20_000
demand.asked_units = 1_000
supply.opening_stock_units = 1_000
[buyer.one]
order_share = 0.5
[buyer.two]
order_share = 0.3
[buyer.three]
order_share = 0.2
[target.most]
metric = \"delivered_units\"
at_least = 900
[target.some]
metric = \"delivered_units\"
at_least = 100
";

    fn scenario(text: &str, sets: &[&str]) -> Scenario {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        from_text("t.toml", text, &sets).expect("a scenario")
    }

    fn paths(differences: &Differences) -> Vec<Vec<&str>> {
        differences.assumptions().map(|c| c.paths.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn a_scenario_does_not_differ_from_itself() {
        let base = scenario(BASE, &[]);
        assert!(Differences::between(&base, &base).changes().is_empty());
    }

    #[test]
    fn nothing_taken_is_the_first_and_all_taken_the_second() {
        let base = scenario(BASE, &[]);
        let other = scenario(
            BASE,
            &[
                "product.chip.price_usd=30_000",
                "product.chip.supply.opening_stock_units=500",
                "buyer.one.tier=2",
                "target.most.at_least=800",
                "scenario.title=\"Other\"",
            ],
        );
        let differences = Differences::between(&base, &other);
        let topics: Vec<Topic> = differences.changes().iter().map(|c| c.topic).collect();
        let a = Topic::Assumption;
        assert_eq!(topics, [Topic::Label, a, a, a, Topic::Target]);
        let none = differences.scenario(&[false; 3]).expect("the first");
        let all = differences.scenario(&[true; 3]).expect("the second");
        let told = |s: &Scenario| format!("{:?} {:?}", s.model.inputs, s.model.buyers);
        assert_eq!(told(&none), told(&base));
        assert_eq!(told(&all), told(&other));
        assert_eq!(all.model.scenario.title, "Base");
        // The target that differs is in neither.
        let targets: Vec<&str> = all.model.targets.iter().map(|t| t.id.name.as_str()).collect();
        assert_eq!(targets, ["some"]);
        let one = differences.scenario(&[true, false, false]).expect("a mix");
        let prices = Differences::between(&base, &one);
        assert_eq!(paths(&prices), [["product.chip.price_usd"]]);
    }

    #[test]
    fn assumptions_that_need_each_other_are_joined_with_the_reason() {
        let base = scenario(BASE, &[]);
        let sets =
            ["buyer.one.order_share=0.6", "product.chip.price_usd=1", "buyer.two.order_share=0.2"];
        let mut differences = Differences::between(&base, &scenario(BASE, &sets));
        assert_eq!(paths(&differences).len(), 3);
        let all = |count: usize| {
            (0..1_usize << count)
                .map(|mask| (0..count).map(|k| mask >> k & 1 == 1).collect())
                .collect()
        };
        assert_eq!(differences.scenarios(&all).len(), 4);
        let joined = [
            vec!["product.chip.price_usd"],
            vec!["buyer.one.order_share", "buyer.two.order_share"],
        ];
        assert_eq!(paths(&differences), joined);
        let because = differences.assumptions().find_map(|c| c.joined_because.clone());
        assert!(because.as_deref().is_some_and(|text| text.contains("sum to")), "{because:?}");
    }

    #[test]
    fn joined_events_are_named_one_by_one() {
        let base = scenario(BASE, &[]);
        let sets =
            ["buyer.one.order_share=0.6", "product.chip.price_usd=1", "buyer.two.order_share=0.2"];
        let mut differences = Differences::between(&base, &scenario(BASE, &sets));
        for change in &mut differences.changes {
            let title = change.paths[0].split('.').nth(1).expect("a name").to_owned();
            change.names = vec![name_of("event.x", Some(title))];
        }
        let all = |count: usize| vec![vec![true; count], (0..count).map(|k| k == 1).collect()];
        differences.scenarios(&all);
        let labels: Vec<String> = differences.assumptions().map(Change::label).collect();
        assert_eq!(labels, ["Event: chip", "Events: one, two"]);
    }

    #[test]
    fn a_third_change_that_makes_no_difference_is_not_joined() {
        // Only together do the three shares sum to one; the price stands alone.
        let base = scenario(BASE, &[]);
        let sets = [
            "buyer.one.order_share=0.4",
            "product.chip.price_usd=1",
            "buyer.two.order_share=0.35",
            "buyer.three.order_share=0.25",
        ];
        let mut differences = Differences::between(&base, &scenario(BASE, &sets));
        let singles =
            |count: usize| (0..count).map(|one| (0..count).map(|k| k == one).collect()).collect();
        assert_eq!(differences.scenarios(&singles).len(), 2);
        assert_eq!(paths(&differences).iter().map(Vec::len).collect::<Vec<_>>(), [1, 3]);
    }
}
