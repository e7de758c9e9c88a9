//! A scenario and its baselines, laid over each other: from a file and `--set` texts to one tree.

use std::path::{Path, PathBuf};

use super::changes::{Changes, WORLD};
use super::diagnostics::Diagnostic;
use super::escape::{did_you_mean, shown};
use super::lookup::{Found, lookup};
use super::node::{Node, Table, Value, parse};
use super::overlay::{REMOVE, merge};
use super::quantity::quoted;
use super::source::{Place, SET_NAME, Sources, read_file};

/// The most scenarios that extend one another.
pub const MAX_BASELINES: usize = 16;
/// The key that names the baseline.
pub(super) const EXTENDS: &str = "extends";

/// What was gathered: the merged tree, what is laid over it, and which texts it came from.
pub(super) struct Chain {
    pub sources: Sources,
    pub problems: Vec<Diagnostic>,
    /// The files, with the tables of worlds but not what these change. None if a text could not
    /// be read or parsed.
    pub table: Option<Table>,
    pub changes: Changes,
    /// What is set, to be laid over everything.
    pub sets: Vec<Table>,
    /// The files, baseline first.
    pub files: Vec<String>,
    /// Whether what extends another needs a name of its own, as a scenario does.
    named: bool,
}

/// Reads a scenario's file, the baselines it extends, and values to set over them.
pub(super) fn from_file(path: &Path, sets: &[String]) -> Chain {
    Chain { named: true, ..Chain::empty() }.read(path, sets)
}

/// Reads a file that is no scenario, and those it extends.
pub(super) fn from_nameless_file(path: &Path) -> Chain {
    Chain::empty().read(path, &[])
}

