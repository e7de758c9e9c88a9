//! The opening of a block of paths: processes at their start, streams addressed, order books opened.

use std::sync::Arc;

use super::drawing::{Streams, draw_inputs};
use super::first_draws::FirstDraws;
use super::state::{BuyerState, Carries, Climate, Line, PolicyWeek, ProductState, RoundState};
use super::{Cell, FLOWS, GATES, LineState, Model, Mosaic, Redraw, State, UNLIMITED};
use crate::lanes::{Lanes, Mask};
use crate::process::{
    Carry, DelayLine, Excitation, GateState, HazardClock, LadderState, Noise, Parameter,
    Parameters, RegimeState,
};
use crate::random::{Process, Sampling, Stream, entity};

impl<const L: usize> State<L> {
    /// Paths `first_path` to `first_path + L − 1` at the start of week 0.
    pub fn new(model: &Model, seed: u64, first_path: u64) -> Self {
        let weeks = model.calendar.weeks();
        let cells = model.products.len() * model.buyers.len();
        let lines = || [(); 3].map(|()| DelayLine::new(weeks));
        let lines = (0..cells).map(|_| lines()).collect();
        Self::open(model, (seed, FirstDraws::default()), None, None, first_path, lines)
    }

    /// From the next [`restart`](Self::restart) on, draws what `redraw` names from its seed.
    pub fn redraw(&mut self, redraw: Option<Arc<Redraw>>) {
        self.redraw = redraw;
    }

    /// From the next [`restart`](Self::restart) on, spreads first draws so.
    pub fn sample(&mut self, model: &Model, sampling: Sampling) {
        self.first_draws = FirstDraws::new(model, sampling);
    }

    /// Starts over with another block of paths of the same model, keeping the memory.
    pub fn restart(&mut self, model: &Model, first_path: u64) {
        self.reopen(model, None, first_path);
    }

    /// Starts over with a block of paths from draws of choice.
    pub fn restart_as(&mut self, model: &Model, mosaic: &Mosaic<'_, L>) {
        self.reopen(model, Some(mosaic), 0);
    }

    fn reopen(&mut self, model: &Model, mosaic: Option<&Mosaic<'_, L>>, first_path: u64) {
        let lines = std::mem::take(&mut self.cells)
            .into_iter()
            .map(|cell| {
                let mut lines = [cell.testing_line, cell.transit_line, cell.clearance_line];
                lines.iter_mut().for_each(DelayLine::clear);
                lines
            })
            .collect();
        let address = (self.seed, std::mem::take(&mut self.first_draws));
        *self = Self::open(model, address, self.redraw.take(), mosaic, first_path, lines);
    }

    fn open(
        model: &Model,
        (seed, first_draws): (u64, FirstDraws),
        redraw: Option<Arc<Redraw>>,
        mosaic: Option<&Mosaic<'_, L>>,
        first_path: u64,
        lines: Vec<[DelayLine<L>; 3]>,
    ) -> Self {
        let redraws = redraw.as_deref();
        let streams =
            Streams { seed, first_draws: &first_draws, first_path, redraw: redraws, mosaic };
        let drawn = draw_inputs(model, streams);
        let mut parameters = Parameters::new(model.inputs.len());
        for (parameter, input) in model.parameters() {
            parameters.set(parameter, drawn.get(parameter) * input.scale);
        }
        let washington = RegimeState::new(
            &model.washington.process,
            &parameters,
            streams.of(Process::WashingtonRegime, 0),
        );
        let beijing = RegimeState::new(
            &model.beijing.process,
            &parameters,
            streams.of(Process::BeijingRegime, 0),
        );
        let ladder = model.tariff.ladder.as_ref().map(|ladder| {
            LadderState::new(ladder, [0, 1, 2, 3].map(|n| streams.of(Process::Ladder, n)))
        });
        let customs = model
            .customs
            .process
            .as_ref()
            .map(|gate| GateState::new(gate, &parameters, streams.of(Process::CustomsGate, 0)));
        let reading: Lanes<L> = streams.of(Process::CapReading, 0).uniform();
        let cumulative_reading =
            reading.lt(parameters.get(model.washington.cumulative_reading_odds));
        let event_weeks = draw_events(model, &parameters, streams);
        let buyers = model
            .buyers
            .iter()
            .map(|buyer| BuyerState {
                listing: HazardClock::new(streams.of(Process::WhiteList, entity(&buyer.id.name))),
                listed: Mask::splat(buyer.white_list),
            })
            .collect();
        let products = (0..model.products.len())
            .map(|product| open_product(model, &parameters, streams, product))
            .collect();
        let cells = lines
            .into_iter()
            .enumerate()
            .map(|(index, lines)| open_cell(model, &parameters, streams, index, lines))
            .collect();
        Self {
            seed,
            first_draws,
            redraw,
            first_path,
            week: 0,
            drawn,
            parameters,
            climate: open_climate(model),
            washington,
            beijing,
            ladder,
            customs,
            washington_excitation: Excitation::default(),
            beijing_excitation: Excitation::default(),
            ladder_excitation: Excitation::default(),
            cumulative_reading,
            event_weeks,
            buyers,
            products,
            cells,
            domestic_h20e: Lanes::ZERO,
        }
    }

