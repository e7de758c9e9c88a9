//! The layout of a finished chart, read back from its SVG: each text with its box.

use resvg::usvg;

use super::png;

/// A text as laid out by usvg, in pixels of the sheet.
#[derive(Debug)]
pub(super) struct Placed {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

/// How the pixels of the picture are to be read.
struct Reading {
    /// Grid points in a pixel of the sheet.
    grid: f64,
    /// Pixels of the picture in one of the sheet.
    scale: f64,
}

fn texts(group: &usvg::Group, reading: &Reading, found: &mut Vec<Placed>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => texts(group, reading, found),
            usvg::Node::Text(text) => {
                let size = f64::from(text.chunks()[0].spans()[0].font_size().get()) / reading.grid;
                let bounds = text.abs_bounding_box();
                let words: String =
                    text.chunks().iter().map(resvg::usvg::TextChunk::text).collect();
                // The box reaches from ascender to descender; letters as they stand from the
                // capitals' top to a fifth of an em below the baseline.
                let (ascent, capitals, descent) = (0.969, 0.73, 0.2);
                let place = |at: f32| f64::from(at) / reading.scale;
                let baseline = place(bounds.top()) + ascent * size;
                found.push(Placed {
                    text: words,
                    left: place(bounds.left()),
                    right: place(bounds.right()),
                    top: baseline - capitals * size,
                    bottom: baseline + descent * size,
                });
            }
            _ => {}
        }
    }
}

/// The width and the height of the sheet in its pixels.
pub(super) fn sheet(svg: &str) -> (f64, f64) {
    let numbers = svg.split_once("viewBox=\"0 0 ").and_then(|(_, rest)| rest.split_once('"'));
    let (wide, high) = numbers.and_then(|(two, _)| two.split_once(' ')).expect("a view box");
    let number = |text: &str| text.parse::<f64>().expect("a number") / super::canvas::GRID;
    (number(wide), number(high))
}

/// Every text of a chart with its place.
pub(super) fn placed(svg: &str) -> Vec<Placed> {
    let tree = png::tree(svg).expect("the chart is an SVG document");
    let scale = f64::from(tree.size().width()) / sheet(svg).0;
    let mut found = Vec::new();
    texts(tree.root(), &Reading { grid: super::canvas::GRID, scale }, &mut found);
    found
}

/// Texts of a chart that leave its frame or touch another, in words.
pub(super) fn crowded(svg: &str, what: &str) -> Vec<String> {
    let (wide, high) = sheet(svg);
    let found = placed(svg);
    let mut faults = Vec::new();
    for (i, a) in found.iter().enumerate() {
        let inside =
            a.left >= 20.0 && a.right <= wide - 20.0 && a.top >= 10.0 && a.bottom <= high - 8.0;
        if !inside {
            faults.push(format!("{what}: outside {a:?}"));
        }
        for b in &found[..i] {
            let apart =
                a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            if !apart {
                faults.push(format!("{what}: {a:?} touches {b:?}"));
            }
        }
    }
    faults
}

mod tests {
    use super::super::canvas::{Text, draw};
    use super::super::theme::{LABEL, Theme};
    use super::*;

    /// The faults of a sheet with two words at these places.
    fn faults(theme: &Theme, one: (f64, f64), other: (f64, f64)) -> usize {
        let svg = draw(theme, "", "", |canvas| {
            for at in [one, other] {
                canvas.text(&Text::new("Words", LABEL, theme.ink), at);
            }
        });
        crowded(&svg, "").len()
    }

    #[test]
    fn words_that_touch_or_leave_the_sheet_are_found() {
        for theme in [
            Theme::light(),
            Theme { text_scale: 1.15, width: 640.0, ..Theme::light() },
            Theme { text_scale: 0.8, font: Some("Georgia".to_owned()), ..Theme::light() },
        ] {
            let wide = Text::new("Words", LABEL, theme.ink).width();
            let right = theme.wide();
            let at = (400.0, 400.0);
            assert_eq!(faults(&theme, at, (400.0 + wide + 2.0, 400.0)), 0);
            assert_eq!(faults(&theme, at, (400.0 + wide - 2.0, 400.0)), 1);
            assert_eq!(faults(&theme, at, (400.0, 400.0 + LABEL)), 0);
            assert_eq!(faults(&theme, at, (400.0, 400.0 + 0.9 * LABEL)), 1);
            assert_eq!(faults(&theme, at, (right - wide - 22.0, 300.0)), 0);
            assert_eq!(faults(&theme, at, (right - wide - 10.0, 300.0)), 1);
            assert_eq!(faults(&theme, at, (18.0, 300.0)), 1);
            assert_eq!(faults(&theme, at, (300.0, theme.high() - 9.0)), 1);
        }
    }
}
