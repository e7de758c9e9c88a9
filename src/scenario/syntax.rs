//! Slips in writing TOML: what the line holds, and how it would be written.

use super::escape::shown;
use super::reader::without_commas;

/// What is wrong and the next step, from the parser's message and the line it is about.
///
/// `at` is the byte of the line at which the parser stopped. A value that the parser calls a text
/// without quotes is named as what it looks like.
pub(super) fn slip(message: &str, line: &str, at: usize, is_set: bool) -> (String, String) {
    let value = line.split_once('=').map(|(_, value)| value.split(" #").next().unwrap_or(""));
    let value = value.unwrap_or("").trim();
    let as_value = line.find('=').is_some_and(|equals| at > equals);
    let plain = |help: &str| (format!("not valid TOML: {message}"), help.to_owned());
    if let Some(help) = anywhere(line, message) {
        return plain(help);
    }
    if as_value && !value.starts_with(['"', '\'', '[', '{']) {
        let (what, help) = bare(value, is_set);
        if let Some(what) = what {
            return (format!("not valid TOML: `{}` {what}", shown(value)), help);
        }
        return (format!("not valid TOML: {message}"), help);
    }
    plain(structural(message, line))
}

/// Slips that show wherever they are.
fn anywhere(line: &str, message: &str) -> Option<&'static str> {
    let start = line.trim_start();
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| start.starts_with(mark)) {
        return Some("this is a mark of an unfinished merge: keep one of the two versions");
    }
    if line.contains(['“', '”', '„', '‘', '’', '«', '»']) && !line.contains('"') {
        return Some("write straight quotes, as in \"text\"; a word processor bends them");
    }
    if line.chars().any(|c| c.is_whitespace() && !c.is_ascii()) && !line.contains('"') {
        return Some("the line holds a space that is none, as web pages have: type it anew");
    }
    if message.contains("duplicate key") {
        return Some("a key or a header stands once in a file: put all of it in one place");
    }
    if message.contains("carriage return") {
        return Some("save the file with line ends of Unix (LF) or Windows (CRLF)");
    }
    if message.contains("comment character") || message.contains("visible characters") {
        return Some("the line holds an invisible character: delete it, or type the line anew");
    }
    None
}

/// What a value without quotes, list or table looks like, and how it is written.
fn bare(value: &str, is_set: bool) -> (Option<&'static str>, String) {
    let number = |text: &str| text.replace('_', "").parse::<f64>().is_ok_and(f64::is_finite);
    if value.is_empty() {
        return (Some("has no value"), "write a value after `=`, or leave the key out".to_owned());
    }
    if value.starts_with('=') {
        return (None, "write one `=` between key and value".to_owned());
    }
    if let Some(percent) = value.strip_suffix('%').map(|part| part.trim().replace(',', "."))
        && let Ok(percent) = percent.parse::<f64>()
    {
        let help = format!("write percent as a fraction: {}", percent / 100.0);
        return (Some("is not a number of TOML"), help);
    }
    if let Some(amount) = value.strip_prefix(['$', '€', '£', '¥']) {
        let amount = amount.trim();
        let help = match without_commas(amount) {
            Some(digits) => format!("write the number without the sign: {digits}"),
            None if number(amount) => format!("write the number without the sign: {amount}"),
            None => "write the number without the sign".to_owned(),
        };
        return (Some("is not a number of TOML"), help);
    }
    if let Some(digits) = without_commas(value) {
        return (
            Some("is not a number of TOML"),
            format!("write thousands without commas: {digits}"),
        );
    }
    let point = value.replacen(',', ".", 1);
    if value.contains(',') && number(&point) {
        return (Some("is not a number of TOML"), format!("write a decimal point: {point}"));
    }
    let joined = value.replace([' ', '\''], "");
    if value.contains([' ', '\''])
        && number(&joined)
        && value.starts_with(|c: char| c.is_ascii_digit())
    {
        return (Some("is not a number of TOML"), format!("write it without spaces: {joined}"));
    }
    if is_date_like(value) {
        let help =
            "write year-month-day without quotes, as in 2026-01-31, a day that the month has";
        return (Some("is not a date of TOML"), help.to_owned());
    }
    if is_month_like(value) {
        let help = "a day is needed: write year-month-day without quotes, as in 2026-06-01";
        return (Some("is not a date of TOML"), help.to_owned());
    }
    let first = value.split([' ', ';']).next().unwrap_or("");
    let whole = |text: &str| number(text) && text.starts_with(|c: char| c.is_ascii_digit());
    if first != value && whole(first) {
        return (
            Some("is a number with something behind it"),
            format!("write the number alone: {first}; a comment begins with #"),
        );
    }
    if number(value)
        || value.ends_with(['.', '_'])
        || value.starts_with(|c: char| c.is_ascii_digit())
    {
        let help = "write a number as in 0.5, 25_000 or 1e6: digits on both sides of a point or `_`, \
                    no leading zero";
        return (Some("is not a number of TOML"), help.to_owned());
    }
    match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => (Some("is not a value of TOML"), "write true".to_owned()),
        "false" | "no" | "off" => (Some("is not a value of TOML"), "write false".to_owned()),
        "null" | "none" | "nil" | "na" | "n/a" => {
            (Some("is not a value of TOML"), "leave the key out".to_owned())
        }
        "nan" | "inf" | "infinity" | "+inf" | "-inf" => {
            (Some("is not a value of TOML"), "write a finite number".to_owned())
        }
        _ if is_set => {
            let word = shown(value);
            let help = format!("put a text in quotes, and all in others: --set 'KEY=\"{word}\"'");
            (Some("is a text without quotes"), help)
        }
        _ => {
            let help = format!("put a text in quotes: \"{}\"", shown(value).replace('"', ""));
            (Some("is a text without quotes"), help)
        }
    }
}

