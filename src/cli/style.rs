//! How a command's charts are drawn: which of them, in which theme, with which files.

use std::path::Path;

use super::args::FileArgs;
use super::charts::{self, Files};
use super::{Failure, console};
use crate::plot::{Chart, Colour, Theme};
use crate::scenario::{ThemeProblem, ThemeSettings, load_theme};

/// The charts of `compare`, by name and kind.
pub const COMPARE: &[&str] = &[
    "exceedance",
    "exceedance-delivered",
    "exceedance-revenue",
    "fan",
    "fan-delivered",
    "fan-revenue",
    "strip",
    "strip-delivered",
    "strip-revenue",
    "why",
];
pub const STRESS: &[&str] = &["exceedance", "exceedance-delivered", "exceedance-revenue", "shifts"];
pub const SENSITIVITY: &[&str] = &["shares", "tornado"];
pub const SWEEP: &[&str] =
    &["extremes", "map", "map-mean", "map-mean-panels", "map-odds", "map-odds-panels", "parallel"];
pub const BACKTEST: &[&str] = &["backtest", "calibration"];
pub const BENCH: &[&str] = &["throughput"];
pub const DISCOVER: &[&str] = &["box", "signposts"];
pub const ODDS: &[&str] = &["odds"];
pub const DECIDE: &[&str] = &["commitment", "options", "regret"];

/// Which charts are drawn, and how.
#[derive(Clone, Debug)]
pub struct Style {
    pub theme: Theme,
    /// Whether tables are written as CSV too.
    pub csv: bool,
    /// Names and kinds; all charts where absent, none where empty.
    chosen: Option<Vec<String>>,
}

impl Style {
    /// What was typed, for a command that draws the charts `offered`.
    ///
    /// # Errors
    /// If a chart is none of these, or the theme is none or has problems.
    pub fn new(args: &FileArgs, offered: &[&str]) -> Result<Self, Failure> {
        for name in &args.chart {
            if !offered.contains(&name.as_str()) {
                let message = format!("there is no chart \"{}\"", console::plain(name));
                let help = format!("the charts of this command are {}", offered.join(", "));
                return Err(Failure::unknown(message, name, offered.iter().copied(), &help));
            }
        }
        let chosen = match (args.no_charts, args.chart.is_empty()) {
            (true, _) => Some(Vec::new()),
            (false, true) => None,
            (false, false) => Some(args.chart.clone()),
        };
        Ok(Self { theme: theme(args.theme.as_deref())?, csv: args.csv, chosen })
    }

    /// The same with the charts that a scenario asks for, unless some were typed.
    #[must_use]
    pub fn or_charts(&self, asked: Option<&Vec<String>>) -> Self {
        Self { chosen: self.chosen.clone().or_else(|| asked.cloned()), ..self.clone() }
    }

    /// The same for the charts of a run.
    #[must_use]
    pub fn of_run(&self, id: &str) -> Self {
        Self { theme: self.theme.of_run(id), ..self.clone() }
    }

    /// Names and kinds of the charts that are drawn; all where absent.
    pub fn chosen(&self) -> Option<&Vec<String>> {
        self.chosen.as_ref()
    }

    /// Whether any chart is drawn at all.
    pub fn draws(&self) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| !chosen.is_empty())
    }

    /// The files of those charts that are chosen.
    ///
    /// # Errors
    /// If a picture or table cannot be made.
    pub fn files(&self, mut charts: Vec<Chart>) -> Result<Files, Failure> {
        if let Some(chosen) = &self.chosen {
            charts.retain(|chart| chosen.iter().any(|word| is_of(&chart.name, word)));
        }
        charts::files(charts, self.csv)
    }
}

/// Whether a chart has this name, or is of this kind: "fan-delivered" is a "fan".
fn is_of(name: &str, word: &str) -> bool {
    name.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// The theme of this name, or of this file.
fn theme(named: Option<&str>) -> Result<Theme, Failure> {
    match named {
        None | Some("light") => Ok(Theme::light()),
        Some("dark") => Ok(Theme::dark()),
        Some(name) if !name.contains(['.', '/', '\\']) && !Path::new(name).exists() => {
            let message = format!("there is no theme \"{}\"", console::plain(name));
            let help = "write light, dark, or the path of a theme file, as in house.toml";
            Err(Failure::unknown(message, name, ["light", "dark"], help))
        }
        Some(file) => {
            let settings = load_theme(Path::new(file), judge).map_err(Failure::Scenario)?;
            Ok(made(&settings))
        }
    }
}

/// The theme that a file describes.
fn made(settings: &ThemeSettings) -> Theme {
    let mut theme = if settings.dark { Theme::dark() } else { Theme::light() };
    for (key, colours) in &settings.colours {
        let list: Vec<Colour> =
            colours.iter().map(|&[r, g, b]| Colour { 0: r, 1: g, 2: b }).collect();
        let Some(&first) = list.first() else { continue };
        match *key {
            "paper" => theme.paper = first,
            "ink" => theme.ink = first,
            "muted" => theme.muted = first,
            "grid" => theme.grid = first,
            "axis" => theme.axis = first,
            "thread" => theme.thread = first,
            "main" => theme.main = first,
            "accent" => theme.accent = first,
            "nothing" => theme.nothing = first,
            "parts" => theme.parts = list.try_into().unwrap_or(theme.parts),
            "ladder" => theme.ladder = list.try_into().unwrap_or(theme.ladder),
            _ => {}
        }
    }
    Theme {
        font: settings.font.clone(),
        text_scale: settings.text_scale,
        width: settings.width_px as f64,
        footer: settings.footer.clone(),
        classification: settings.classification.clone(),
        ..theme
    }
}

fn judge(settings: &ThemeSettings) -> Vec<ThemeProblem> {
    let faults = made(settings).faults().into_iter();
    faults
        .map(|fault| ThemeProblem {
            key: fault.colour,
            message: fault.rule,
            help: fault.remedy.to_owned(),
        })
        .collect()
}