    /// What was drawn for an input on each path, in the units of the scenario file.
    pub fn drawn(&self, input: usize) -> Lanes<L> {
        self.drawn.get(Parameter(input as u32))
    }
}

/// Whether and when each event happens: odds first, then a day uniform over the window, both ends
/// included.
fn draw_events<const L: usize>(
    model: &Model,
    parameters: &Parameters<L>,
    streams: Streams<'_, L>,
) -> Vec<Lanes<L>> {
    let never = Lanes::splat(f64::INFINITY);
    let mut weeks: Vec<Lanes<L>> = Vec::with_capacity(model.events.len());
    for event in &model.events {
        let mut stream: Stream<L> = streams.of(Process::Event, entity(&event.id.name));
        let mut happens = stream.uniform().lt(parameters.get(event.probability));
        if let Some(required) = event.requires {
            happens = happens & weeks[required].lt(never);
        }
        if let Some(other) = event.unless {
            happens = happens & !weeks[other].lt(never);
        }
        // The window's last day is as likely as any other.
        let days = (event.to_week - event.from_week) * 7.0 + 1.0;
        let day = (stream.uniform() * days).floor();
        let time = day / 7.0 + Lanes::splat(event.from_week);
        weeks.push(happens.pick(time, never));
    }
    weeks
}

fn open_product<const L: usize>(
    model: &Model,
    parameters: &Parameters<L>,
    streams: Streams<'_, L>,
    index: usize,
) -> ProductState<L> {
    let product = &model.products[index];
    let name = entity(&product.id.name);
    let launch_week = match &product.launch {
        None => Lanes::ZERO,
        Some((date, odds)) => {
            let comes = streams.of(Process::Launch, name).uniform().lt(parameters.get(*odds));
            let week = model.calendar.week_of(*date).floor();
            comes.pick(Lanes::splat(week), Lanes::splat(f64::INFINITY))
        }
    };
    let opening = product.supply.opening_line;
    let line = Line {
        running: Mask::splat(opening == LineState::Running),
        restarting: Mask::splat(opening == LineState::Restarting),
        lag_left: parameters.get(product.supply.ramp_lag_weeks),
        ramp_age: Lanes::splat(UNLIMITED),
    };
    let mut gaps: Stream<L> = streams.of(Process::RoundTime, name);
    let mut remaining = Lanes::splat(f64::INFINITY);
    if let Some(rounds) = &model.beijing.rounds[product.policy_class] {
        for lane in 0..L {
            remaining.0[lane] = rounds.gap_weeks.draw(parameters, lane, gaps.lane(lane));
        }
    }
    ProductState {
        launch_week,
        launched: Mask::NONE,
        stock: Lanes::ZERO,
        others_wanted: Lanes::ZERO,
        line,
        output_noise: Noise::new(streams.of(Process::Yield, name)),
        others_noise: Noise::new(streams.of(Process::OtherCustomers, name)),
        disruption: HazardClock::new(streams.of(Process::Disruption, name)),
        disruption_lengths: streams.of(Process::Disruption, name.wrapping_add(1)),
        disrupted_left: Lanes::ZERO,
        stop: HazardClock::new(streams.of(Process::VendorStop, name)),
        idle_weeks: Lanes::ZERO,
        wanted_weeks: Lanes::ZERO,
        stranded_weeks: Lanes::ZERO,
        output_carry: Carry::default(),
        others_carry: Carry::default(),
        throughput_carry: Carry::default(),
        exported: Lanes::ZERO,
        exported_this_quarter: Lanes::ZERO,
        rounds: RoundState {
            gaps,
            sizes: streams.of(Process::RoundSize, name),
            remaining,
            held: Lanes::ZERO,
        },
        match_credit: Lanes::ZERO,
        levies_under_way: vec![Lanes::ZERO; model.tariff.instruments.len()],
        levies: vec![Lanes::ZERO; model.tariff.instruments.len()],
        flows: [Lanes::ZERO; FLOWS.len()],
        totals: [Lanes::ZERO; FLOWS.len()],
        withheld: [Lanes::ZERO; GATES.len()],
        unmet: Lanes::ZERO,
        opening_stock: Lanes::ZERO,
        sold_elsewhere: Lanes::ZERO,
        written_off: Lanes::ZERO,
        produced: Lanes::ZERO,
    }
}

