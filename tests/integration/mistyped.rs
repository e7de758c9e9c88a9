//! What is typed after the program's name: numbers as people write them, and a next step where something is wrong.

use super::program::{Program, scenario};

#[test]
fn numbers_are_taken_as_people_write_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let base = scenario("h200-2026");
    let run = Program::new(&["run", &base, "--paths", "0.1K", "--json", "--out", &out("run")]);
    assert!(run.succeeds().contains("\"paths\": 100,"));
    let asks = |name: &str, condition: &str| {
        let out = out(name);
        let stress =
            ["stress", &base, "--paths", "100", "--json", "--where", condition, "--out", &out];
        let text = Program::new(&stress).succeeds();
        let parsed: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        parsed["share"].clone()
    };
    let long = asks("long", "delivered_units > 100_000 and gross_revenue_usd < 20_000_000_000");
    assert!(long.is_object());
    assert_eq!(asks("short", "delivered_units > 100K and gross_revenue_usd < $20B"), long);
    let cells = |range: &str| {
        Program::new(&[
            "sweep",
            &base,
            "--dry-run",
            "--set",
            &format!("product.h200.price_usd={range}"),
        ])
        .with(&["--paths", "10"])
        .succeeds()
    };
    assert!(cells("20K:30K:3").contains('3'));
    let odds =
        ["odds", &base, "--metric", "delivered_units", "--at-least", "30K", "--paths", "320"];
    let title =
        Program::new(&odds).with(&["--moves", "2", "--json", "--out", &out("odds")]).succeeds();
    assert!(title.contains("30,000") || title.contains("30K"), "{title}");
}

#[test]
fn what_is_typed_wrongly_is_told_with_a_next_step() {
    let base = scenario("h200-2026");
    for (args, told) in [
        (&["run", &base, "--paths", "10,000"][..], "as in 20000, 20_000 or 20K"),
        (&["run", &base, "--paths", "0"], "from 1 to 100,000,000"),
        (&["compare", &base, &base, "--sampling", "sobol"], "only `run` has --sampling"),
        (&["report", ".", "--theme", "dark"], "others have --theme"),
        (
            &["odds", &base, "--metric", "delivered_units", "--at-least", "many"],
            "as in 500000, 500K",
        ),
        (&["stress", &base, "--where", "delivered_units > 100,000"], "has no meaning here"),
        (&["run", &base, "--set", "run.seed", "=", "7"], "without spaces"),
        (&["run", &base, "--set", "customs.opening=Opne"], "did you mean \"open\"?"),
        (
            &["run", &base, "--set", "scenario.end=31 December 2026"],
            "year-month-day without quotes",
        ),
        (
            &["sweep", &base, "--set", "product.h200.price_usd=1:3:2", "--metric", "revenue"],
            "or \"gross_revenue_usd\"?",
        ),
        (&["resume", "nowhere"], "there is no folder nowhere"),
        (&["report", "nowhere"], "there is no folder nowhere"),
        (&["export", "nowhere", "--to", "csv"], "there is no folder nowhere"),
    ] {
        let complaint = Program::new(args).fails(2);
        assert!(complaint.contains(told), "{args:?}: {complaint}");
        assert!(!complaint.contains("os error") && !complaint.contains("-- --"), "{complaint}");
        assert_eq!(complaint.matches("error: ").count(), 1, "{args:?}: {complaint}");
    }
}

#[test]
fn what_was_set_stands_above_the_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let args =
        ["run", &scenario("h200-2026"), "--paths", "20", "--set", "product.h200.price_usd=5k"];
    let answer = Program::new(&args).within(folder.path()).succeeds();
    assert!(answer.contains("\nset: product.h200.price_usd=5k\n"), "{answer}");
}
