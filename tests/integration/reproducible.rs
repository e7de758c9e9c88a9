//! The same scenario and seed give the same bytes, however and wherever they are run.

use std::path::Path;

use tradeflow::engine::{Check, Plan, run, trace};
use tradeflow::lanes::dispatch::Set;
use tradeflow::lanes::{Lanes, Mask};
use tradeflow::model::{Cell, FLOWS, GATES, Model, ProductState, State};
use tradeflow::random::Sampling;

use crate::outcome::{base, columns, of, ran};
use crate::program::{Program, digests};

/// A batch and a part of another: the last block has 13 of 16 paths.
const PATHS: usize = 525;

/// A run of the base scenario in a folder of its own: the digests of its files.
fn files(change: impl FnOnce(&mut Program)) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run");
    let mut program = Program::run(&["--paths", "525", "--quiet", "--csv"]);
    program.args(["--out", &out.to_string_lossy()]);
    change(&mut program);
    program.succeeds();
    digests(&out)
}

#[test]
fn threads_folder_zone_and_language_change_no_byte() {
    let one = files(|program| program.args(["--threads", "1"]));
    assert!(one.len() > 10, "{one:?}");
    for threads in ["2", "3", "7"] {
        assert_eq!(one, files(|program| program.args(["--threads", threads])), "{threads} threads");
    }
    let elsewhere = tempfile::tempdir().expect("a folder");
    let moved = files(|program| {
        program.folder = elsewhere.path().to_owned();
        for (key, value) in [
            ("TZ", "Pacific/Kiritimati"),
            ("LANG", "de_DE.UTF-8"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("COLUMNS", "40"),
        ] {
            program.set(key, value);
        }
    });
    assert_eq!(one, moved);
}

#[test]
fn tables_do_not_know_of_charts() {
    let with = files(|_| ());
    let without = files(|program| program.args(["--no-charts"]));
    let tables = |files: Vec<(String, String)>| -> Vec<(String, String)> {
        files.into_iter().filter(|(name, _)| !name.starts_with("charts/")).collect()
    };
    assert!(with.iter().any(|(name, _)| name.starts_with("charts/")));
    assert_eq!(tables(with), without);
}

#[test]
fn no_file_tells_of_the_machine_or_the_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("a-folder-of-its-own");
    let mut program = Program::run(&["--paths", "64", "--quiet", "--csv"]);
    program.args(["--out", &out.to_string_lossy()]);
    program.succeeds();
    let root = env!("CARGO_MANIFEST_DIR");
    let mut told = vec![
        root.to_owned(),
        folder.path().to_string_lossy().into_owned(),
        "a-folder-of-its-own".to_owned(),
        "/tmp/".to_owned(),
        "/home/".to_owned(),
    ];
    if let Ok(name) = std::fs::read_to_string("/proc/sys/kernel/hostname")
        && name.trim().len() > 3
    {
        told.push(name.trim().to_owned());
    }
    told.extend(today());
    for (name, _) in digests(&out).into_iter().chain([("manifest.json".to_owned(), String::new())])
    {
        let bytes = std::fs::read(out.join(&name)).expect("a file");
        for word in &told {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{name} holds {word:?}");
        }
    }
}

/// The day as files write it, if the horizon of the scenario does not hold it.
fn today() -> Option<String> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    let day =
        tradeflow::units::Date::new(1970, 1, 1).ok()?.plus_days((now.as_secs() / 86_400) as i64);
    let calendar = base(&[]).model.calendar;
    let inside = (0..calendar.weeks()).any(|week| calendar.last_day(week) == day);
    (!inside).then(|| day.to_string())
}

#[test]
fn a_replayed_path_is_the_path_of_the_run() {
    for sampling in [Sampling::Random, Sampling::LatinHypercube, Sampling::Sobol] {
        replayed(sampling);
    }
}

fn replayed(sampling: Sampling) {
    let model = base(&[]).model;
    let plan = Plan { threads: 2, check: Check::Quarterly, sampling, ..Plan::new(5, PATHS) };
    let result = run(&model, plan, &()).unwrap_or_else(|error| panic!("{error}"));
    let columns = columns(&result);
    for path in (0..16).chain([100, 511, 512]).chain(PATHS - 13..PATHS) {
        let replay = trace(&model, 5, sampling, path as u64);
        assert!(replay.violation.is_none());
        let last = replay.weeks.last().expect("weeks");
        for (flow, name, _) in FLOWS {
            let sum =
                last.products.iter().fold(0.0, |sum, product| sum + product.totals[flow as usize]);
            assert_eq!(sum, of(&columns, name)[path], "{name} of path {path}");
        }
        let stock: f64 = last.products.iter().map(|product| product.stock).sum();
        assert_eq!(stock, of(&columns, "closing_stock_units")[path]);
        let waiting: f64 =
            last.products.iter().map(|product| product.firm + product.provisional).sum();
        assert_eq!(waiting, of(&columns, "closing_backlog_units")[path]);
        for (gate, name, _) in GATES {
            let weeks = replay.weeks.iter().flat_map(|week| &week.products);
            let sum: f64 = weeks.map(|product| product.withheld[gate as usize]).sum();
            assert_eq!(
                sum,
                of(&columns, &format!("withheld_unit_weeks.{name}"))[path],
                "path {path}"
            );
        }
        let arrives =
            replay.weeks.iter().position(|week| week.products.iter().any(|p| p.delivered > 0.0));
        let first = of(&columns, "first_delivery_week")[path];
        assert_eq!(
            arrives.map(|week| week as f64 + 1.0),
            Some(first).filter(|week| !week.is_nan())
        );
    }
}

