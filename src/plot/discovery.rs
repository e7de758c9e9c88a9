//! What decides a target: the box of inputs where it is met or missed, and signs that move its odds.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{FOOT, LABEL, TICK, Theme};
use crate::analysis::discovery::{Discovery, FoundBox, Limit, Range, Signpost, Signposts, figure};
use crate::analysis::sensitivity::short_name;
use crate::analysis::wording::{percent, sentence, simulated_runs};
use crate::units::Unit;

/// The most rows that are read on a slide.
const MOST_ROWS: usize = 11;
const MOST_PITCH: f64 = 104.0;
const HEAD: f64 = 34.0;
const GAP: f64 = 24.0;

/// The box of inputs as SVG; none where no box was found.
pub fn draw_box(discovery: &Discovery, theme: &Theme, source: &str) -> Option<String> {
    let found = discovery.found.as_ref().filter(|found| !found.region.limits.is_empty())?;
    let left_out = match found.region.limits.len().saturating_sub(MOST_ROWS) {
        0 => String::new(),
        1 => " One more limit is not shown.".to_owned(),
        n => format!(" {n} more limits are not shown."),
    };
    let frame = Frame {
        title: discovery.title(),
        subtitle: format!(
            "The inputs that bound the box, each over the range of its draws in {}: it holds {} of them, {} of those sought",
            simulated_runs(discovery.paths),
            percent(found.mass.value),
            percent(found.coverage.value)
        ),
        source: source.to_owned(),
        reading: format!(
            "Bar: inside the box. Found again: of ten searches without a tenth of the runs, how many set the \
             same limit. Shares are of runs that the box was not found on.{left_out}"
        ),
    };
    Some(draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint_box(canvas, discovery, found, area);
    }))
}

fn paint_box(canvas: &mut Canvas<'_>, discovery: &Discovery, found: &FoundBox, mut area: Area) {
    const LONGEST: f64 = 440.0;
    const AGAIN: &str = "found again";
    const LOG: &str = "log scale";
    let theme = canvas.theme;
    let limits = &found.region.limits[..found.region.limits.len().min(MOST_ROWS)];
    area.top += HEAD;
    let pitch = (area.height() / limits.len() as f64).min(MOST_PITCH);
    let name = |limit: &Limit| sentence(&short_name(&discovery.names[limit.input]));
    let names = limits.iter().map(|limit| width(&name(limit), LABEL, Weight::Regular));
    let names = names.chain([width(LOG, FOOT, Weight::Regular)]);
    let ends = limits.iter().flat_map(|limit| {
        let Range { low, high, .. } = discovery.ranges[limit.input];
        [low, high].map(|end| width(&figure(end), TICK, Weight::Regular))
    });
    let end_room = ends.fold(0.0, f64::max) + 14.0;
    let again = width(AGAIN, TICK, Weight::Regular);
    let name_room = names.fold(0.0, f64::max).min(LONGEST);
    let track = Area {
        left: area.left + name_room + GAP + end_room,
        right: area.right - again - GAP - end_room,
        ..area
    };
    let head = Text::new(AGAIN, TICK, theme.muted).anchored(Anchor::End);
    canvas.text(&head, (area.right, area.top - 14.0));
    for (index, (limit, stability)) in limits.iter().zip(&found.stability).enumerate() {
        let y = area.top + (index as f64 + 0.5) * pitch;
        let name = fit(&name(limit), LABEL, Weight::Regular, name_room);
        let Range { low, high, log } = discovery.ranges[limit.input];
        let ends = (track.left, track.right);
        let (across, y_name) = match log {
            true => (Scale::log(low, high, ends.0, ends.1), y - 10.0),
            false => (Scale::linear(low, high, ends.0, ends.1), y),
        };
        canvas.text_beside(&Text::new(&name, LABEL, theme.ink), (area.left, y_name));
        if log {
            canvas.text_beside(&Text::new(LOG, FOOT, theme.muted), (area.left, y + 12.0));
        }
        canvas.line((track.left, y), (track.right, y), &theme.grid, 10.0);
        let from = limit.low.map_or(track.left, |low| across.at(low));
        let to = limit.high.map_or(track.right, |high| across.at(high));
        // A limit at the very end must still be seen.
        let (from, to) = (from.min(track.right - 3.0), to.max(track.left + 3.0));
        canvas.rectangle((from, y - 9.0), (to, y + 9.0), &theme.main.mix(0.85));
        for (end, x, anchor) in
            [(low, track.left - 10.0, Anchor::End), (high, track.right + 10.0, Anchor::Start)]
        {
            let text = figure(end);
            canvas.text_beside(&Text::new(&text, TICK, theme.muted).anchored(anchor), (x, y));
        }
        let tenths = format!("{:.0} of 10", stability * 10.0);
        let text = Text::new(&tenths, LABEL, theme.muted).anchored(Anchor::End);
        canvas.text_beside(&text, (area.right, y));
        paint_limits(canvas, limit, (from, to), track, y);
    }
}

