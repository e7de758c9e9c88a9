//! `tradeflow`: Monte Carlo simulation of trade under export controls.
//!
//! How many chips of a controlled product arrive, when, and for what revenue, when two governments,
//! customs, a vendor and its buyers each hold a gate. The program of the same name is a thin layer
//! over this library; a tour of it follows what a user does.
//!
//! 1. **Write a scenario.** [`scenario`] reads a TOML file, the baselines that it extends and the
//!    `--set` texts laid over them: [`scenario::load`] for a file, [`scenario::load_all`] for one that
//!    names worlds, [`scenario::from_text`] for a text. It hands back all problems at once, with their places, or a [`scenario::Scenario`].
//! 2. **It becomes a model.** [`model::Model`] is the compiled scenario: names are indices, uncertain
//!    inputs are distributions ([`dist`]), chance in time is processes ([`process`]) on addressed
//!    streams of random numbers ([`random`]). It never changes.
//! 3. **Run it.** [`engine::run`] plays out the paths of a [`engine::Plan`] on all cores, in blocks
//!    of sixteen ([`lanes`]), week by week as `src/model/step.rs` lists it. The result depends on
//!    model, seed and number of paths alone. [`engine::trace`] replays one path.
//! 4. **Read the result.** [`engine::RunResult`] holds a value a path for each metric and uncertain
//!    input, and weekly summaries; [`stats`] makes estimates that know their error of them.
//! 5. **Answer.** [`analysis`] turns the result into answers as values: [`analysis::Answer`] for the
//!    terminal, a value for each chart. [`plot`] draws them, [`output`] writes the folder of a run,
//!    and [`cli`] is the command line over all this. [`units`] has the calendar, and how chips and
//!    dollars are written for people.
//! 6. **Ask further.** [`scenario::Differences`] says how two scenarios differ, by assumption;
//!    [`analysis::comparison`] holds their runs against each other path by path; [`study`] shares the
//!    difference out among the assumptions, and finds the paths on which a condition holds;
//!    [`study::decide`] runs the options of a [`scenario::Decision`] in every world, and
//!    [`analysis::decision`] says what each regrets and which to take.
//! 7. **Ask what it costs.** [`bench::measure`] times the program itself, by pieces of work that take turns;
//!    [`analysis::benchmark`] says what follows, and what became slower since an earlier time.
//!
//! # Example
//!
//! ```
//! use tradeflow::engine::{self, Plan};
//! use tradeflow::scenario;
//! use tradeflow::stats::{Missing, Summary};
//!
//! let text = r#"
//!     schema = 1
//!
//!     [scenario]
//!     name = "tiny"
//!     title = "A stock, a buyer and an uncertain order book"
//!     start = 2026-01-02
//!     end = 2026-06-30
//!
//!     [product.chip]
//!     price_usd = 20_000
//!     demand.asked_units.uniform = { low = 500, high = 1_500 }
//!     supply.opening_stock_units = 1_000
//!     logistics.transit_weeks = 2
//!
//!     [buyer.cloud]
//!     order_share = 1
//! "#;
//! let scenario = scenario::from_text("tiny.toml", text, &[])?;
//! let result = engine::run(&scenario.model, Plan::new(1, 64), &())?;
//!
//! let delivered = result
//!     .metrics
//!     .iter()
//!     .find(|metric| metric.name == "delivered_units")
//!     .expect("every run reports deliveries");
//! let summary = Summary::of(&delivered.values, Missing::Absent);
//! assert_eq!(delivered.values.len(), 64);
//! // A path delivers what was ordered, or the stock where that is less.
//! assert!(delivered.values.iter().all(|&chips| (500.0..=1_000.0).contains(&chips)));
//! let mean = summary.mean.expect("there are 64 values");
//! assert!(mean.value > 800.0 && mean.standard_error < 40.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The model is specified in `docs/model.md`, the layout of the code and its reasons are in
//! `ARCHITECTURE.md`.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        reason = "tests hold the library against the platform's functions; the library itself is \
                  linted without `test`"
    )
)]

pub mod analysis;
pub mod bench;
pub mod cli;
pub mod dist;
pub mod engine;
pub mod lanes;
pub mod model;
pub mod output;
pub mod plot;
pub mod process;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod study;
pub mod units;
