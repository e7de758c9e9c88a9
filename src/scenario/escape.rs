//! Text from outside made safe to print: control and bidi characters escaped, length bounded.

/// The most characters of a value that a message repeats.
const SHOWN_CHARS: usize = 200;

/// True for characters that must not reach a terminal or a chart as they are: controls, and the
/// marks that reverse or hide text.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The character as it may be printed: itself, or `\u{…}`.
pub(super) fn push_escaped(out: &mut String, c: char) {
    if is_hostile(c) {
        out.extend(c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// The text with hostile characters escaped and cut to 200 characters.
pub fn shown(text: &str) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN_CHARS {
            out.push('…');
            break;
        }
        push_escaped(&mut out, c);
    }
    out
}

/// A number in as few digits as give it back, with an exponent where that is shorter.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-6..1e16).contains(&size) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// The text as a quoted TOML string on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if is_hostile(c) => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The problems after which no more names are suggested: a file of a million slips stays quick.
pub(super) const MOST_SUGGESTIONS: usize = 100;

/// The candidate that `word` was probably meant to be, if one is near; capitals count as small letters.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR: f64 = 0.84;
    // Long words would take quadratic time and are nobody's slip of the finger.
    if word.len() > SHOWN_CHARS {
        return None;
    }
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// What a word that is no candidate was probably meant to be, as a question: the candidates that it is a whole part of, as
/// "customs" is of "customs-closure" and "customs-reopening", where the nearest is one of few such, or else the nearest; where none is near,
/// the shortest that it is a part of.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let mut whole: Vec<&str> = candidates.clone();
    whole.retain(|candidate| candidate.split(['.', '-', '_']).any(|part| part == word));
    whole.sort_by_key(|candidate| candidate.len());
    let near = nearest(word, candidates);
    let meant = match (&near, whole.as_slice()) {
        (Some(near), all @ ([_, _] | [_, _, _])) if all.contains(near) => all,
        (Some(near), _) => std::slice::from_ref(near),
        (None, all) => &all[..all.len().min(2)],
    };
    if meant.is_empty() {
        return None;
    }
    let meant: Vec<String> = meant.iter().map(|one| format!("\"{}\"", shown(one))).collect();
    Some(format!("did you mean {}?", meant.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_several_words_may_mean_each_of_them() {
        let hazards = ["washington", "customs-closure", "customs-reopening", "rounds"];
        let metrics = ["net_revenue_usd.2026", "net_revenue_usd", "gross_revenue_usd", "b.x"];
        for (word, names, meant) in [
            ("customs", &hazards, Some("\"customs-closure\" or \"customs-reopening\"")),
            ("washingtn", &hazards, Some("\"washington\"")),
            ("reopening", &hazards, Some("\"customs-reopening\"")),
            ("revenue", &metrics, Some("\"net_revenue_usd\" or \"gross_revenue_usd\"")),
            ("beijing", &hazards, None),
        ] {
            let expected = meant.map(|meant| format!("did you mean {meant}?"));
            assert_eq!(did_you_mean(word, names.iter().copied()), expected, "{word}");
        }
    }

    #[test]
    fn escape_sequences_and_bidi_marks_never_pass() {
        assert_eq!(shown("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
        assert_eq!(shown(&"x".repeat(300)).chars().count(), SHOWN_CHARS + 1);
        assert_eq!([0.25, 1e308, 1e-9].map(number), ["0.25", "1e308", "1e-9"]);
        assert_eq!(quoted("a\"\\\n"), r#""a\"\\\U0000000a""#);
    }

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        let words = ["price_usd", "unit_cost_usd", "performance_h20e"];
        assert_eq!(nearest("prise_usd", words), Some("price_usd"));
        assert_eq!(nearest("colour", words), None);
    }
}
