//! What each world changes: the tables under `[world.NAME.change]` of every file, first baseline first.

use std::collections::BTreeMap;

use super::diagnostics::Diagnostic;
use super::escape::shown;
use super::node::{Node, Table, Value};
use super::overlay::{is_removal, merge};

/// The key of the tables of worlds.
pub(super) const WORLD: &str = "world";
/// The key of what a world changes.
const CHANGE: &str = "change";
/// What is the same in all worlds.
const SHARED: [&str; 4] = ["schema", "scenario", "run", "target"];

/// The changes of worlds by name, in the order in which they are laid over the rest of the file.
///
/// They are kept as layers: a baseline's and its overlay's are not merged into one, since what an
/// overlay removes in a world may stand in the baseline itself.
#[derive(Debug, Default)]
pub(super) struct Changes {
    by_world: BTreeMap<String, Vec<Table>>,
}

impl Changes {
    /// Takes the changes out of a layer's tree. `remove = true` in a layer drops those before it.
    pub fn take(&mut self, layer: &mut Table, problems: &mut Vec<Diagnostic>) {
        let Some(node) = layer.get_mut(WORLD) else { return };
        if is_removal(node) {
            self.by_world.clear();
        }
        let Value::Table(worlds) = &mut node.value else { return };
        for (name, world) in worlds.iter_mut() {
            if is_removal(world) {
                self.by_world.remove(name);
            }
            let Value::Table(world) = &mut world.value else { continue };
            if !matches!(world.get(CHANGE), Some(Node { value: Value::Table(_), .. })) {
                continue;
            }
            let Some(change) = world.remove(CHANGE) else { continue };
            if is_removal(&change) {
                self.remove(name, &change, problems);
            } else if let Value::Table(mut change) = change.value {
                let path = format!("{WORLD}.{}.{CHANGE}", shown(name));
                refuse_shared(&mut change, &path, problems);
                self.by_world.entry(name.clone()).or_default().push(change);
            }
        }
    }

    fn remove(&mut self, name: &str, change: &Node, problems: &mut Vec<Diagnostic>) {
        if self.by_world.remove(name).is_none() {
            let key = format!("{WORLD}.{}.{CHANGE}", shown(name));
            let message = "the world has no change in the baseline to remove";
            let problem = Diagnostic::new(Some(change.key.clone()), key, message);
            problems.push(problem.with_help("leave the entry out"));
        }
    }

    /// Lays what a world changes over the rest of the file.
    pub fn lay(&self, world: &str, table: &mut Table, problems: &mut Vec<Diagnostic>) {
        for change in self.by_world.get(world).into_iter().flatten() {
            merge(table, change.clone(), problems);
        }
    }
}

/// Reports, and takes out, what a change cannot hold.
fn refuse_shared(change: &mut Table, path: &str, problems: &mut Vec<Diagnostic>) {
    let mut refuse = |key: &str, message: &str, help: &str| {
        if let Some(node) = change.remove(key) {
            let problem = Diagnostic::new(Some(node.key), format!("{path}.{key}"), message);
            problems.push(problem.with_help(help));
        }
    };
    for key in SHARED {
        refuse(
            key,
            "is the same in all worlds, so that they can be compared",
            "write it outside of the worlds, or make another scenario that extends this one",
        );
    }
    refuse("extends", "a change extends nothing", "write `extends` at the top of the file");
    refuse(WORLD, "a world cannot hold worlds", "write all worlds side by side, as [world.NAME]");
}

#[cfg(test)]
mod tests {
    use super::super::node::parse;
    use super::super::source::Sources;
    use super::*;

    /// The file that is left in a world after layers, as TOML-like text, and the problems.
    fn world(name: &str, rest: &str, layers: &[&str]) -> (String, Vec<Diagnostic>) {
        let (mut sources, mut changes) = (Sources::default(), Changes::default());
        let mut problems = Vec::new();
        let mut parsed = |text: &str| {
            let source = sources.add("a.toml", text);
            parse(&sources, source).expect("TOML")
        };
        let mut table = parsed(rest);
        for layer in layers {
            changes.take(&mut parsed(layer), &mut problems);
        }
        changes.lay(name, &mut table, &mut problems);
        let text = super::super::resolved::resolved(&table, &[]);
        (text.replace('\n', " "), problems)
    }

    #[test]
    fn layers_are_laid_one_after_the_other() {
        let rest = "[b]\nx = 1\ny = 1";
        let first = "[world.a.change.b]\nx = 2\n[world.a.change.c]\nz = 1";
        let second = "[world.a.change]\nb.y = 3\nc.remove = true";
        assert_eq!(world("a", rest, &[first, second]).0, "[b] x = 2 y = 3 ");
        assert_eq!(world("other", rest, &[first, second]).0, "[b] x = 1 y = 1 ");
        // The overlay removes what stands in the baseline, not in its change.
        let (text, problems) = world("a", rest, &[first, "[world.a.change.b]\nremove = true"]);
        assert_eq!((text.as_str(), problems.len()), ("[c] z = 1 ", 0));
    }

    #[test]
    fn a_removed_world_or_change_is_forgotten() {
        let change = "[world.a.change]\nx = 2";
        for gone in ["world.a.remove = true", "world.remove = true", "world.a.change.remove = true"]
        {
            assert_eq!(world("a", "x = 1", &[change, gone]).0, "x = 1 ", "{gone}");
        }
        let (_, problems) = world("a", "x = 1", &["world.a.change.remove = true"]);
        assert!(problems[0].message.contains("no change"), "{problems:?}");
    }

    #[test]
    fn what_worlds_share_cannot_change() {
        let change =
            "[world.a.change]\nrun.seed = 2\nworld.b.title = \"B\"\nextends = \"c\"\nx = 2";
        let (text, problems) = world("a", "x = 1", &[change]);
        assert_eq!(text, "x = 2 ");
        let keys: Vec<&str> = problems.iter().map(|problem| problem.key.as_str()).collect();
        assert_eq!(keys, ["world.a.change.run", "world.a.change.extends", "world.a.change.world"]);
    }
}
