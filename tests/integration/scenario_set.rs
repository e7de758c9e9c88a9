//! What `--set` refuses, each with its message beside it in `tests/set-messages.txt`.

use std::fs;
use std::path::Path;

use tradeflow::scenario::load;

const PAGE: &str = "tests/set-messages.txt";
/// Set to write the messages in place of comparing them.
const BLESS: &str = "TRADEFLOW_BLESS";
/// More problems than this follow from one text only where it is one of many shares.
const MOST: usize = 2;

/// One text each: shapes, names, values, numbers, dates, tables, and what a shell lets through.
const TEXTS: [&str; 48] = [
    "",
    "=",
    "=5",
    "product.h200.price_usd",
    "product.h200.price_usd=",
    "product.h200.price_usd 5",
    "product.h200.price_usd==5",
    "product..h200.price_usd=5",
    ".product=5",
    "[product]=5",
    "product.h200.price_usd=5\nrun.seed=1",
    "product.h200.price_us=5",
    "produkt.h200.price_usd=5",
    "product.h2000.price_usd=5",
    "product.h200=5",
    "product=5",
    "product.h200.demand=1000",
    "buyer.alibabba.tier=1",
    "buyer.alibaba.tier=1.5",
    "buyer.alibaba.tier=0",
    "buyer.nobody.remove=true",
    "washington.regime=open",
    "washington.opening_regime=opne",
    "target.mine.at_least=5",
    "event.congress-blocks.probability=1.5",
    "event.congress-blocks.from=31-12-2026",
    "product.h200.price_usd=25,000",
    "product.h200.price_usd=25.000,50",
    "product.h200.price_usd=25 000",
    "product.h200.price_usd=$25,000",
    "product.h200.price_usd=25 mio",
    "product.h200.price_usd=-1",
    "product.h200.price_usd=nan",
    "product.h200.price_usd=inf",
    "product.h200.price_usd=1e400",
    "product.h200.price_usd=9007199254740993",
    "product.h200.price_usd=true",
    "product.h200.price_usd={normal={mean=5}}",
    "product.h200.price_usd.percentiles={p10=3,p50=2,p90=1}",
    "product.h200.demand.offshore_share=130%",
    "product.h200.demand.offshore_share=30",
    "scenario.title=Hello all",
    "scenario.title=\"Hello",
    "scenario.end=2026-02-30",
    "run.paths=0",
    "run.paths=1e15",
    "run.seed=-1",
    "product.h200.note=\"\u{1b}[31m\u{202e}\"",
];

/// What a shell lets through needs no quotes of TOML.
#[test]
fn amounts_are_set_as_people_write_them() {
    let model = |text: &str| {
        let set = [format!("product.h200.{text}")];
        let loaded = load(Path::new("scenarios/h200-2026.toml"), &set);
        format!("{:?}", loaded.unwrap_or_else(|problems| panic!("{text}: {problems}")).model)
    };
    for (plain, short) in [
        ("price_usd=27000", "price_usd=27K"),
        ("price_usd=27000", "price_usd=$27k"),
        ("demand.offshore_share=0.3", "demand.offshore_share=30%"),
    ] {
        assert!(model(plain) == model(short), "{short}");
    }
    assert!(model("price_usd=27K") != model("price_usd=28K"));
}

#[test]
fn each_text_is_refused_with_its_message() {
    let mut page = String::new();
    for text in TEXTS {
        let set = [text.to_owned()];
        let Err(problems) = load(Path::new("scenarios/h200-2026.toml"), &set) else {
            panic!("--set {text:?} is accepted")
        };
        let message = problems.to_string();
        assert!(problems.list().len() <= MOST, "--set {text:?} is several problems:\n{message}");
        assert!(message.contains("help: "), "--set {text:?} has no next step:\n{message}");
        let hostile = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!message.contains(hostile), "{message:?}");
        page += &format!("──── --set {}\n{message}\n", text.escape_debug());
    }
    if std::env::var_os(BLESS).is_some() {
        fs::write(PAGE, &page).expect("the messages are written");
    }
    let committed = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(committed == page, "{PAGE} is out of date: {BLESS}=1 writes it; found\n{page}");
}