/// Reads a text that stands alone, and values to set over it.
pub(super) fn from_text(name: &str, text: &str, sets: &[String]) -> Chain {
    let mut chain = Chain::empty();
    let source = chain.sources.add(name, text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut layers = Vec::new();
    if let Some(layer) = chain.parsed(source) {
        if let Some(node) = layer.get(EXTENDS) {
            let message = "a text without a file cannot extend a baseline";
            let place = Some(node.place.clone());
            chain.problems.push(Diagnostic::new(place, EXTENDS, message));
        }
        layers.push((source, layer));
    }
    chain.files = vec![name.to_owned()];
    chain.finish(layers, sets)
}

fn cycle(seen: &[(PathBuf, String)], place: Option<Place>) -> Diagnostic {
    let first = seen.first().map_or("", |(_, name)| name.as_str());
    let names: Vec<String> =
        seen.iter().map(|(_, name)| name.as_str()).chain([first]).map(shown).collect();
    let message = match seen {
        [_] => "the scenario extends itself".to_owned(),
        _ => format!("the scenarios extend one another in a circle: {}", names.join(" → ")),
    };
    Diagnostic::new(place, EXTENDS, message).with_help("name a baseline, or leave `extends` out")
}

/// Refuses to set a single key of an entry that the scenario does not have: a misspelt name would
/// make a new one, of which all else is missing.
fn new_entry(base: &Table, set: &Table) -> Option<Diagnostic> {
    let (mut base, mut set) = (base, set);
    let mut path: Vec<&str> = Vec::new();
    loop {
        let (key, node) = set.iter().next().filter(|_| set.len() == 1)?;
        path.push(key);
        let below = node.as_table()?;
        let Some(old) = base.get(key) else {
            let Some(Found::Entry(field)) = lookup(&path) else { return None };
            if below.len() != 1 || below.contains_key(REMOVE) {
                return None;
            }
            let message = format!("the scenario has no {} of this name", field.key);
            let problem = Diagnostic::new(Some(node.key.clone()), shown(&path.join(".")), message);
            let names = base.keys().map(String::as_str);
            return Some(problem.with_help(did_you_mean(key, names).unwrap_or_else(|| {
                "add it in a scenario file, with all that it needs".to_owned()
            })));
        };
        (base, set) = (old.as_table()?, below);
    }
}

impl Chain {
    fn empty() -> Self {
        Self {
            sources: Sources::default(),
            problems: Vec::new(),
            table: None,
            changes: Changes::default(),
            sets: Vec::new(),
            files: Vec::new(),
            named: false,
        }
    }

    /// Reads a file and those it extends, and lays values over them.
    fn read(mut self, path: &Path, sets: &[String]) -> Self {
        let mut layers = Vec::new();
        let mut seen: Vec<(PathBuf, String)> = Vec::new();
        let mut next = Some((path.to_owned(), None::<Place>));
        while let Some((path, place)) = next.take() {
            let name = path.display().to_string();
            let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
            if let Some(at) = seen.iter().position(|(other, _)| *other == identity) {
                self.problems.push(cycle(&seen[at..], place));
                break;
            }
            if seen.len() > MAX_BASELINES {
                let message = format!("more than {MAX_BASELINES} scenarios extend one another");
                self.problems.push(Diagnostic::new(place, EXTENDS, message));
                break;
            }
            seen.push((identity, name.clone()));
            match read_file(&path) {
                Ok(text) => {
                    let source = self.sources.add(name, text);
                    let Some(mut layer) = self.parsed(source) else { break };
                    next = self.baseline(&mut layer, &path);
                    layers.push((source, layer));
                }
                Err(problem) => {
                    let key = if place.is_some() { EXTENDS } else { "" };
                    self.problems.push(Diagnostic { place, key: key.to_owned(), ..problem });
                    break;
                }
            }
        }
        self.files = seen.into_iter().rev().map(|(_, name)| name).collect();
        self.finish(layers, sets)
    }

    fn parsed(&mut self, source: usize) -> Option<Table> {
        match parse(&self.sources, source) {
            Ok(table) => Some(table),
            Err(mut problems) => {
                self.problems.append(&mut problems);
                None
            }
        }
    }

    /// Takes `extends` out of a file's tree and gives the file it names.
    fn baseline(&mut self, layer: &mut Table, path: &Path) -> Option<(PathBuf, Option<Place>)> {
        let node = layer.remove(EXTENDS)?;
        let Value::Text(name) = &node.value else {
            let message = format!("expected the name of a file in quotes, found {}", node.found());
            self.problems.push(Diagnostic::new(Some(node.place), EXTENDS, message));
            return None;
        };
        let own_name = layer.get("scenario").and_then(Node::as_table).and_then(|t| t.get("name"));
        if self.named && own_name.is_none() {
            let message = "a scenario that extends another needs a name of its own";
            let problem = Diagnostic::new(Some(node.key.clone()), "scenario.name", message);
            self.problems.push(problem.with_help("add `name` under [scenario]"));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        Some((folder.join(name), Some(node.place)))
    }

    /// Lays the layers, given last first, over each other, and what is set of worlds over them.
    fn finish(mut self, layers: Vec<(usize, Table)>, sets: &[String]) -> Self {
        let set_tables: Vec<Table> = sets.iter().filter_map(|set| self.set(set)).collect();
        if !self.problems.is_empty() {
            return self;
        }
        let mut table: Option<Table> = None;
        for (_, mut layer) in layers.into_iter().rev() {
            self.changes.take(&mut layer, &mut self.problems);
            match &mut table {
                Some(base) => merge(base, layer, &mut self.problems),
                None => table = Some(layer),
            }
        }
        if let Some(base) = &mut table {
            let read = self.problems.len();
            for mut set in set_tables {
                if let Some(problem) = new_entry(base, &set) {
                    self.problems.push(problem);
                    continue;
                }
                self.changes.take(&mut set, &mut self.problems);
                match set.remove(WORLD) {
                    Some(worlds) => {
                        let set = [(WORLD.to_owned(), worlds)].into_iter().collect();
                        merge(base, set, &mut self.problems);
                    }
                    None => self.sets.push(set),
                }
            }
            // What is set wrongly would only be followed by what it leaves undone.
            if self.problems.len() > read {
                return self;
            }
        }
        self.table = table;
        self
    }

    /// The tree of one `path=value` text.
    fn set(&mut self, text: &str) -> Option<Table> {
        const FORM: &str = "write --set path=value, as in --set product.h200.price_usd=27000";
        let refuse = |chain: &mut Self, message: &str| {
            let source = chain.sources.add(SET_NAME, text);
            let place = Place { source, span: 0..text.len() };
            let problem = Diagnostic::new(Some(place), "", message);
            chain.problems.push(problem.with_help(FORM));
            None
        };
        let Some((path, value)) = text.split_once('=') else {
            return refuse(self, "there is no `=` in what is set");
        };
        if text.contains(['\n', '\r']) || path.contains(['[', '{', '"', '\'', '#']) {
            return refuse(self, "only one value can be set at a time");
        }
        let source = match quoted(value) {
            Some(value) => self.sources.add(SET_NAME, format!("{path}={value}")),
            None => self.sources.add(SET_NAME, text),
        };
        self.parsed(source)
    }
}
