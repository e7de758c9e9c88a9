//! Marks on a horizontal axis: vertical lines with their names in rows above the chart.

use plotters::style::Color;

use super::canvas::{Anchor, Canvas, Text};
use super::font::{Weight, fit, width};
use super::frame::Area;
use super::theme::{Colour, LABEL};

/// Something at a place on the horizontal axis.
#[derive(Clone, Debug)]
pub struct Mark {
    pub x: f64,
    pub label: String,
    pub colour: Colour,
    pub strong: bool,
}

/// The height of a row of names.
pub const ROW: f64 = 27.0;
const GAP: f64 = 7.0;
const SPACE: f64 = 12.0;

/// A name's place: its row, counted upward from the chart, and whether it ends at its line.
#[derive(Clone, Debug)]
struct Place {
    mark: usize,
    row: usize,
    text: String,
    ends_here: bool,
    from: f64,
    to: f64,
}

/// Where the names of marks go.
#[derive(Clone, Debug)]
pub struct MarkRows {
    marks: Vec<Mark>,
    places: Vec<Place>,
    /// Rows in use.
    pub rows: usize,
    unnamed: usize,
}

impl MarkRows {
    /// Finds a place for each name between two ends of the sheet, in at most `rows` rows, so that no
    /// name touches another and no line runs through a name. Names are cut to `longest` pixels, and
    /// further where that lets more of them stand.
    pub fn new(mut marks: Vec<Mark>, ends: (f64, f64), rows: usize, longest: f64) -> Self {
        marks.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut best: Option<Vec<Place>> = None;
        for share in [1.0, 0.8, 0.6, 0.45, 0.3] {
            for may_end_here in [true, false] {
                let places = arrange(&marks, ends, rows, longest * share, may_end_here);
                if best.as_ref().is_none_or(|best| places.len() > best.len()) {
                    best = Some(places);
                }
            }
        }
        let mut places = best.unwrap_or_default();
        lengthen(&mut places, &marks, ends, longest);
        let rows = places.iter().map(|place| place.row + 1).max().unwrap_or(0);
        let unnamed = marks.len() - places.len();
        Self { marks, places, rows, unnamed }
    }

    /// Says how many marks have no name, if any, as the end of a note.
    pub fn note(&self) -> String {
        match self.unnamed {
            0 => String::new(),
            1 => " One mark has no room for its name.".to_owned(),
            n => format!(" {n} marks have no room for their names."),
        }
    }

    /// Draws the lines down through the area, and the names in rows above it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Area) {
        for (index, mark) in self.marks.iter().enumerate() {
            let named = self.places.iter().find(|p| p.mark == index);
            let top = area.top - 4.0 - named.map_or(0.0, |p| p.row as f64 + 0.9) * ROW;
            let opacity = if named.is_some() { 1.0 } else { 0.35 };
            canvas.dashes((mark.x, area.bottom), (mark.x, top), &mark.colour.mix(opacity));
        }
        for place in &self.places {
            let mark = &self.marks[place.mark];
            let y = area.top - 4.0 - (place.row as f64 + 0.55) * ROW;
            let mut text = Text::new(&place.text, LABEL, mark.colour);
            if mark.strong {
                text = text.strong();
            }
            let (anchor, x) = if place.ends_here {
                (Anchor::End, mark.x - GAP)
            } else {
                (Anchor::Start, mark.x + GAP)
            };
            canvas.text_beside(&text.anchored(anchor), (x, y));
        }
    }
}

