//! Where the orders flow: ribbons as wide as the mean, from what was asked for to its ends.

use plotters::style::Color;

use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, width};
use super::frame::{Area, Frame};
use super::labels::spread;
use super::theme::{Colour, LABEL, Theme};
use crate::analysis::sankey::{Flow, Sankey};
use crate::analysis::wording::{amount, percent, simulated_runs};
use crate::units::Unit;

/// A node's width, and the gap between two of one column.
const NODE: f64 = 14.0;
const GAP: f64 = 16.0;
/// From a node to its label.
const BESIDE: f64 = 12.0;
/// Corners of one edge of a ribbon.
const CORNERS: usize = 32;
/// What is there is seen.
const THINNEST: f64 = 1.5;
/// The height of a line of a label.
const LINE: f64 = LABEL * 1.3;
/// The height of a title over its figures.
const STACKED: f64 = 3.2 * LINE;

/// The flows as SVG.
pub fn draw_sankey(sankey: &Sankey, theme: &Theme, source: &str) -> String {
    let frame = Frame {
        title: sankey.finding(),
        subtitle: format!(
            "Chips asked for by {} and where they went: means over {}, and the range of eight runs in ten",
            sankey.horizon,
            simulated_runs(sankey.paths)
        ),
        source: source.to_owned(),
        reading: "Ribbons are as wide as the mean: what enters a bar leaves it. In brackets: P10 to P90, \
                  which do not add up."
            .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, sankey, area);
    })
}

/// A bar where ribbons meet.
#[derive(Clone, Copy, Debug)]
struct Node {
    top: f64,
    bottom: f64,
}

impl Node {
    fn middle(&self) -> f64 {
        (self.top + self.bottom) / 2.0
    }

    /// Whether a label of three lines would reach over it.
    fn is_thin(&self) -> bool {
        self.bottom - self.top < STACKED
    }

    /// The middle and the height of the label left of it: over a thin one, whose ribbon would cross it.
    fn label(&self) -> (f64, f64) {
        if self.is_thin() { (self.top - 0.7 * LINE, LINE) } else { (self.middle(), STACKED) }
    }
}

/// Nodes of one column one under the other, centred on the area.
fn column(means: &[f64], per_chip: f64, area: Area) -> Vec<Node> {
    let high =
        |mean: &f64| (mean.max(0.0) * per_chip).max(if *mean > 0.0 { THINNEST } else { 0.0 });
    let gaps = GAP * means.len().saturating_sub(1) as f64;
    let total: f64 = means.iter().map(high).sum::<f64>() + gaps;
    let mut top = area.top + (area.height() - total) / 2.0;
    let mut nodes = Vec::with_capacity(means.len());
    for mean in means {
        let bottom = top + high(mean);
        nodes.push(Node { top, bottom });
        top = bottom + GAP;
    }
    nodes
}

/// The colour of each branch, and of its ends.
fn colour(theme: &Theme, branch: usize) -> Colour {
    [theme.parts[2], theme.parts[4], theme.parts[0]][branch % 3]
}

