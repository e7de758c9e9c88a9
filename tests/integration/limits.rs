//! Each cap on a scenario holds: what stands at it is read, one more is refused.

use std::fs;

use tradeflow::engine::{Footprint, MAX_MEMORY_BYTES};
use tradeflow::scenario::{Limit, from_text, limits, load, load_all};

use crate::program::{Program, names};

const BUYER: &str = "[buyer.all]\norder_share = 1\n";
const PRODUCT: &str = "[product.chip]\nprice_usd = 100\ndemand.asked_units = 1000\n";
/// An event of one effect, to which more effects may be added.
const EFFECT: &str = "[[event.e.effect]]\nparameter = \"product.chip.price_usd\"\nscale = 1\n";

/// The first tables of a file: 2026-01-01 and so many weeks.
fn header(weeks: usize) -> String {
    let start = tradeflow::units::Date::new(2026, 1, 1).expect("a date");
    let end = start.plus_days(7 * weeks as i64 - 1);
    format!(
        "schema = 1\n[scenario]\nname = \"limits\"\ntitle = \"Limits\"\nstart = {start}\nend = {end}\n"
    )
}

fn small(more: &str) -> String {
    format!("{}{PRODUCT}{BUYER}{more}", header(52))
}

fn each(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

fn products(count: usize) -> String {
    each(count, |n| format!("[product.p{n}]\nprice_usd = 100\ndemand.asked_units = 1000\n"))
}

/// Buyers whose shares sum to 1 exactly enough.
fn buyers(count: usize) -> String {
    let share = 1.0 / count as f64;
    each(count, |n| format!("[buyer.b{n}]\norder_share = {share}\n"))
}

fn regimes(count: usize) -> String {
    let one = |n: usize| {
        let next = (n + 1) % count;
        format!("[washington.regime.r{n}]\nsojourn = 1\nnext = {{ r{next} = 1 }}\n")
    };
    small(&format!("[washington]\nopening_regime = \"r0\"\n{}", each(count, one)))
}

fn events(count: usize, effects: usize) -> String {
    let one = |n: usize| {
        let effects = EFFECT.repeat(effects).replace("event.e.", &format!("event.e{n}."));
        format!("[event.e{n}]\nfrom = 2026-02-01\n{effects}")
    };
    small(&each(count, one))
}

/// All buyers are uncertain in one thing and tied to the first.
fn correlated(count: usize) -> String {
    let (count, share) = (count.max(2), 1.0 / count as f64);
    let buyers = each(count, |n| {
        format!(
            "[buyer.b{n}]\norder_share = {share}\nscreening_factor.uniform = {{ low = 0.5, high = 1 }}\n"
        )
    });
    let pairs = (1..count).map(|n| {
        format!(
            "[[correlation]]\ninputs = [\"buyer.b0.screening_factor\", \"buyer.b{n}.screening_factor\"]\n\
             spearman = 0.01\n"
        )
    });
    format!("{}{PRODUCT}{buyers}{}", header(52), pairs.collect::<String>())
}

/// A text in which the thing that a limit is about stands `count` times.
fn text(what: &str, count: usize) -> Option<String> {
    let price = |value: &str| small("").replace("price_usd = 100", &format!("price_usd{value}"));
    Some(match what {
        "bytes of a file" => {
            let text = small("# ");
            let rest = count - text.len();
            text + &"x".repeat(rest)
        }
        "characters of a name" => small("").replace("limits", &"n".repeat(count)),
        "characters of a title" => small("").replace("Limits", &"é".repeat(count)),
        "characters of a question, source or note" => {
            price(&format!(" = {{ value = 1, note = \"{}\" }}", "é".repeat(count)))
        }
        "the size of a number" => price(&format!(" = {count}")),
        "values of a distribution" => {
            price(&format!(".empirical.values = [{}]", "1,".repeat(count)))
        }
        "parts of a mixture" => {
            let weight = 1.0 / count as f64;
            let part = |n| format!("p{n} = {{ weight = {weight}, value = {n} }}, ");
            price(&format!(
                ".mixture = {{ {} last = {{ weight = 0, value = 1 }} }}",
                each(count - 1, part)
            ))
            .replace("last = { weight = 0", &format!("last = {{ weight = {weight}"))
        }
        "weeks" => format!("{}{PRODUCT}{BUYER}", header(count)),
        "products" => format!("{}{}{BUYER}", header(52), products(count)),
        "buyers" => format!("{}{PRODUCT}{}", header(52), buyers(count)),
        // A count that no two factors make is one more by the next that they do.
        "products × buyers × weeks" => {
            let most = 5_000_000 / (20 * 250);
            let buyers_here = if count > 5_000_000 { most } else { most - 1 };
            let weeks = if count > 5_000_000 { 251 } else { 250 };
            format!("{}{}{}", header(weeks), products(20), buyers(buyers_here))
        }
        "regimes of a capital" => regimes(count),
        "rungs of the tariff ladder" => {
            let rungs = each(count, |n| format!("{}.0, ", n + 1));
            small(&format!("[tariff.ladder]\nrungs = [{rungs}]\nopening_rate = 1.0\n"))
        }
        "events" => events(count, 1),
        "effects of an event" => events(1, count),
        "correlated inputs" => correlated(count),
        "targets" => small(&each(count, |n| {
            format!("[target.t{n}]\nmetric = \"delivered_units\"\nat_least = 1\n")
        })),
        "worlds" => small(&each(count, |n| format!("[world.w{n}]\n"))),
        _ => return None,
    })
}

/// The problems of a text as a file.
fn problems(text: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("limits.toml");
    fs::write(&path, text).expect("a file");
    load_all(&path, &[]).err().map(|problems| problems.to_string())
}

/// Those that other tests hold, each named there by what it is about.
const ELSEWHERE: [&str; 6] = [
    "tables and arrays inside each other",
    "entries of a table",
    "baselines, each extending the next",
    "new orders a week and product",
    "paths",
    "bytes of memory, by paths and columns",
];

#[test]
fn what_stands_at_a_cap_is_read_and_one_more_is_refused() {
    for Limit { what, most } in limits() {
        let most = most as usize;
        let Some(at) = text(what, most) else {
            assert!(ELSEWHERE.contains(&what), "no test holds the cap on {what}");
            continue;
        };
        assert_eq!(problems(&at), None, "at the cap on {what}");
        let past = text(what, most + 1).and_then(|text| problems(&text));
        let past = past.unwrap_or_else(|| panic!("one past the cap on {what} is accepted"));
        assert_eq!(past.matches("error: ").count(), 1, "{what}: {past}");
    }
}

fn most(what: &str) -> usize {
    limits().iter().find(|limit| limit.what == what).expect("the limit").most as usize
}

#[test]
fn nesting_and_entries_end_at_their_caps() {
    // The file itself is a level.
    let depth = most("tables and arrays inside each other");
    let nested =
        |depth: usize| format!("x = {}{}\n{}", "[".repeat(depth), "]".repeat(depth), small(""));
    let deep = |text: &str| problems(text).is_some_and(|text| text.contains("nested deeper"));
    assert!(!deep(&nested(depth - 1)) && deep(&nested(depth)));
    let entries = most("entries of a table");
    let many = |count: usize| small(&format!("[x]\n{}", each(count, |n| format!("k{n} = 1\n"))));
    let full = |text: &str| problems(text).is_some_and(|text| text.contains("entries; at most"));
    assert!(!full(&many(entries)) && full(&many(entries + 1)));
}

#[test]
fn baselines_end_at_their_cap() {
    let folder = tempfile::tempdir().expect("a folder");
    let most = most("baselines, each extending the next");
    let path = |index: usize| folder.path().join(format!("{index}.toml"));
    fs::write(path(0), small("")).expect("a file");
    for index in 1..=most + 1 {
        let text = format!("extends = \"{}.toml\"\n[scenario]\nname = \"s{index}\"\n", index - 1);
        fs::write(path(index), text).expect("a file");
    }
    assert!(load(&path(most), &[]).is_ok());
    let past = load(&path(most + 1), &[]).expect_err("one too many").to_string();
    assert!(past.contains("more than 16 scenarios"), "{past}");
}

#[test]
fn paths_end_where_their_columns_fill_the_memory() {
    let model = from_text("limits.toml", &small(""), &[]).expect("a scenario").model;
    let most = Footprint::of(&model, 1, 1).most_paths(MAX_MEMORY_BYTES).expect("some");
    let asked = |paths: u64| small(&format!("[run]\npaths = {paths}\n"));
    assert_eq!(problems(&asked(most)), None);
    let past = problems(&asked(most + 1)).expect("too many");
    assert!(past.contains("need 4.0 GB of memory") && past.contains(&most.to_string()), "{past}");
    assert!(past.contains(":13:9"), "{past}");
    // Beyond the greatest number of paths no memory helps.
    assert!(problems(&asked(100_000_001)).is_some_and(|text| text.contains("between 1 and")));
}

#[test]
fn more_paths_than_fit_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("limits.toml");
    fs::write(&path, small("")).expect("a file");
    let path = path.to_str().expect("a name");
    let commands = [vec!["run", path], vec!["stress", path, "--where", "delivered_units > 0"]];
    for args in commands {
        let mut program = Program::new(&args).within(folder.path());
        program.args(["--paths", "100000000", "--threads", "1"]);
        let errors = program.fails(2);
        assert!(errors.contains("need ") && errors.contains("GB of memory"), "{errors}");
        assert!(errors.contains("help: ask for --paths "), "{errors}");
    }
    assert_eq!(names(folder.path()), ["limits.toml"]);
    // As many threads as this do not fit into 1 GB; what is allowed is what counts.
    let mut program = Program::new(&["run", path]).within(folder.path());
    program.args(["--paths", "4000000", "--threads", "1", "--memory", "1"]);
    assert!(program.fails(2).contains("at most 1.0 GB are allowed"));
    let mut program = Program::new(&["run", path]).within(folder.path());
    program.args(["--paths", "20", "--memory", "1", "--quiet", "--no-charts"]);
    program.succeeds();
}