/// Places names from the right, each in the lowest row where it is clear: a name mostly extends to
/// the right, over lines that are already short. A name that starts at its line is cut where the
/// sheet ends, unless little of it is left.
fn arrange(
    marks: &[Mark],
    ends: (f64, f64),
    rows: usize,
    longest: f64,
    may_end_here: bool,
) -> Vec<Place> {
    const LEAST: f64 = 0.55;
    let mut places: Vec<Place> = Vec::new();
    for (index, mark) in marks.iter().enumerate().rev() {
        let weight = if mark.strong { Weight::SemiBold } else { Weight::Regular };
        let whole = width(&mark.label, LABEL, weight).min(longest);
        let candidate = |ends_here: bool| {
            let room = if ends_here { mark.x - GAP - ends.0 } else { ends.1 - mark.x - GAP };
            let least = if may_end_here { whole } else { whole * LEAST };
            if room < least || (ends_here && !may_end_here) {
                return None;
            }
            let text = fit(&mark.label, LABEL, weight, longest.min(room));
            let wide = width(&text, LABEL, weight);
            let from = if ends_here { mark.x - GAP - wide } else { mark.x + GAP };
            Some(Place { mark: index, row: 0, text, ends_here, from, to: from + wide })
        };
        let sides = [candidate(false), candidate(true)];
        let place = (0..rows).find_map(|row| {
            sides.iter().flatten().map(|place| Place { row, ..place.clone() }).find(|place| {
                !place.text.is_empty() && places.iter().all(|other| place.clears(other, marks))
            })
        });
        places.extend(place);
    }
    places
}

/// Gives names that were cut back what room there is beside them.
fn lengthen(places: &mut [Place], marks: &[Mark], ends: (f64, f64), longest: f64) {
    for index in 0..places.len() {
        let place = &places[index];
        let mark = &marks[place.mark];
        let weight = if mark.strong { Weight::SemiBold } else { Weight::Regular };
        let longer = (4..=20).rev().find_map(|twentieths| {
            let text = fit(&mark.label, LABEL, weight, longest * f64::from(twentieths) / 20.0);
            let wide = width(&text, LABEL, weight);
            let (from, to) = if place.ends_here {
                (place.to - wide, place.to)
            } else {
                (place.from, place.from + wide)
            };
            let longer = Place { text, from, to, ..place.clone() };
            let inside = from >= ends.0 && to <= ends.1 && to - from > place.to - place.from;
            let clear = |(i, other): (usize, &Place)| i == index || longer.clears(other, marks);
            (inside && places.iter().enumerate().all(clear)).then_some(longer)
        });
        if let Some(longer) = longer {
            places[index] = longer;
        }
    }
}

impl Place {
    /// Whether this name and another one keep clear of each other and of each other's line.
    fn clears(&self, other: &Self, marks: &[Mark]) -> bool {
        let (mine, theirs) = (marks[self.mark].x, marks[other.mark].x);
        let crosses = |place: &Self, line: f64| place.from - GAP < line && line < place.to + GAP;
        match self.row.cmp(&other.row) {
            std::cmp::Ordering::Equal => {
                (self.to + SPACE <= other.from || other.to + SPACE <= self.from)
                    && !crosses(self, theirs)
                    && !crosses(other, mine)
            }
            // A line runs down from its name through the rows below.
            std::cmp::Ordering::Greater => !crosses(other, mine),
            std::cmp::Ordering::Less => !crosses(self, theirs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_clear_of_names_and_lines() {
        let xs = [100.0, 104.0, 180.0, 400.0, 420.0, 700.0, 960.0, 990.0];
        let marks = |count: usize| -> Vec<Mark> {
            (0..count)
                .map(|i| Mark {
                    x: xs[i % xs.len()],
                    label: format!("An event number {i}"),
                    colour: super::super::theme::Theme::light().ink,
                    strong: false,
                })
                .collect()
        };
        for count in [1, 5, 8] {
            let rows = MarkRows::new(marks(count), (90.0, 1000.0), 3, 240.0);
            for (i, a) in rows.places.iter().enumerate() {
                assert!(a.from >= 90.0 && a.to <= 1000.0);
                for b in &rows.places[..i] {
                    assert!(a.row != b.row || a.to < b.from || b.to < a.from);
                    assert!(a.clears(b, &rows.marks));
                }
            }
            assert_eq!(rows.places.len() + rows.unnamed, count);
            assert_eq!(rows.note().is_empty(), rows.unnamed == 0);
        }
        assert_eq!(MarkRows::new(marks(5), (0.0, 1000.0), 3, 240.0).unnamed, 0);
    }
}