fn paint(canvas: &mut Canvas<'_>, sankey: &Sankey, mut area: Area) {
    let theme = canvas.theme;
    area.top += 8.0;
    let ends: Vec<(usize, &Flow)> = sankey
        .branches
        .iter()
        .enumerate()
        .flat_map(|(branch, all)| all.ends.iter().map(move |end| (branch, end)))
        .collect();
    let labels: Vec<String> = ends.iter().map(|(_, end)| words(sankey, end)).collect();
    let widest = |strong: &mut dyn Iterator<Item = f64>| strong.fold(0.0, f64::max);
    let titles = widest(&mut ends.iter().map(|(_, end)| width(end.title, LABEL, Weight::SemiBold)));
    let figures = widest(&mut labels.iter().map(|text| width(text, LABEL, Weight::Regular)));
    let asked = figures_of(sankey, &sankey.asked);
    let first = widest(&mut asked.iter().map(|text| width(text, LABEL, Weight::Regular)))
        .max(width(sankey.asked.title, LABEL, Weight::SemiBold));
    let left = area.left + first + BESIDE;
    let right = area.right - titles - figures - 3.0 * BESIDE - NODE;
    let across = [left, left + (right - left) * 0.5, right];
    // The tallest column, of ends, fills the height.
    let room = area.height() - GAP * (ends.len() - 1) as f64 - THINNEST * ends.len() as f64;
    let asked_mean = sankey.asked.mean.value;
    let per_chip = if asked_mean > 0.0 { room / asked_mean } else { 0.0 };
    let means: Vec<f64> = ends.iter().map(|(_, end)| end.mean.value).collect();
    let of_branches: Vec<f64> = sankey.branches.iter().map(|b| b.flow.mean.value).collect();
    let start = column(&[asked_mean], per_chip, area)[0];
    let middle = column(&of_branches, per_chip, area);
    let last = column(&means, per_chip, area);

    let mut from = start.top;
    for (branch, node) in middle.iter().enumerate() {
        let wide = of_branches[branch].max(0.0) * per_chip;
        let ribbon = (from, from + wide);
        let to = (node.top, node.top + wide);
        draw_ribbon(canvas, (across[0] + NODE, across[1]), ribbon, to, colour(theme, branch));
        from += wide;
    }
    let mut begun: Vec<f64> = middle.iter().map(|node| node.top).collect();
    for ((branch, end), node) in ends.iter().zip(&last) {
        let wide = end.mean.value.max(0.0) * per_chip;
        let ribbon = (begun[*branch], begun[*branch] + wide);
        let to = (node.top, node.top + wide);
        draw_ribbon(canvas, (across[1] + NODE, across[2]), ribbon, to, colour(theme, *branch));
        begun[*branch] += wide;
    }
    bar(canvas, across[0], start, theme.ink);
    for (branch, node) in middle.iter().enumerate() {
        bar(canvas, across[1], *node, colour(theme, branch));
    }
    for ((branch, _), node) in ends.iter().zip(&last) {
        bar(canvas, across[2], *node, colour(theme, *branch));
    }

    stacked(canvas, &sankey.asked, &asked, (across[0] - BESIDE, start.middle()), Anchor::End);
    let wanted: Vec<f64> = middle.iter().map(|node| node.label().0).collect();
    let sizes: Vec<f64> = middle.iter().map(|node| node.label().1).collect();
    let places = spread(&wanted, &sizes, area.top, area.bottom);
    for ((branch, node), y) in sankey.branches.iter().zip(&middle).zip(places) {
        let at = (across[1] - BESIDE, y);
        let lines = figures_of(sankey, &branch.flow);
        if node.is_thin() {
            in_line(canvas, &branch.flow, &lines.join(" "), at);
        } else {
            stacked(canvas, &branch.flow, &lines, at, Anchor::End);
        }
    }
    let wanted: Vec<f64> = last.iter().map(Node::middle).collect();
    let places = spread(&wanted, &vec![LINE; last.len()], area.top, area.bottom);
    for (((_, end), label), y) in ends.iter().zip(&labels).zip(places) {
        let x = across[2] + NODE + BESIDE;
        canvas.text_beside(&Text::new(end.title, LABEL, theme.ink).strong(), (x, y));
        let figures = Text::new(label, LABEL, theme.muted).anchored(Anchor::End);
        canvas.text_beside(&figures, (area.right, y));
    }
}

/// "52.1K · 3% (12K–90K)".
fn words(sankey: &Sankey, flow: &Flow) -> String {
    figures_of(sankey, flow).join(" ")
}

/// The mean with its share, and the range.
fn figures_of(sankey: &Sankey, flow: &Flow) -> [String; 2] {
    let mean = amount(Unit::Chips, flow.mean);
    let share = percent(sankey.share(flow));
    let (low, high) = (Unit::Chips.format(flow.p10), Unit::Chips.format(flow.p90));
    [format!("{mean} · {share}"), format!("({low}–{high})")]
}

/// A title over its figures, around a height.
fn stacked(
    canvas: &mut Canvas<'_>,
    flow: &Flow,
    figures: &[String; 2],
    (x, y): Point,
    anchor: Anchor,
) {
    let theme = canvas.theme;
    let title = Text::new(flow.title, LABEL, theme.ink).strong().anchored(anchor);
    canvas.text_beside(&title, (x, y - LINE));
    canvas.text_beside(&Text::new(&figures[0], LABEL, theme.ink).anchored(anchor), (x, y));
    canvas.text_beside(&Text::new(&figures[1], LABEL, theme.ink).anchored(anchor), (x, y + LINE));
}

/// A title and its figures in a line that ends at a place.
fn in_line(canvas: &mut Canvas<'_>, flow: &Flow, figures: &str, (x, y): Point) {
    let theme = canvas.theme;
    let figures = Text::new(figures, LABEL, theme.ink).anchored(Anchor::End);
    let title = Text::new(flow.title, LABEL, theme.ink).strong().anchored(Anchor::End);
    canvas.text_beside(&title, (x - figures.width() - BESIDE, y));
    canvas.text_beside(&figures, (x, y));
}

fn bar(canvas: &mut Canvas<'_>, x: f64, node: Node, colour: Colour) {
    if node.bottom > node.top {
        canvas.rectangle((x, node.top), (x + NODE, node.bottom), &colour);
    }
}

/// A band from one height to another, level at both ends: `y(t) = a + (b − a)·t²(3 − 2t)`.
fn draw_ribbon(
    canvas: &mut Canvas<'_>,
    (left, right): (f64, f64),
    from: (f64, f64),
    to: (f64, f64),
    colour: Colour,
) {
    const PALE: f64 = 0.32;
    if from.1 <= from.0 {
        return;
    }
    let edge = |a: f64, b: f64, thick: f64| -> Vec<Point> {
        let at = |corner: usize| {
            let t = corner as f64 / (CORNERS - 1) as f64;
            (left + (right - left) * t, a + (b - a) * t * t * (3.0 - 2.0 * t) + thick)
        };
        (0..CORNERS).map(at).collect()
    };
    // A ribbon that is there is seen.
    let thick = (THINNEST - (from.1 - from.0)).max(0.0);
    canvas.band(&edge(from.0, to.0, 0.0), &edge(from.1, to.1, thick), &colour.mix(PALE));
}