/// A month, or a day in words, as in "June 2026", "Jun-2026", "2026-06", "June 1 2026" or "1 June 2026".
fn is_month_like(value: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let digits =
        |text: &str, count: usize| text.len() == count && text.chars().all(|c| c.is_ascii_digit());
    let parts: Vec<&str> =
        value.split([' ', '-', '/', ',']).filter(|part| !part.is_empty()).collect();
    let month = |text: &str| {
        let word = text.to_ascii_lowercase();
        MONTHS.iter().any(|month| word.starts_with(month)) || digits(text, 2)
    };
    match parts.as_slice() {
        [one, other] => (digits(one, 4) && month(other)) || (month(one) && digits(other, 4)),
        [first, second, year] => {
            let named = |text: &str| month(text) && !digits(text, 2);
            let day = |text: &str| digits(text, 1) || digits(text, 2);
            digits(year, 4) && (named(first) && day(second) || day(first) && named(second))
        }
        _ => false,
    }
}

/// Three groups of digits with one kind of mark between them, as people write dates.
fn is_date_like(value: &str) -> bool {
    ['-', '/', '.'].into_iter().any(|mark| {
        let parts: Vec<&str> = value.split(mark).collect();
        let digits =
            |part: &&str| matches!(part.len(), 1..=4) && part.chars().all(|c| c.is_ascii_digit());
        parts.len() == 3 && parts.iter().all(digits) && parts.iter().any(|part| part.len() == 4)
    })
}

/// Slips in what holds values together.
fn structural(message: &str, line: &str) -> &'static str {
    let start = line.trim_start();
    let says = |part: &str| message.contains(part);
    if start.starts_with('{') {
        return "a scenario is TOML, not JSON: write key = value, a line each";
    }
    if start.starts_with("//") || start.starts_with("--") || start.starts_with(';') {
        return "a comment begins with #";
    }
    if says("unclosed table") || says("unclosed array table") {
        return "close the header on its line, as in [product.h200] or [[correlation]]; a name has no spaces";
    }
    if says("unclosed array") {
        return "close the list with ], and put commas between its values";
    }
    if says("unclosed inline table") {
        return "close the table with }, and put commas between its entries";
    }
    if says("missing comma") {
        return "put commas between the entries, as in { p10 = 1, p50 = 2 }";
    }
    if says("invalid basic string") || says("invalid literal string") {
        return "close the text on its line with the quote that opened it";
    }
    if says("escaped value") || says("escape") {
        return "write \\\\ for a backslash, or the text in single quotes";
    }
    if says("key with no value") && line.contains(':') {
        return "write `=` between key and value, as in price_usd = 25_000";
    }
    if says("keys cannot be empty") {
        return "write a key before `=`, and a name between two points";
    }
    if says("unexpected key or value") {
        return "write one value a line; a comment begins with #";
    }
    if says("cannot extend") || says("dotted key") {
        return "a key holds a value or keys of its own, not both: remove one of the two";
    }
    "write a line as key = value, where a key has letters, digits, - and _, or as a header [table]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_value_is_told_how_it_is_written() {
        for (value, help) in [
            ("30 %", "0.3"),
            ("30%", "0.3"),
            ("0,5%", "0.005"),
            ("$5", "sign: 5"),
            ("$25,000", "25_000"),
            ("25,000", "25_000"),
            ("0,5", "0.5"),
            ("1 000", "1000"),
            ("5 USD", "alone: 5"),
            ("05", "no leading zero"),
            (".5", "both sides"),
            ("1e", "1e6"),
            ("31-01-2026", "2026-01-31"),
            ("2026/01/31", "2026-01-31"),
            ("2026-02-30", "a day that the month has"),
            ("True", "write true"),
            ("null", "leave the key out"),
            ("NaN", "finite"),
            ("abc", "in quotes: \"abc\""),
            ("", "after `=`"),
            ("= 5", "one `=`"),
        ] {
            let line = format!("x = {value}");
            let (message, found) = slip("m", &line, line.len(), false);
            assert!(found.contains(help), "{value}: {message}: {found}");
            assert!(message.starts_with("not valid TOML: "), "{message}");
        }
        assert!(slip("m", "x=Hello", 2, true).1.contains("--set 'KEY=\"Hello\"'"));
    }

    #[test]
    fn values_are_shown_without_hostile_characters_and_not_in_full() {
        let line = format!("x = a\u{1b}\u{202e}{}", "b".repeat(10_000));
        let (message, help) = slip("m", &line, 4, false);
        assert!(!message.contains(['\u{1b}', '\u{202e}']) && message.len() < 400, "{message}");
        assert!(!help.contains(['\u{1b}', '\u{202e}']) && help.len() < 400, "{help}");
    }
}
