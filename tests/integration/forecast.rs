//! What is foretold of a run against what it takes: the room on disk, within the factor of two that is promised.

use std::path::Path;

use tradeflow::engine::Footprint;
use tradeflow::output::Room;
use tradeflow::scenario;

use crate::program::{Program, names};

const PATHS: usize = 3000;

/// Scenarios whose tables shrink most and least, with and without CSV and charts.
#[test]
fn files_take_half_to_twice_the_room_that_is_foretold() {
    for (name, csv, charts) in [
        ("h200-2026", true, false),
        ("h200-beijing-closed", false, false),
        ("h200-open-door", false, true),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = crate::program::scenario(name);
        let mut program = Program::new(&["run", &file, "--out", "out", "--quiet"]);
        program.args(["--paths", &PATHS.to_string()]);
        program.args(csv.then_some("--csv"));
        program.args((!charts).then_some("--no-charts"));
        program.within(folder.path()).succeeds();
        let out = folder.path().join("out");
        let bytes = |name: &String| out.join(name).metadata().map_or(0, |file| file.len());
        let taken: u64 = names(&out).iter().map(bytes).sum();
        let model = scenario::load(Path::new(&file), &[]).expect("a scenario").model;
        let columns = Footprint::of(&model, PATHS, 1).column_bytes();
        let foretold = Room { columns, csv, charts }.bytes();
        let ratio = foretold as f64 / taken as f64;
        assert!((0.5..=2.0).contains(&ratio), "{name}: {foretold} foretold, {taken} taken");
    }
}
