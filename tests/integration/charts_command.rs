//! Charts as a person asks for them: which are drawn, in which theme, and what is refused.

use std::fs;
use std::path::Path;

use crate::program::{Program, names, scenario};

/// A run of the base scenario into `out` of a folder.
fn run(folder: &Path, more: &[&str]) -> Program {
    let mut program = Program::run(&["--paths", "120", "--quiet", "--out", "out", "--force"]);
    program.args(more.iter().copied());
    program.within(folder)
}

/// The charts in a run's folder, by name.
fn drawn(folder: &Path) -> Vec<String> {
    let files = names(&folder.join("out"));
    let svg = files.iter().filter_map(|name| name.strip_prefix("charts/")?.strip_suffix(".svg"));
    svg.map(str::to_owned).collect()
}

fn svg(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(format!("out/charts/{name}.svg"))).expect("a chart")
}

#[test]
fn charts_are_chosen_by_name_and_by_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["--chart", "funnel", "--chart", "fan"]).succeeds();
    assert_eq!(drawn(folder.path()), ["fan-delivered", "fan-revenue", "funnel"]);
    let png = fs::read(folder.path().join("out/charts/funnel.png")).expect("a picture");
    // Width and height of a PNG stand at byte 16: twice 1600 by 900.
    assert_eq!(png[16..24], [0, 0, 12, 128, 0, 0, 7, 8]);
}

#[test]
fn a_scenario_chooses_its_charts_and_the_command_line_chooses_otherwise() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("few.toml");
    let base = scenario("h200-2026");
    let text = format!(
        "extends = \"{base}\"\n[scenario]\nname = \"few\"\n[run]\ncharts = [\"dots-delivered\", \"regimes\"]\n"
    );
    fs::write(&file, text).expect("written");
    let args = ["run", "few.toml", "--paths", "120", "--quiet", "--out", "out", "--force"];
    Program::new(&args).within(folder.path()).succeeds();
    assert_eq!(drawn(folder.path()), ["dots-delivered", "regimes"]);
    let mut program = Program::new(&args);
    program.args(["--chart", "convergence-revenue"]);
    program.within(folder.path()).succeeds();
    assert_eq!(drawn(folder.path()), ["convergence-revenue"]);
    let wrong = ["run", "few.toml", "--set", "run.charts=[\"regime\"]", "--out", "other"];
    let errors = Program::new(&wrong).within(folder.path()).fails(2);
    assert!(errors.contains("did you mean \"regimes\"?"), "{errors}");
}

/// The words that choose charts of a run, and the charts that there are.
#[test]
fn every_chart_of_a_run_can_be_chosen_by_its_name_and_every_word_draws_something() {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &[]).succeeds();
    let drawn = drawn(folder.path());
    assert_eq!(drawn.len(), 15, "{drawn:?}");
    for name in &drawn {
        assert!(tradeflow::scenario::CHARTS.contains(&name.as_str()), "{name}");
    }
    for word in tradeflow::scenario::CHARTS.iter().filter(|word| !word.starts_with("worlds")) {
        let draws = |name: &String| name == word || name.starts_with(&format!("{word}-"));
        assert!(drawn.iter().any(draws), "{word} draws nothing");
    }
}

#[test]
fn a_theme_file_sets_colours_size_footer_and_marking() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = fs::read_to_string("docs/guide.md").expect("the guide");
    let (_, rest) = page.split_once("```text theme=house.toml\n").expect("the guide's theme");
    let (theme, _) = rest.split_once("```").expect("its end");
    fs::write(folder.path().join("house.toml"), theme).expect("written");
    run(folder.path(), &["--chart", "fan-delivered", "--theme", "house.toml"]).succeeds();
    let svg = svg(folder.path(), "fan-delivered");
    assert!(
        svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1920\" height=\"1080\"")
    );
    for part in [
        ">Strategy desk<",
        ">INTERNAL<",
        "font-family=\"'Source Sans 3', Inter,",
        "textLength=",
        "fill=\"#0B1220\"",
        "fill=\"#58A6F0\"",
    ] {
        assert!(svg.replace("\n", "").contains(part), "{part} in {}", &svg[..2000]);
    }
    assert_eq!(svg.matches("INTERNAL").count(), 2, "above and below");
    // One that extends it changes what it says, and no more.
    let over = "schema = 1\nextends = \"house.toml\"\nclassification = \"SECRET\"\n";
    fs::write(folder.path().join("over.toml"), over).expect("written");
    run(folder.path(), &["--chart", "fan-delivered", "--theme", "over.toml"]).succeeds();
    let over = self::svg(folder.path(), "fan-delivered");
    assert_eq!((over.matches("SECRET").count(), over.matches("INTERNAL").count()), (2, 0));
    assert!(over.contains(">Strategy desk<") || over.contains("Strategy desk\n"), "the footer");
    assert!(over.contains("fill=\"#0B1220\""), "the ground");
}

#[test]
fn dark_is_built_in_and_its_paper_is_dark() {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["--chart", "regimes", "--theme", "dark"]).succeeds();
    assert!(svg(folder.path(), "regimes").contains("fill=\"#121826\""));
}

#[test]
fn what_cannot_be_drawn_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let themes = [
        (
            "no-colour.toml",
            "schema = 1\ncolour.main = \"blue\"\n",
            "2:15",
            "write red, green and blue",
        ),
        (
            "pale.toml",
            "schema = 1\n[colour]\naccent = \"#F0C000\"\n",
            "3:10",
            "choose a darker colour",
        ),
        ("few.toml", "schema = 1\ncolour.parts = [\"#000000\"]\n", "2:16", "give all of them"),
        (
            "alike.toml",
            "schema = 1\ncolour.main = \"#3D6B00\"\ncolour.accent = \"#8A4B00\"\n",
            "3:17",
            "clearly lighter",
        ),
        ("large.toml", "schema = 1\ntext_scale = 2\n", "2:14", "between 0.8 and 1.15"),
        ("font.toml", "schema = 1\nfont = \"a', b\"\n", "1:1", "write one family"),
        ("typo.toml", "schema = 1\nfoter = \"x\"\n", "2:1", "did you mean \"footer\"?"),
        ("base.toml", "schema = 1\nbase = \"drak\"\n", "2:8", "did you mean \"dark\"?"),
    ];
    for (name, text, place, help) in themes {
        fs::write(folder.path().join(name), text).expect("written");
        let errors = run(folder.path(), &["--theme", name]).fails(2);
        assert!(errors.contains(&format!("{name}:{place}")), "{name}: {errors}");
        assert!(errors.contains(help), "{name}: {errors}");
    }
    for (args, help) in [
        (["--theme", "drak"], "did you mean \"dark\"?"),
        (["--theme", "none.toml"], "there is no such file"),
        (["--chart", "fans"], "did you mean \"fan\"?"),
        (["--chart", "tornado"], "the charts of this command are"),
    ] {
        let errors = run(folder.path(), &args).fails(2);
        assert!(errors.contains(help), "{args:?}: {errors}");
    }
    assert!(!folder.path().join("out").exists());
}
