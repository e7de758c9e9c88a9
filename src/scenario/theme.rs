//! Theme files: read as scenarios are, and judged by whoever draws with them.

use std::path::Path;

use super::chain::{self, Chain};
use super::diagnostics::{Diagnostic, Diagnostics};
use super::escape::shown;
use super::newer_schema;
use super::node::{Node, Value};
use super::reader::{Reader, Slot};
use super::source::Place;
use super::spec::{ColourSpec, Element, Hex, Hexes, ThemeSpec};

/// What a theme file says; the rest is as in the built-in theme it is based on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThemeSettings {
    /// Based on the dark theme, not on the light one.
    pub dark: bool,
    pub font: Option<String>,
    pub text_scale: f64,
    pub width_px: u64,
    pub footer: Option<String>,
    pub classification: Option<String>,
    /// Colours by key, red, green and blue: one, or all of a list.
    pub colours: Vec<(&'static str, Vec<[u8; 3]>)>,
}

/// A rule that a theme breaks.
#[derive(Clone, Debug)]
pub struct ThemeProblem {
    /// The key in `[colour]`.
    pub key: &'static str,
    pub message: String,
    pub help: String,
}

/// Reads a theme file. `judge` names the rules of colour that the theme breaks.
///
/// # Errors
/// All problems that can be told at once.
pub fn load_theme(
    path: &Path,
    judge: impl Fn(&ThemeSettings) -> Vec<ThemeProblem>,
) -> Result<ThemeSettings, Diagnostics> {
    let Chain { sources, mut problems, table, .. } = chain::from_nameless_file(path);
    let Some(table) = table else { return Err(Diagnostics::new(sources, problems)) };
    if let Some(problem) = newer_schema(&table) {
        return Err(Diagnostics::new(sources, vec![problem]));
    }
    let mut reader = Reader::default();
    let start = Place { source: 0, span: 0..0 };
    let root = Node { value: Value::Table(table), ..Node::empty_table(start) };
    let spec = ThemeSpec::read_table(&root, &mut reader);
    problems.append(&mut reader.problems);
    let read = spec.given().filter(|spec| spec.schema.given().is_some());
    let settings = read.map(|spec| (spec, settings(spec, &mut problems)));
    match settings {
        Some((spec, settings)) if problems.is_empty() => {
            problems.extend(judge(&settings).into_iter().map(|problem| placed(spec, problem)));
            match problems.is_empty() {
                true => Ok(settings),
                false => Err(Diagnostics::new(sources, problems)),
            }
        }
        _ => Err(Diagnostics::new(sources, problems)),
    }
}

fn settings(spec: &ThemeSpec, problems: &mut Vec<Diagnostic>) -> ThemeSettings {
    let font = spec.font.given().map(|font| font.text.clone());
    let plain = |c: char| c.is_alphanumeric() || c == ' ' || c == '-';
    if let Some(font) = font.as_ref().filter(|font| !font.chars().all(plain)) {
        let message = format!("\"{}\" is no name of a font family", shown(font));
        let problem = Diagnostic::new(Some(spec.place().clone()), "font", message);
        problems.push(problem.with_help("write one family, as in font = \"Source Sans 3\""));
    }
    let mut colours = Vec::new();
    if let Some(colour) = spec.colour.given() {
        for (key, slot) in singles(colour) {
            colours.extend(slot.given().map(|hex| (key, vec![hex.rgb])));
        }
        for (key, slot, count) in lists(colour) {
            let Some(hexes) = slot.given() else { continue };
            if hexes.list.len() != count {
                let message = format!("needs {count} colours, not {}", hexes.list.len());
                let place = Some(hexes.place.clone());
                let problem = Diagnostic::new(place, format!("colour.{key}"), message);
                problems.push(problem.with_help("give all of them, or leave the list out"));
            }
            colours.push((key, hexes.list.clone()));
        }
    }
    ThemeSettings {
        dark: spec.base.given().is_some_and(|base| base.text == "dark"),
        font,
        text_scale: spec.text_scale.given().map_or(1.0, |scale| scale.value),
        width_px: spec.width_px.given().map_or(0, |width| width.value),
        footer: spec.footer.given().map(|text| text.text.clone()),
        classification: spec.classification.given().map(|text| text.text.clone()),
        colours,
    }
}

fn singles(colour: &ColourSpec) -> [(&'static str, &Slot<Hex>); 9] {
    [
        ("paper", &colour.paper),
        ("ink", &colour.ink),
        ("muted", &colour.muted),
        ("grid", &colour.grid),
        ("axis", &colour.axis),
        ("thread", &colour.thread),
        ("main", &colour.main),
        ("accent", &colour.accent),
        ("nothing", &colour.nothing),
    ]
}

fn lists(colour: &ColourSpec) -> [(&'static str, &Slot<Hexes>, usize); 2] {
    [("parts", &colour.parts, 8), ("ladder", &colour.ladder, 6)]
}

/// The problem where its colour is written; else where the paper is, or at the start of the file.
fn placed(spec: &ThemeSpec, problem: ThemeProblem) -> Diagnostic {
    let colour = spec.colour.given();
    let single = |key: &str| {
        let slots = colour.map(singles)?;
        let (_, slot) = slots.into_iter().find(|(other, _)| *other == key)?;
        slot.given().map(|hex| hex.place.clone())
    };
    let list = || {
        let slots = colour.map(lists)?;
        let (_, slot, _) = slots.into_iter().find(|(other, ..)| *other == problem.key)?;
        slot.given().map(|hexes| hexes.place.clone())
    };
    let place = single(problem.key).or_else(list).or_else(|| single("paper"));
    let place = place.unwrap_or_else(|| spec.place().clone());
    let key = format!("colour.{}", problem.key);
    Diagnostic::new(Some(place), key, problem.message).with_help(problem.help)
}
