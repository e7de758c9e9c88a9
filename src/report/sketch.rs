//! A distribution as a small picture in a table.

use super::html::Html;
use crate::dist::Sketch;

/// Size of the picture.
const WIDE: f64 = 120.0;
const HIGH: f64 = 32.0;
/// Bins of a density.
pub const BINS: usize = 30;

/// Bars of the density, as high as the likeliest bin, and a needle at each value with a
/// probability of its own.
pub fn write(sketch: &Sketch, page: &mut Html) {
    page.raw("<svg class=\"sketch\" viewBox=\"0 0 120 32\" aria-hidden=\"true\">");
    let most = |shares: &mut dyn Iterator<Item = f64>| shares.fold(0.0, f64::max);
    let top = most(&mut sketch.bins.iter().copied());
    let wide = WIDE / sketch.bins.len().max(1) as f64;
    for (place, share) in sketch.bins.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let high = share / top * (HIGH - 2.0);
        bar("bin", (place as f64 * wide, wide), high, page);
    }
    let top = most(&mut sketch.atoms.iter().map(|atom| atom.1));
    let (low, high) = span(sketch);
    for (value, share) in &sketch.atoms {
        let along = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
        bar("atom", (along * (WIDE - 3.0), 3.0), share / top * HIGH, page);
    }
    page.raw("</svg>");
}

/// From the least to the largest value that is shown.
fn span(sketch: &Sketch) -> (f64, f64) {
    let bins = if sketch.bins.is_empty() { None } else { Some([sketch.low, sketch.high]) };
    let values = sketch.atoms.iter().map(|atom| atom.0).chain(bins.into_iter().flatten());
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

fn bar(class: &'static str, (x, wide): (f64, f64), high: f64, page: &mut Html) {
    let round = |value: f64| (value * 10.0).round() / 10.0;
    page.raw("<rect class=\"").raw(class).raw("\" x=\"").number(round(x)).raw("\" y=\"");
    page.number(round(HIGH - high)).raw("\" width=\"").number(round(wide)).raw("\" height=\"");
    page.number(round(high)).raw("\"/>");
}
