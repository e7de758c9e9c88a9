//! The committed reference page is the one that the declarations give.

use std::fs;

use tradeflow::scenario::{Description, language, reference};

const PAGE: &str = "docs/scenario-reference.md";
/// Set to write what is generated in place of comparing.
const BLESS: &str = "TRADEFLOW_BLESS";

#[test]
fn the_reference_page_is_current() {
    let generated = reference();
    if std::env::var_os(BLESS).is_some() {
        fs::create_dir_all("docs").expect("a docs folder");
        fs::write(PAGE, &generated).expect("the page is written");
    }
    let committed = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(committed == generated, "{PAGE} is out of date: run the tests with {BLESS}=1");
}

/// Every table and key from here down.
fn check(description: &Description, path: &str, keys: &mut usize) {
    assert!(description.meaning().ends_with('.'), "{path} is not described");
    for field in description.fields {
        *keys += 1;
        let path = format!("{path}.{}", field.key);
        assert!(field.meaning().ends_with('.'), "{path} is not described");
        // The unit that a name ends in is the unit that it has.
        for (ending, unit) in [
            ("_per_month", "a month"),
            ("_per_year", "a year"),
            ("_per_quarter", "a quarter"),
            ("_per_week", "a week"),
            ("_weeks", "weeks"),
            ("_months", "months"),
            ("_usd", "USD"),
        ] {
            if field.key.ends_with(ending) {
                assert!(field.rule.unit.name.ends_with(unit), "{path} has another unit");
            }
        }
        if let Some(nested) = field.nested {
            check(nested(), &path, keys);
        }
    }
}

#[test]
fn every_key_is_described_and_has_the_unit_in_its_name() {
    let mut keys = 0;
    check(language(), "", &mut keys);
    assert!(keys > 130, "{keys} keys");
}
