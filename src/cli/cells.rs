//! The cells of a sweep: checked, simulated into the checkpoint, and written out.

use std::time::Instant;

use rayon::prelude::*;

use super::args::ShowArgs;
use super::style::Style;
use super::{Failure, interrupt, progress::Bar, sweep_print};
use crate::analysis::sensitivity::short_name;
use crate::analysis::wording::sentence;
use crate::engine::sweep::{
    CellLayout, Cost, Design, Gather, Lever, SweepError, SweepJob, SweepResult, SweepSubject,
    run_cells,
};
use crate::engine::{Outcomes, Plan, RunError};
use crate::model::Model;
use crate::output::{
    CHECKPOINT, Checkpoint, CheckpointHead, Manifest, OutputError, ParquetFile, RunFolder,
    ScenarioRecord, cells_table, csv_bytes, csv_rows, design_table, parquet_bytes, sha256_hex,
    sweep_summary_json,
};
use crate::plot;
use crate::scenario::Sweep;

/// The file that holds everything that decides a sweep's results.
pub const SWEEP_FILE: &str = "sweep.json";
/// Cells of a piece of `cells.parquet`.
const ROW_GROUP: usize = 1024;
/// Paths of a cell of the pilot that tells the speed, and cells of it for each thread.
const PILOT_PATHS: usize = 64;
const PILOT_CELLS: usize = 2;

/// A sweep that was read and whose cells are known.
#[derive(Debug)]
pub struct Prepared {
    pub sweep: Sweep,
    pub design: Design,
    pub job: SweepJob,
    pub subject: SweepSubject,
    target_titles: Vec<String>,
}

/// When the command began, and what was typed.
#[derive(Debug)]
pub struct Begun {
    pub begun: Instant,
    pub overrides: Vec<String>,
}

/// What a sweep will take.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    pub seconds: f64,
    pub bytes: f64,
}

impl Prepared {
    /// Counts the cells, and compiles the first one.
    ///
    /// # Errors
    /// If there are no cells or too many, or the first is not valid.
    pub fn new(sweep: Sweep, plan: Plan) -> Result<Self, Failure> {
        let design = sweep.design().map_err(|error| Failure::Usage {
            message: error.to_string(),
            help: "change the levers, their steps (--set path=from:to:steps), or the conditions"
                .to_owned(),
        })?;
        let first = compile(&sweep, &design, 0)?;
        let units = Outcomes::new(&first, &sweep.metrics).map(|outcomes| outcomes.units());
        let units = units.map_err(RunError::NoSuchMetric)?;
        let focus = sweep.metrics.iter().position(|name| *name == sweep.metric).unwrap_or(0);
        let layout = CellLayout {
            metrics: sweep.metrics.iter().cloned().zip(units).collect(),
            targets: sweep.targets.clone(),
            focus,
        };
        let title = |name: &String| {
            let rule = first.targets.iter().find(|rule| rule.id.name == *name);
            rule.map_or_else(|| name.clone(), |rule| rule.id.title.clone())
        };
        let target_titles: Vec<String> = sweep.targets.iter().map(title).collect();
        let target = sweep.target.as_ref().and_then(|name| {
            let place = sweep.targets.iter().position(|other| other == name)?;
            Some((place, target_titles[place].clone()))
        });
        let products = first.products.iter();
        let subject = SweepSubject {
            name: sweep.name.clone(),
            title: sweep.title.clone(),
            seed: sweep.seed,
            paths: sweep.paths,
            levers: titled(sweep.levers()),
            layout: layout.clone(),
            target,
            calendar: first.calendar.clone(),
            products: products.map(|p| (p.id.name.clone(), p.id.title.clone())).collect(),
        };
        Ok(Self { sweep, design, job: SweepJob { plan, layout }, subject, target_titles })
    }

    /// What the checkpoint of this sweep begins with, `text` being its definition.
    pub fn head(&self, text: &[u8]) -> CheckpointHead {
        let (width, cells) = (self.job.layout.width(), self.design.cells());
        CheckpointHead::new(sha256_hex(text), width, cells)
    }

    /// Compiles one cell.
    ///
    /// # Errors
    /// The problems of its model, with the cell and its values.
    pub fn check_cell(&self, cell: usize) -> Result<(), Failure> {
        let model = compile(&self.sweep, &self.design, cell)?;
        match Outcomes::new(&model, &self.sweep.metrics) {
            Ok(_) => Ok(()),
            Err(name) => Err(RunError::NoSuchMetric(name).into()),
        }
    }