fn open_cell<const L: usize>(
    model: &Model,
    parameters: &Parameters<L>,
    streams: Streams<'_, L>,
    index: usize,
    lines: [DelayLine<L>; 3],
) -> Cell<L> {
    let (product, buyer) = (index / model.buyers.len(), index % model.buyers.len());
    let name = entity(&model.products[product].id.name)
        .rotate_left(17)
        .wrapping_add(entity(&model.buyers[buyer].id.name));
    let mut weights = Lanes::ZERO;
    for other in &model.buyers {
        weights += parameters.get(other.order_share[product]);
    }
    let share = parameters.get(model.buyers[buyer].order_share[product]).over(weights);
    let [testing_line, transit_line, clearance_line] = lines;
    Cell {
        arrivals: HazardClock::new(streams.of(Process::Arrival, name)),
        sizes: streams.of(Process::OrderSize, name),
        licences: streams.of(Process::Licence, name),
        verdicts: streams.of(Process::RoundVerdict, name),
        share,
        asked: Lanes::ZERO,
        provisional: Lanes::ZERO,
        firm: Lanes::ZERO,
        waited: Lanes::ZERO,
        cancelled: Lanes::ZERO,
        offshore: Lanes::ZERO,
        substituted: Lanes::ZERO,
        returned: Lanes::ZERO,
        delivered: Lanes::ZERO,
        in_testing: Lanes::ZERO,
        in_transit: Lanes::ZERO,
        at_customs: Lanes::ZERO,
        tested: Lanes::ZERO,
        cleared: Lanes::ZERO,
        held_weeks: Lanes::ZERO,
        testing_line,
        transit_line,
        clearance_line,
        licensed: Lanes::ZERO,
        licence_left: Lanes::ZERO,
        pending: Mask::NONE,
        decision_left: Lanes::ZERO,
        reapply_left: Lanes::ZERO,
        approved: Lanes::ZERO,
        approval_left: Lanes::ZERO,
        refusals: Lanes::ZERO,
        carries: Carries::default(),
        wanted: Lanes::ZERO,
        shipped_now: Lanes::ZERO,
        delivered_now: Lanes::ZERO,
        returned_now: Lanes::ZERO,
        leaving_to_domestic: [Lanes::ZERO; 2],
    }
}

fn open_climate<const L: usize>(model: &Model) -> Climate<L> {
    let closed =
        PolicyWeek { exports: Mask::NONE, licence_needed: Mask::NONE, test_required: Mask::NONE };
    Climate {
        policies: vec![closed; model.policy_classes.len()],
        admitted: vec![Mask::NONE; model.buyer_classes.len()],
        approval_needed: Mask::NONE,
        imports_barred: Mask::NONE,
        guidance: Lanes::ZERO,
        round_pace: Lanes::ZERO,
        customs_open: Mask::NONE,
        levy_rates: vec![Lanes::ZERO; model.tariff.instruments.len()],
    }
}

impl<const L: usize> State<L> {
    /// Puts products on sale whose week has come: stock in the warehouse, orders in the book, and
    /// the paper that buyers hold from the start.
    #[inline(always)]
    pub(super) fn launch_products(&mut self, model: &Model) {
        let now = Lanes::splat(self.week as f64);
        for (index, product) in model.products.iter().enumerate() {
            let state = &mut self.products[index];
            let begins = state.launch_week.le(now) & !state.launched;
            if !begins.any() {
                continue;
            }
            state.launched = state.launched | begins;
            let get = |parameter| self.parameters.get(parameter);
            let stock = get(product.supply.opening_stock).round().only(begins);
            state.stock += stock;
            state.opening_stock += stock;
            let asked = get(product.demand.asked_units);
            let firm_share = get(product.demand.opening_firm_share);
            let validity = match &model.beijing.rounds[product.policy_class] {
                Some(rounds) => get(rounds.validity_weeks),
                None => Lanes::splat(UNLIMITED),
            };
            let buyers = model.buyers.len();
            for (buyer, terms) in model.buyers.iter().enumerate() {
                let cell = &mut self.cells[index * buyers + buyer];
                let book = (asked * cell.share).round().only(begins);
                let firm = (book * firm_share).round();
                cell.asked += book;
                cell.firm += firm;
                cell.provisional += book - firm;
                let approved = get(terms.opening_approved[index]).round().only(begins);
                cell.approved += approved;
                // Lasts its own week at least, as what a round approves does.
                cell.approval_left.set(begins, validity.max(Lanes::ONE));
                let licensed = get(terms.opening_licensed[index]).round().only(begins);
                cell.licensed += licensed;
                cell.licence_left.set(begins, Lanes::splat(UNLIMITED));
                state.flows[super::Flow::Asked as usize] += book;
                state.flows[super::Flow::Approved as usize] += approved;
                state.flows[super::Flow::Licensed as usize] += licensed;
            }
        }
    }
}
