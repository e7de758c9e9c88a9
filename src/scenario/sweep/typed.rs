//! Levers and fixed values as they are typed after `--set`.

use std::path::Path;

use super::Level;
use super::lever::{LeverSetting, listed, spaced, typed_range};
use super::load::Loading;
use crate::scenario::node::{Value, parse};
use crate::scenario::quantity::quoted;
use crate::scenario::source::SET_NAME;

/// The word that stands for the scenario in a lever that was typed.
const OVERLAY: &str = "overlay";

/// What is typed, told apart.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub fixed: Vec<String>,
    pub levers: Vec<LeverSetting>,
}

impl Loading {
    /// Tells levers from values that are the same in all cells.
    pub(super) fn typed(&mut self, sets: &[String]) -> Typed {
        let mut typed = Typed::default();
        for set in sets {
            let Some((path, value)) = set.split_once('=') else {
                typed.fixed.push(set.clone());
                continue;
            };
            let (path, value) = (path.trim(), value.trim());
            let lever = if let Some(range) = typed_range(value) {
                range.map_err(str::to_owned).map(|(from, to, steps)| match steps {
                    Some(steps) => LeverSetting::over(path, path, spaced(from, to, steps)),
                    None => LeverSetting::range(path, path, from, to),
                })
            } else if let Some(list) = value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
                self.typed_list(path, list)
            } else {
                typed.fixed.push(set.clone());
                continue;
            };
            match lever {
                Ok(lever) => typed.levers.push(lever),
                Err(message) => {
                    let help = "write --set path=from:to:steps, or --set path=[a, b, c]";
                    self.complain(SET_NAME, set, message, help);
                }
            }
        }
        typed
    }

    /// A lever of values in brackets.
    fn typed_list(&mut self, path: &str, list: &str) -> Result<LeverSetting, String> {
        if path == OVERLAY {
            let file = |file: &str| {
                let file = file.trim().trim_matches(['"', '\'']).to_owned();
                let label = Path::new(&file).file_stem().unwrap_or_default().to_string_lossy();
                Level { label: label.into_owned(), number: None, text: file.clone() }
            };
            return Ok(LeverSetting::over(path, "", list.split(',').map(file).collect()));
        }
        let value = |value: &str| quoted(value).unwrap_or_else(|| value.to_owned());
        let list = list.split(',').map(value).collect::<Vec<_>>().join(",");
        let source = self.sources.add(SET_NAME, format!("values=[{list}]"));
        let table = parse(&self.sources, source)
            .map_err(|problems| problems.first().map_or_else(String::new, |p| p.message.clone()))?;
        let nodes = match table.get("values").map(|node| &node.value) {
            Some(Value::Array(nodes)) if !nodes.is_empty() => nodes,
            _ => return Err("there are no values in the list".to_owned()),
        };
        let levels = listed(nodes, &self.sources).map_err(|problem| problem.message)?;
        Ok(LeverSetting::over(path, path, levels))
    }
}