    /// Compiles every cell once, so that nothing is run of a sweep that has a wrong one; returns the
    /// seconds that it took.
    ///
    /// # Errors
    /// The problems of the first cell that is not valid.
    pub fn check_cells(&self, quiet: bool) -> Result<f64, Failure> {
        let begun = Instant::now();
        let cells = self.design.cells();
        let bar = Bar::cells(cells, quiet);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.job.plan.threads)
            .build()
            .map_err(|error| RunError::Threads(error.to_string()))?;
        let wrong = pool.install(|| {
            let outcome = |cell: usize| {
                if let Err(stopped) = interrupt::check() {
                    return Some(stopped);
                }
                bar.add(1);
                self.check_cell(cell).err()
            };
            (0..cells).into_par_iter().find_map_first(outcome)
        });
        wrong.map_or(Ok(begun.elapsed().as_secs_f64()), Err)
    }

    /// How long the sweep will take, from a pilot of a few cells spread over the design, and how much
    /// room: the checkpoint, and the tables made of it.
    ///
    /// # Errors
    /// If a path of the pilot fails.
    pub fn estimate(&self, checking_seconds: f64) -> Result<Estimate, Failure> {
        let cells = self.design.cells();
        let plan = self.job.plan;
        let pilots = (plan.threads * PILOT_CELLS).min(cells);
        let paths = plan.paths.min(PILOT_PATHS);
        let job = SweepJob { plan: Plan { paths, ..plan }, ..self.job.clone() };
        let spread = |pilot: usize| self.model(pilot * cells / pilots);
        let begun = Instant::now();
        let take = |_, _| Ok::<(), OutputError>(());
        run_cells(&job, 0..pilots, &spread, &Bar::new(0, true), take).map_err(failure)?;
        let running = begun.elapsed().as_secs_f64();
        let cost = Cost::of_pilot((cells, checking_seconds), (pilots, paths, running));
        let numbers = self.job.layout.width() * 2 + self.subject.levers.len() * 2;
        Ok(Estimate {
            seconds: cost.seconds(cells, plan.paths, plan.batches()),
            bytes: (numbers * 8 * cells) as f64,
        })
    }

    /// The row of one cell, as in the sweep.
    ///
    /// # Errors
    /// If a path fails.
    pub fn row(&self, cell: usize) -> Result<Vec<f64>, Failure> {
        let mut found = Vec::new();
        let take = |_, row| {
            found = row;
            Ok::<(), OutputError>(())
        };
        let bar = Bar::new(self.job.plan.paths, true);
        run_cells(&self.job, cell..cell + 1, &|cell| self.model(cell), &bar, take)
            .map_err(failure)?;
        Ok(found)
    }

    fn model(&self, cell: usize) -> Model {
        compile(&self.sweep, &self.design, cell)
            .expect("a model because every cell was compiled before")
    }

    /// The text of [`SWEEP_FILE`].
    fn definition(&self) -> Result<Vec<u8>, OutputError> {
        let mut text = serde_json::to_vec_pretty(&self.sweep)
            .map_err(|source| OutputError::Json { file: SWEEP_FILE.to_owned(), source })?;
        text.push(b'\n');
        Ok(text)
    }

    /// Writes what the sweep is: its definition and the table of its cells.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write_definition(
        &self,
        folder: &mut RunFolder,
        csv: bool,
    ) -> Result<CheckpointHead, Failure> {
        let text = self.definition()?;
        folder.write(SWEEP_FILE, &text)?;
        let cells: Vec<_> = (0..self.design.cells()).map(|cell| self.design.cell(cell)).collect();
        let table = design_table(&self.subject.levers, 0, &cells);
        folder.write("design.parquet", &parquet_bytes(&table)?)?;
        if csv {
            folder.write("design.csv", &csv_bytes(&table)?)?;
        }
        Ok(self.head(&text))
    }

    /// Simulates the cells that the checkpoint lacks, writes all results and prints the answer.
    ///
    /// # Errors
    /// If a path fails or something cannot be written; finished cells are then in the checkpoint.
    pub fn run(
        &self,
        mut folder: RunFolder,
        mut checkpoint: Checkpoint,
        started: &Begun,
        show: &ShowArgs,
        style: &Style,
    ) -> Result<(), Failure> {
        let left = checkpoint.rows()..self.design.cells();
        let outcome = {
            let bar = Bar::new(left.len() * self.job.plan.paths, show.quiet);
            let take = |_, row: Vec<f64>| checkpoint.append(&row);
            run_cells(&self.job, left, &|cell| self.model(cell), &bar, take)
        };
        if outcome.is_err() && checkpoint.rows() == 0 {
            checkpoint.remove()?;
            return outcome.map_err(failure);
        }
        outcome.map_err(failure)?;
        interrupt::check()?;
        let simulated = started.begun.elapsed();
        let result = self.gather(&mut checkpoint)?;
        self.write_cells(&mut folder, &mut checkpoint, style.csv)?;
        let summary = sweep_summary_json(&result)?;
        folder.write("summary.json", &summary)?;
        let manifest = self.manifest(&started.overrides)?;
        let theme = style.theme.of_run(&manifest.run);
        let files = style.files(plot::sweep_charts(&result, &theme))?;
        interrupt::check()?;
        folder.write_all(&files)?;
        let path = folder.path().to_owned();
        checkpoint.close()?;
        folder.keep(CHECKPOINT)?;
        let manifest = folder.finish(manifest.timed(simulated, started.begun.elapsed()))?;
        show.print(&summary, || sweep_print::answer(&result, &path, &manifest))
    }

    /// Gathers what answers and charts need.
    ///
    /// # Errors
    /// If the checkpoint cannot be read.
    pub fn gather(&self, checkpoint: &mut Checkpoint) -> Result<SweepResult, Failure> {
        let mut subject = self.subject.clone();
        if subject.target.is_none() {
            subject.target = self.moving_target(checkpoint)?;
        }
        let mut gather = Gather::new(subject);
        checkpoint.for_each(|cell, row| gather.take(self.design.cell(cell), row))?;
        Ok(gather.finish())
    }

    /// Writes the table of all cells, piece by piece.
    fn write_cells(
        &self,
        folder: &mut RunFolder,
        checkpoint: &mut Checkpoint,
        csv: bool,
    ) -> Result<(), Failure> {
        folder.write_with("cells.parquet", |file| {
            let mut parquet = ParquetFile::begin(file, &self.piece(0, &[]))?;
            self.each_piece(checkpoint, |first, rows| parquet.add(&self.piece(first, rows)))?;
            parquet.finish()
        })?;
        if csv {
            folder.write_with("cells.csv", |file| {
                file.put(&csv_bytes(&self.piece(0, &[]))?)?;
                self.each_piece(checkpoint, |first, rows| {
                    file.put(&csv_rows(&self.piece(first, rows))?)
                })
            })?;
        }
        Ok(())
    }

    /// The place and title of the target whose odds differ most between cells; of equals the first.
    fn moving_target(
        &self,
        checkpoint: &mut Checkpoint,
    ) -> Result<Option<(usize, String)>, OutputError> {
        let layout = &self.job.layout;
        let mut ends = vec![(f64::INFINITY, f64::NEG_INFINITY); layout.targets.len()];
        checkpoint.for_each(|_, row| {
            for (target, (low, high)) in ends.iter_mut().enumerate() {
                let odds = layout.probability(row, target).value;
                (*low, *high) = (low.min(odds), high.max(odds));
            }
        })?;
        let spread = |target: usize| ends[target].1 - ends[target].0;
        let moves_more =
            |best: usize, next: usize| if spread(next) > spread(best) { next } else { best };
        let found = (0..ends.len()).reduce(moves_more);
        Ok(found.map(|target| (target, self.target_titles[target].clone())))
    }

    /// The table of the cells from `first` on.
    fn piece(&self, first: usize, rows: &[Vec<f64>]) -> crate::output::Table<'_> {
        let cells: Vec<_> = (first..first + rows.len()).map(|c| self.design.cell(c)).collect();
        cells_table(&self.subject.levers, &self.job.layout, first, &cells, rows)
    }

    /// Shows all rows in pieces of [`ROW_GROUP`].
    fn each_piece(
        &self,
        checkpoint: &mut Checkpoint,
        mut show: impl FnMut(usize, &[Vec<f64>]) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(ROW_GROUP);
        let mut outcome = Ok(());
        let cells = self.design.cells();
        checkpoint.for_each(|cell, row| {
            rows.push(row.to_vec());
            if (rows.len() == ROW_GROUP || cell + 1 == cells) && outcome.is_ok() {
                outcome = show(cell + 1 - rows.len(), &rows);
                rows.clear();
            }
        })?;
        outcome
    }

    /// The manifest before anything is written; what was typed may be missing where a sweep is resumed, and its
    /// definition decides the run.
    fn manifest(&self, overrides: &[String]) -> Result<Manifest, OutputError> {
        let record = |scenario: &crate::scenario::SweptScenario| {
            ScenarioRecord::new(&scenario.name, &scenario.resolved)
        };
        let records = self.sweep.scenarios.iter().map(record).collect();
        let plan = Plan { seed: self.sweep.seed, paths: self.sweep.paths, ..self.job.plan };
        let asked = format!("{SWEEP_FILE} {}", sha256_hex(&self.definition()?));
        Ok(Manifest::new("sweep", records, plan, overrides).asking(vec![asked]))
    }
}

/// Levers that were typed are titled by their input's path, which is long: in fewer words.
fn titled(mut levers: Vec<Lever>) -> Vec<Lever> {
    for lever in levers.iter_mut().filter(|lever| lever.title == lever.name) {
        lever.title = sentence(&short_name(&lever.name));
    }
    levers
}

/// The model of a cell.
fn compile(sweep: &Sweep, design: &Design, cell: usize) -> Result<Model, Failure> {
    let place = design.cell(cell);
    sweep.scenario(&place).map(|scenario| scenario.model).map_err(|problems| {
        let values: Vec<String> = sweep
            .levers()
            .iter()
            .zip(&place)
            .map(|(lever, place)| format!("{} = {}", lever.name, lever.label(*place)))
            .collect();
        Failure::Cell { cell, values: values.join(", "), problems }
    })
}

fn failure(error: SweepError<OutputError>) -> Failure {
    match error {
        SweepError::Sink(error) => error.into(),
        SweepError::Stopped => Failure::Interrupted,
        SweepError::Cell { cell, source } => Failure::CellRun { cell, source },
    }
}
