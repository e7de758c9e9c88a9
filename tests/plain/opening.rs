//! 5: how a path and a product begin.

use tradeflow::model::{Event, FLOWS, Flow, GATES, GateOpening, LineState, Model, UNLIMITED};
use tradeflow::process::RegimeProcess;
use tradeflow::random::{Process, entity};

use super::chance::Chance;
use super::draw::{Carry, Clock, Values, draw, ratio, round};
use super::{Buyer, Capital, Cell, Gate, Ladder, Line, Noise, Path, Product, Rules};

/// 4, Independent streams: the number of a product and a buyer together.
fn pair(product: &str, buyer: &str) -> u64 {
    entity(product).rotate_left(17).wrapping_add(entity(buyer))
}

impl<'m, C: Chance> Path<'m, C> {
    pub fn new(model: &'m Model, mut chance: C) -> Self {
        let drawn = Values::drawn(model, &mut chance);
        let washington =
            open_capital(&model.washington.process, Process::WashingtonRegime, &drawn, &mut chance);
        let beijing =
            open_capital(&model.beijing.process, Process::BeijingRegime, &drawn, &mut chance);
        let ladder = model.tariff.ladder.as_ref().map(|ladder| {
            let truce = ladder.opening_truce;
            Ladder {
                stream: chance.stream(Process::Ladder, 0),
                up: Clock::new(&mut chance, Process::Ladder, 1),
                down: Clock::new(&mut chance, Process::Ladder, 2),
                truces: Clock::new(&mut chance, Process::Ladder, 3),
                rung: ladder.opening_rung,
                peak: truce.map_or(ladder.opening_rung, |truce| truce.peak_rung),
                truce: truce.map(|truce| truce.weeks).filter(|&weeks| weeks > 0.0),
                excitation: 0.0,
                climbed: false,
            }
        });
        let gate = model.customs.process.as_ref().map(|gate| {
            let mut stream = chance.stream(Process::CustomsGate, 0);
            let open = match gate.opening {
                GateOpening::Open => true,
                GateOpening::Closed => false,
                GateOpening::Odds(odds) => chance.uniform(&mut stream) < drawn.at(odds),
            };
            let law = if open { &gate.open_weeks } else { &gate.closed_weeks };
            let left = draw(law, &drawn, &mut chance, &mut stream);
            Gate { stream, open, left }
        });
        let mut reading = chance.stream(Process::CapReading, 0);
        let odds = drawn.at(model.washington.cumulative_reading_odds);
        let cumulative_reading = chance.uniform(&mut reading) < odds;
        let event_weeks = event_weeks(&model.events, &drawn, &mut chance);
        let buyers = model
            .buyers
            .iter()
            .map(|buyer| Buyer {
                listed: buyer.white_list,
                clock: Clock::new(&mut chance, Process::WhiteList, entity(&buyer.id.name)),
            })
            .collect();
        let products = (0..model.products.len())
            .map(|p| open_product(model, p, &drawn, &mut chance))
            .collect();
        Self {
            model,
            chance,
            week: 0,
            values: drawn.clone(),
            drawn,
            multipliers: [1.0; 8],
            in_force: Vec::new(),
            event_weeks,
            cumulative_reading,
            washington,
            beijing,
            ladder,
            gate,
            rules: Rules::default(),
            buyers,
            products,
            domestic: 0.0,
        }
    }

    /// Products whose launch week has come go on sale.
    pub(super) fn launch(&mut self) {
        let week = self.week as f64;
        for (product, terms) in self.products.iter_mut().zip(&self.model.products) {
            if product.launched || week < product.launch_week {
                continue;
            }
            product.launched = true;
            product.stock += round(self.values.at(terms.supply.opening_stock));
            let asked = self.values.at(terms.demand.asked_units);
            let firm_share = self.values.at(terms.demand.opening_firm_share);
            let index = self.model.products.iter().position(|other| other.id == terms.id);
            let index = index.expect("the product is one of the model's");
            let validity = match &self.model.beijing.rounds[terms.policy_class] {
                Some(rounds) => self.values.at(rounds.validity_weeks),
                None => UNLIMITED,
            };
            for (b, buyer) in self.model.buyers.iter().enumerate() {
                let cell = &mut product.cells[b];
                let book = round(asked * cell.share);
                let firm = round(book * firm_share);
                let approved = round(self.values.at(buyer.opening_approved[index]));
                let licensed = round(self.values.at(buyer.opening_licensed[index]));
                cell.f += firm;
                cell.q += book - firm;
                cell.p += approved;
                cell.approval_weeks = validity.max(1.0);
                cell.l += licensed;
                cell.licence_weeks = UNLIMITED;
                product.add(Flow::Asked, book);
                product.add(Flow::Approved, approved);
                product.add(Flow::Licensed, licensed);
            }
        }
    }
}

fn open_capital<C: Chance>(
    process: &RegimeProcess,
    number: Process,
    values: &Values,
    chance: &mut C,
) -> Capital<C::Stream> {
    let stream = chance.stream(number, 0);
    let mut capital = Capital {
        stream,
        regime: process.opening,
        left: 0.0,
        stricter: 0.0,
        excitation: 0.0,
        escalated: false,
    };
    capital.enter(process, process.opening, values, chance);
    capital
}

