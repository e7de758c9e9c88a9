//! The committed reference page is the one that the declarations give.

use std::fs;

use tradeflow::scenario::reference;

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
