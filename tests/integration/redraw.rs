//! Drivers drawn anew: nothing, one or all of them, on the base scenario.

use std::path::Path;
use std::sync::Arc;

use tradeflow::engine::{self, Outcomes, Plan};
use tradeflow::model::{Driver, Model, Redraw, State};
use tradeflow::scenario;

const SEED: u64 = 2026;
const OTHER: u64 = 77;

fn base() -> Model {
    scenario::load(Path::new("scenarios/h200-2026.toml"), &[]).expect("the base scenario").model
}

/// What each of four paths comes to, week by week: chips delivered, stock and orders waiting.
fn weeks(model: &Model, seed: u64, redraw: Option<Redraw>) -> (Vec<[f64; 4]>, State<4>) {
    let mut state = State::<4>::new(model, seed, 0);
    state.redraw(redraw.map(Arc::new));
    state.restart(model, 40);
    let opening = state.clone();
    let mut seen = Vec::new();
    for _ in 0..model.calendar.weeks() {
        state.step(model);
        for cell in &state.cells {
            seen.push((cell.delivered + cell.waiting() + cell.under_way()).0);
        }
        seen.extend(state.products.iter().map(|product| product.stock.0));
        state.end_week();
    }
    (seen, opening)
}

fn anew<'a>(model: &Model, drivers: impl IntoIterator<Item = &'a Driver>) -> Option<Redraw> {
    Some(Redraw::new(model, OTHER, drivers))
}

#[test]
fn nothing_redrawn_changes_nothing_and_everything_redrawn_is_another_seed() {
    let model = base();
    let (own, _) = weeks(&model, SEED, None);
    assert_eq!(weeks(&model, SEED, anew(&model, &[])).0, own);
    // A stream that belonged to no driver would still follow the first seed.
    let (other, _) = weeks(&model, OTHER, None);
    assert_eq!(weeks(&model, SEED, anew(&model, &model.drivers())).0, other);
    assert_ne!(own, other);
}

#[test]
fn each_uncertain_input_belongs_to_one_driver_and_names_are_distinct() {
    let model = base();
    let drivers = model.drivers();
    for (parameter, input) in model.parameters() {
        let owners = drivers.iter().filter(|driver| driver.inputs.contains(&parameter)).count();
        assert_eq!(owners, usize::from(!input.dist.is_fixed()), "{}", input.path);
    }
    let mut names: Vec<&str> = drivers.iter().map(|driver| driver.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), drivers.len());
    let visit = drivers.iter().find(|driver| driver.name == "event.congress-blocks");
    assert_eq!(visit.expect("an event").inputs.len(), 1, "its odds are uncertain");
}

#[test]
fn one_driver_redrawn_leaves_the_draws_of_the_others() {
    let model = base();
    let (_, own) = weeks(&model, SEED, None);
    for driver in model.drivers() {
        let (_, changed) = weeks(&model, SEED, anew(&model, [&driver]));
        for (parameter, input) in model.parameters() {
            let place = parameter.0 as usize;
            let same = own.drawn(place).0 == changed.drawn(place).0;
            let fresh = driver.inputs.contains(&parameter);
            assert_eq!(same, !fresh, "{} with {} drawn anew", input.path, driver.name);
        }
        if let Some(event) =
            model.events.iter().position(|e| driver.name == format!("event.{}", e.id.name))
        {
            assert_eq!(driver.streams.len(), 1);
            for other in (0..model.events.len()).filter(|&other| other != event) {
                assert_eq!(own.event_weeks[other], changed.event_weeks[other], "{}", driver.name);
            }
        }
    }
}

#[test]
fn chosen_columns_are_those_of_a_run() {
    let model = base();
    let plan = Plan { threads: 2, ..Plan::new(SEED, 700) };
    let run = engine::run(&model, plan, &()).expect("a run");
    let names = ["first_delivery_week.h200", "gross_revenue_usd.2026Q4"].map(str::to_owned);
    let outcomes = Outcomes::new(&model, &names).expect("metrics of every run");
    let mut columns = [Vec::new(), Vec::new()];
    let mut workspace = outcomes.workspace(plan);
    for batch in 0..plan.batches() {
        let part = workspace.run(batch, None).expect("a batch");
        for (column, part) in columns.iter_mut().zip(part) {
            column.extend(part);
        }
    }
    for (name, column) in names.iter().zip(&columns) {
        let full = run.metrics.iter().find(|metric| metric.name == *name).expect("a metric");
        assert!(crate::outcome::same(column, &full.values), "{name}");
    }
    let unknown = Outcomes::new(&model, &["delivered_chips".to_owned()]);
    assert_eq!(unknown.expect_err("no such metric"), "delivered_chips");
}