/// The limits' figures above the ends of the bar, apart where they are close together.
fn paint_limits(
    canvas: &mut Canvas<'_>,
    limit: &Limit,
    (from, to): (f64, f64),
    track: Area,
    y: f64,
) {
    let theme = canvas.theme;
    let texts = [
        limit.low.map(|low| format!("≥ {}", figure(low))),
        limit.high.map(|high| format!("≤ {}", figure(high))),
    ];
    let mut free = track.left;
    for (text, x) in texts.into_iter().zip([from, to]) {
        let Some(text) = text else { continue };
        let set = Text::new(&text, TICK, theme.main).strong();
        let wide = set.width();
        let left = (x - wide / 2.0).clamp(free, (track.right - wide).max(free));
        canvas.text(&set, (left, y - 15.0));
        free = left + wide + 12.0;
    }
}

/// The signposts as SVG; none where no sign moves the odds.
pub fn draw_signposts(signposts: &Signposts, theme: &Theme, source: &str) -> Option<String> {
    let shown = &signposts.posts[..signposts.posts.len().min(MOST_ROWS)];
    let first = shown.first()?;
    let left_out = match signposts.posts.len() - shown.len() {
        0 => String::new(),
        1 => " One weaker sign is not shown.".to_owned(),
        n => format!(" {n} weaker signs are not shown."),
    };
    let frame = Frame {
        title: signposts.finding(first),
        subtitle: format!(
            "Odds of the target where the sign is seen and where it is not, over {}; {} overall",
            simulated_runs(signposts.paths),
            signposts.base.digits(Unit::Share)
        ),
        source: source.to_owned(),
        reading: format!(
            "Filled: where it is seen. Ring: where it is not. Line through: 95% confidence. Vertical: all runs. \
             Ahead: weeks from the sign to the target's day.{left_out}"
        ),
    };
    Some(draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint_signposts(canvas, signposts, shown, area);
    }))
}

fn paint_signposts(
    canvas: &mut Canvas<'_>,
    signposts: &Signposts,
    shown: &[Signpost],
    mut area: Area,
) {
    const LONGEST: f64 = 520.0;
    let theme = canvas.theme;
    area.top += HEAD;
    area.bottom -= 40.0;
    let pitch = (area.height() / shown.len() as f64).min(MOST_PITCH);
    area.bottom = area.top + pitch * shown.len() as f64;
    let heads = ["seen in", "odds", "ahead"];
    let cells: Vec<[String; 3]> = shown
        .iter()
        .map(|post| {
            let odds = [post.without, post.with].map(|odds| percent(odds.value));
            let weeks = if post.lead_weeks == 1 { "week" } else { "weeks" };
            [percent(post.seen.value), odds.join(" → "), format!("{} {weeks}", post.lead_weeks)]
        })
        .collect();
    let mut rights = [0.0; 3];
    let mut right = area.right;
    for (column, place) in rights.iter_mut().enumerate().rev() {
        *place = right;
        let texts = cells.iter().map(|row| width(&row[column], LABEL, Weight::Regular));
        right -= texts.fold(width(heads[column], TICK, Weight::Regular), f64::max) + GAP;
        let head = Text::new(heads[column], TICK, theme.muted).anchored(Anchor::End);
        canvas.text(&head, (*place, area.top - 14.0));
    }
    let words = |post: &Signpost| sentence(&post.sign.words);
    let names = shown.iter().map(|post| width(&words(post), LABEL, Weight::Regular));
    let name_room = names.fold(0.0, f64::max).min(LONGEST);
    area.left += name_room + GAP;
    area.right = right - 12.0;
    let most = shown.iter().flat_map(|post| [post.with, post.without]);
    let most = most.map(|odds| odds.interval().high.min(1.0)).fold(signposts.base.value, f64::max);
    let across = Scale::linear(0.0, (most * 1.04).clamp(1e-6, 1.0), area.left, area.right);
    let ticks = across.ticks(Unit::Share, 5);
    for tick in &ticks {
        let x = across.at(tick.value);
        canvas.line((x, area.top), (x, area.bottom), &theme.grid, 1.25);
    }
    draw_horizontal(canvas, area, &across, &ticks, (MARGIN, area.right + 40.0));
    let base = across.at(signposts.base.value);
    canvas.line((base, area.top), (base, area.bottom), &theme.axis, 2.0);
    for (index, (post, cells)) in shown.iter().zip(&cells).enumerate() {
        let y = area.top + (index as f64 + 0.5) * pitch;
        let name = fit(&words(post), LABEL, Weight::Regular, name_room);
        canvas.text_beside(&Text::new(&name, LABEL, theme.ink), (MARGIN, y));
        let colour = if post.with.value > post.without.value { theme.main } else { theme.accent };
        let (with, without) = (across.at(post.with.value), across.at(post.without.value));
        canvas.line((without, y), (with, y), &colour.mix(0.35), 8.0);
        for odds in [post.with, post.without] {
            let interval = odds.interval();
            let (low, high) = (across.at(interval.low), across.at(interval.high));
            canvas.line((low, y), (high, y), &colour, 2.5);
        }
        canvas.disc((without, y), 8.0, &colour);
        canvas.disc((without, y), 5.0, &theme.paper);
        canvas.disc((with, y), 8.0, &colour);
        for (text, right) in cells.iter().zip(rights) {
            let text = Text::new(text, LABEL, theme.ink).anchored(Anchor::End);
            canvas.text_beside(&text, (right, y));
        }
    }
}