/// Whether each event happens, then when; ∞ where it does not.
fn event_weeks<C: Chance>(events: &[Event], values: &Values, chance: &mut C) -> Vec<f64> {
    let mut weeks: Vec<f64> = Vec::new();
    for event in events {
        let mut stream = chance.stream(Process::Event, entity(&event.id.name));
        let lucky = chance.uniform(&mut stream) < values.at(event.probability);
        let happens = |other: usize| weeks[other] < f64::INFINITY;
        let required = event.requires.is_none_or(happens);
        let excluded = event.unless.is_some_and(happens);
        let days = 7.0 * (event.to_week - event.from_week) + 1.0;
        let day = (chance.uniform(&mut stream) * days).floor();
        let week = event.from_week + day / 7.0;
        weeks.push(if lucky && required && !excluded { week } else { f64::INFINITY });
    }
    weeks
}

fn open_product<C: Chance>(
    model: &Model,
    index: usize,
    values: &Values,
    chance: &mut C,
) -> Product<C::Stream> {
    let terms = &model.products[index];
    let name = entity(&terms.id.name);
    let launch_week = match terms.launch {
        None => 0.0,
        Some((date, odds)) => {
            let mut stream = chance.stream(Process::Launch, name);
            let comes = chance.uniform(&mut stream) < values.at(odds);
            if comes { model.calendar.week_of(date).floor() } else { f64::INFINITY }
        }
    };
    let line = match terms.supply.opening_line {
        LineState::Running => Line::Running(UNLIMITED),
        LineState::Stopped => Line::Stopped,
        LineState::Restarting => Line::Restarting(values.at(terms.supply.ramp_lag_weeks)),
    };
    let mut round_times = chance.stream(Process::RoundTime, name);
    let to_round = match &model.beijing.rounds[terms.policy_class] {
        Some(rounds) => draw(&rounds.gap_weeks, values, chance, &mut round_times),
        None => f64::INFINITY,
    };
    let weights: f64 = model.buyers.iter().map(|b| values.at(b.order_share[index])).sum();
    let cells = model
        .buyers
        .iter()
        .map(|buyer| {
            let share = ratio(values.at(buyer.order_share[index]), weights);
            let number = pair(&terms.id.name, &buyer.id.name);
            open_cell(share, number, model.calendar.weeks(), chance)
        })
        .collect();
    Product {
        cells,
        launch_week,
        launched: false,
        stock: 0.0,
        match_credit: 0.0,
        line,
        output_noise: open_noise(Process::Yield, name, chance),
        others_noise: open_noise(Process::OtherCustomers, name, chance),
        disruption: Clock::new(chance, Process::Disruption, name),
        disruption_lengths: chance.stream(Process::Disruption, name.wrapping_add(1)),
        disrupted_weeks: 0.0,
        stop: Clock::new(chance, Process::VendorStop, name),
        idle_weeks: 0.0,
        wanted_weeks: 0.0,
        stranded_weeks: 0.0,
        exported: 0.0,
        exported_this_quarter: 0.0,
        written_off_now: 0.0,
        levies_under_way: vec![0.0; model.tariff.instruments.len()],
        levies: vec![0.0; model.tariff.instruments.len()],
        round_times,
        round_sizes: chance.stream(Process::RoundSize, name),
        to_round,
        rounds: 0,
        output_carry: Carry::default(),
        others_carry: Carry::default(),
        test_carry: Carry::default(),
        flows: [0.0; FLOWS.len()],
        totals: [0.0; FLOWS.len()],
        withheld: [0.0; GATES.len()],
    }
}

fn open_noise<C: Chance>(process: Process, name: u64, chance: &mut C) -> Noise<C::Stream> {
    let mut stream = chance.stream(process, name);
    let level = chance.normal(&mut stream);
    Noise { stream, level }
}

fn open_cell<C: Chance>(share: f64, number: u64, weeks: usize, chance: &mut C) -> Cell<C::Stream> {
    Cell {
        arrivals: Clock::new(chance, Process::Arrival, number),
        sizes: chance.stream(Process::OrderSize, number),
        licences: chance.stream(Process::Licence, number),
        verdicts: chance.stream(Process::RoundVerdict, number),
        share,
        q: 0.0,
        f: 0.0,
        waited: 0.0,
        u: 0.0,
        v: 0.0,
        k: 0.0,
        tested: 0.0,
        cleared: 0.0,
        held_weeks: 0.0,
        testing: vec![0.0; weeks],
        transit: vec![0.0; weeks],
        clearance: vec![0.0; weeks],
        y: 0.0,
        l: 0.0,
        licence_weeks: 0.0,
        p: 0.0,
        approval_weeks: 0.0,
        pending: None,
        reapply_weeks: 0.0,
        refusals: 0.0,
        shipped_now: 0.0,
        delivered_now: 0.0,
        returned_now: 0.0,
        to_domestic: [0.0; 2],
        firming_carry: Carry::default(),
        leaving_carries: [Carry::default(); 2],
        domestic_carries: [Carry::default(); 2],
        offshore_carry: Carry::default(),
        return_carry: Carry::default(),
    }
}
