//! The embedded font, registered with plotters, and the width of text set in it.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// Inter, cut to Latin, Greek, punctuation and arrows; SIL Open Font License 1.1.
pub(super) const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
pub(super) const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");

/// How a piece of text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    SemiBold,
}

/// The family names that plotters writes; the canvas replaces them by real ones.
pub(super) const FAMILIES: [&str; 2] = ["inter-regular", "inter-semibold"];

/// plotters scales fonts by ascent plus descent: of an em, Inter's have 1984 + 494 of 2048 parts.
const HEIGHT_PER_EM: f64 = 2478.0 / 2048.0;
/// plotters rounds widths down to whole pixels, so they are taken at this size.
const MEASURED_AT: f64 = 2048.0;

/// Hands the font to plotters; later calls do nothing.
pub(super) fn register() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        for (family, bytes) in FAMILIES.iter().zip([REGULAR, SEMIBOLD]) {
            let registered = register_font(family, FontStyle::Normal, bytes);
            assert!(registered.is_ok(), "the embedded font parses because it is a constant");
        }
    });
}

pub(super) fn family(weight: Weight) -> &'static str {
    match weight {
        Weight::Regular => FAMILIES[0],
        Weight::SemiBold => FAMILIES[1],
    }
}

/// The advance of a text in pixels, without kerning.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    register();
    let family = FontFamily::Name(family(weight));
    let font = FontDesc::new(family, MEASURED_AT * HEIGHT_PER_EM, FontStyle::Normal);
    let (wide, _) = font.box_size(text).unwrap_or_default();
    f64::from(wide) * size / MEASURED_AT
}

/// The text, or as much of its beginning as fits in `room` with "…" after it.
pub fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = |count: usize| -> String {
        let kept: String = letters[..count].iter().collect();
        format!("{}…", kept.trim_end_matches([' ', ',', ';', '.']))
    };
    // The width grows with the count, so halve the range.
    let (mut fits, mut fails) = (0, letters.len());
    while fails - fits > 1 {
        let middle = usize::midpoint(fits, fails);
        if width(&cut(middle), size, weight) <= room {
            fits = middle;
        } else {
            fails = middle;
        }
    }
    if fits == 0 { String::new() } else { cut(fits) }
}

/// The text in at most `lines` lines no wider than `room`; the last ends in "…" if there is more.
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let mut rest: Vec<&str> = text.split_whitespace().collect();
    while !rest.is_empty() {
        if wrapped.len() + 1 >= lines {
            wrapped.push(fit(&rest.join(" "), size, weight, room));
            break;
        }
        let mut taken = 1;
        while taken < rest.len() && width(&rest[..=taken].join(" "), size, weight) <= room {
            taken += 1;
        }
        wrapped.push(fit(&rest[..taken].join(" "), size, weight, room));
        rest.drain(..taken);
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_and_wrapped_text_fits() {
        let text = "Half of all runs deliver fewer than 120K chips by Dec 2027; one in three delivers none";
        for room in [60.0, 200.0, 700.0, 5000.0] {
            let short = fit(text, 20.0, Weight::SemiBold, room);
            assert!(width(&short, 20.0, Weight::SemiBold) <= room);
            let lines = wrap(text, 20.0, Weight::SemiBold, room, 2);
            assert!(lines.len() <= 2);
            assert!(lines.iter().all(|line| width(line, 20.0, Weight::SemiBold) <= room));
        }
        assert_eq!(fit("short", 20.0, Weight::Regular, 500.0), "short");
        assert_eq!(wrap("a bc", 20.0, Weight::Regular, 500.0, 2), ["a bc"]);
        assert!(fit(text, 20.0, Weight::Regular, 200.0).ends_with('…'));
    }

    #[test]
    fn semibold_is_wider() {
        let (thin, bold) = (
            width("1,234 chips", 20.0, Weight::Regular),
            width("1,234 chips", 20.0, Weight::SemiBold),
        );
        assert!(bold > thin && thin > 80.0 && bold < 130.0, "{thin} {bold}");
    }
}