/// What is public of a cell and a product, on one path.
fn seen<const L: usize>(cell: &Cell<L>, lane: usize) -> Vec<u64> {
    let fields: [Lanes<L>; 15] = [
        cell.asked,
        cell.provisional,
        cell.firm,
        cell.cancelled,
        cell.offshore,
        cell.substituted,
        cell.returned,
        cell.delivered,
        cell.in_testing,
        cell.in_transit,
        cell.at_customs,
        cell.licensed,
        cell.approved,
        cell.shipped_now,
        cell.delivered_now,
    ];
    fields.iter().map(|field| field.0[lane].to_bits()).collect()
}

fn product_seen<const L: usize>(product: &ProductState<L>, lane: usize) -> Vec<u64> {
    let fields = [
        product.stock,
        product.exported,
        product.unmet,
        product.opening_stock,
        product.sold_elsewhere,
        product.written_off,
        product.produced,
    ];
    let lists =
        [&product.levies[..], &product.flows[..], &product.totals[..], &product.withheld[..]];
    let all = fields.iter().chain(lists.into_iter().flatten());
    all.map(|field| field.0[lane].to_bits())
        .chain([u64::from(product.launched.holds(lane))])
        .collect()
}

fn rules_seen<const L: usize>(model: &Model, state: &State<L>, lane: usize) -> Vec<u64> {
    let climate = &state.climate;
    let policies =
        climate.policies.iter().flat_map(|p| [p.exports, p.licence_needed, p.test_required]);
    let masks: Vec<Mask<L>> = policies
        .chain(climate.admitted.iter().copied())
        .chain([
            climate.approval_needed,
            climate.imports_barred,
            climate.customs_open,
            state.cumulative_reading,
        ])
        .chain(state.buyers.iter().map(|buyer| buyer.listed))
        .collect();
    let lanes = climate.levy_rates.iter().chain(&state.event_weeks).copied();
    let inputs = (0..model.inputs.len()).map(|input| state.drawn(input));
    let regimes = [state.washington.at(lane) as u64, state.beijing.at(lane) as u64];
    masks
        .iter()
        .map(|mask| u64::from(mask.holds(lane)))
        .chain(
            lanes
                .chain(inputs)
                .chain([climate.guidance, climate.round_pace])
                .map(|x| x.0[lane].to_bits()),
        )
        .chain(regimes)
        .collect()
}

/// On every instruction set of the machine, for which a debug build has no code.
#[test]
fn one_path_wide_is_sixteen_wide() {
    let model = base(&[]).model;
    for set in Set::all() {
        let mut wide = State::<16>::new(&model, 5, 32);
        let mut narrow: Vec<State<1>> = (32..48).map(|path| State::new(&model, 5, path)).collect();
        for week in 0..model.calendar.weeks() {
            wide.step_on(set, &model);
            for (lane, state) in narrow.iter_mut().enumerate() {
                state.step(&model);
                let at = format!("{}, week {week}, lane {lane}", set.name());
                assert_eq!(rules_seen(&model, &wide, lane), rules_seen(&model, state, 0), "{at}");
                for (wide, state) in wide.products.iter().zip(&state.products) {
                    assert_eq!(product_seen(wide, lane), product_seen(state, 0), "{at}");
                }
                for (wide, state) in wide.cells.iter().zip(&state.cells) {
                    assert_eq!(seen(wide, lane), seen(state, 0), "{at}");
                }
                state.end_week();
            }
            wide.end_week();
        }
    }
}

#[test]
fn any_number_of_paths_begins_with_the_same_paths() {
    let model = base(&["scenario.end=2026-12-31"]).model;
    let many = ran(&model, 5, 1_100);
    for paths in [1, 15, 16, 17, 511, 512, 513, 1_000] {
        let few = ran(&model, 5, paths);
        assert_eq!(few.metrics.len(), many.metrics.len());
        for (few, many) in few.metrics.iter().zip(&many.metrics) {
            assert!(
                crate::outcome::same(&few.values, &many.values[..paths]),
                "{}: {paths}",
                few.name
            );
        }
    }
}

#[test]
fn what_is_printed_as_json_is_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run");
    let mut program = Program::run(&["--paths", "64", "--json", "--no-charts"]);
    program.args(["--out", &out.to_string_lossy()]);
    let printed = program.succeeds();
    assert_eq!(
        printed.into_bytes(),
        std::fs::read(Path::new(&out).join("summary.json")).expect("a file")
    );
}
