"""The state of one path for the Numba lane, as arrays that are filled anew for each path (docs/model.md, 2 and 5)."""

import math

import numpy as np
from numba import njit

from keys import NO_LIMIT
from laws import EXPONENTIAL, LOGNORMAL, NUMBER, WEIBULL
from record import record

US, CN, LADDER_STEPS = range(3)
GATE_REST, TRUCE_REST = 2, 3
RUNG, PEAK, IN_TRUCE, GATE, CUMULATIVE = 2, 3, 4, 5, 6
FIRM_CARRY, OUT_Q, OUT_F, DOMESTIC_Q, DOMESTIC_F, OFFSHORE_CARRY, RETURN_CARRY = range(7)
MADE_CARRY, OTHER_CARRY, TEST_CARRY = range(3)
TEST_DUE, TRANSIT_DUE, CLEARANCE_DUE = range(3)

CELL = "q f omega u v k tested cleared held y l licence_left p approval_left pending lag retry refusals order_clock"
PRODUCT = (
    "stock match line_lag ramp_age noise disruption_clock disruption_left idle wanted stranded stop_clock gap charged"
)


def allocate_state(m):
    """State of the right shapes; what it holds is set by `opening`."""
    cells = {name: np.zeros((m.products, m.buyers)) for name in CELL.split()}
    products = {name: np.zeros(m.products) for name in PRODUCT.split()}
    return record(
        dict(
            **cells,
            **products,
            now=np.zeros(7, dtype=np.int64),  # Regimes, rung, peak, and flags.
            rest=np.zeros(4),  # What is left of sojourns, spell and truce.
            excited=np.zeros(3),
            steps=np.zeros(3),
            multiplier=np.ones(8),
            happens=np.zeros(max(m.events, 1)),
            listed=np.zeros(m.buyers, dtype=np.bool_),
            listing_clock=np.zeros(m.buyers),
            line=np.zeros(m.products, dtype=np.int64),
            cell_carry=np.zeros((7, m.products, m.buyers)),
            product_carry=np.zeros((3, m.products)),
            due=np.zeros((3, m.products, m.buyers, m.weeks)),
            class_shipped=np.zeros(m.classes),
            class_quarter=np.zeros(m.classes),
            pool=np.zeros((m.products, m.levies)),
            paid=np.zeros((m.products, m.levies)),
        )
    )


# Division as IEEE has it, without a check for zero at each.
compiled = njit(error_model="numpy")


@compiled
def whole(carry, amount, limit):
    """Whole chips of a fractional flow, and the fraction carried on (docs/model.md, 2)."""
    total = carry + amount
    n = math.floor(total)
    return min(n, limit), total - n


@compiled
def law(m, number, rng):
    """One draw of a law (docs/model.md, 6.3)."""
    kind, a, b = m.law_kind[number], m.law_a[number], m.law_b[number]
    if kind == NUMBER:
        return max(a, 0.0)
    if kind == EXPONENTIAL:
        return a * rng.standard_exponential()
    if kind == WEIBULL:
        return a * rng.standard_exponential() ** b
    if kind == LOGNORMAL:
        return a * math.exp(b * rng.standard_normal())
    u = rng.random()
    y, k = math.log(u / (1 - u)), u - 0.5
    c = m.law_coefficients[number]
    value = c[0] + y * (c[1] + k * (c[2] + k * c[5])) + k * (c[3] + k * c[4])
    low, high = m.law_low[number], m.law_high[number]
    if math.isinf(low) and math.isinf(high):
        return max(value, 0.0)
    if math.isinf(high):
        return max(low + math.exp(value), 0.0)
    if math.isinf(low):
        return max(high - math.exp(-value), 0.0)
    return max((low + high * math.exp(value)) / (1 + math.exp(value)), 0.0)


@compiled
def sojourn(m, numbers, regime, rng):
    """A fresh sojourn; infinite where the regime lasts until it is forced away."""
    if numbers[regime] < 0:
        return math.inf
    return law(m, numbers[regime], rng)


@compiled
def opening(m, x, s, rng):
    """Sets the state as it stands before week 0."""
    s.q[:] = 0.0
    s.f[:] = 0.0
    s.omega[:] = 0.0
    s.u[:] = 0.0
    s.v[:] = 0.0
    s.k[:] = 0.0
    s.tested[:] = 0.0
    s.cleared[:] = 0.0
    s.held[:] = 0.0
    s.y[:] = 0.0
    s.l[:] = 0.0
    s.licence_left[:] = 0.0
    s.p[:] = 0.0
    s.approval_left[:] = 0.0
    s.pending[:] = 0.0
    s.lag[:] = 0.0
    s.retry[:] = 0.0
    s.refusals[:] = 0.0
    s.stock[:] = 0.0
    s.match[:] = 0.0
    s.line_lag[:] = 0.0
    s.ramp_age[:] = 0.0
    s.disruption_left[:] = 0.0
    s.idle[:] = 0.0
    s.wanted[:] = 0.0
    s.stranded[:] = 0.0
    s.charged[:] = 0.0
    s.cell_carry[:] = 0.0
    s.product_carry[:] = 0.0
    s.due[:] = 0.0
    s.class_shipped[:] = 0.0
    s.class_quarter[:] = 0.0
    s.pool[:] = 0.0
    s.paid[:] = 0.0
    s.excited[:] = 0.0

    s.now[US], s.now[CN] = m.us_opening, m.cn_opening
    s.rest[US] = sojourn(m, m.us_sojourn, m.us_opening, rng)
    s.rest[CN] = sojourn(m, m.cn_sojourn, m.cn_opening, rng)
    s.now[RUNG], s.now[PEAK] = m.opening_rung, m.opening_peak
    s.now[IN_TRUCE] = 0 if math.isnan(m.opening_truce) else 1
    s.rest[TRUCE_REST] = m.opening_truce
    for i in range(3):
        s.steps[i] = rng.standard_exponential()
    s.now[GATE] = m.gate_open
    if m.gate_odds >= 0:
        s.now[GATE] = 1 if rng.random() < x[m.gate_odds] else 0
    s.rest[GATE_REST] = law(m, m.open_law if s.now[GATE] else m.closed_law, rng)
    s.now[CUMULATIVE] = 1 if rng.random() < x[m.cumulative_odds] else 0
    for e in range(m.events):
        s.happens[e] = math.inf
        if rng.random() < x[m.event_odds[e]]:
            s.happens[e] = m.event_from[e] + math.floor(rng.random() * m.event_days[e]) / 7
    for b in range(m.buyers):
        s.listed[b] = m.listed[b]
        s.listing_clock[b] = rng.standard_exponential()
    for p in range(m.products):
        c = m.product_class[p]
        s.line[p] = m.line[p]
        s.ramp_age[p] = NO_LIMIT if m.line[p] == 1 else 0.0
        s.line_lag[p] = x[m.ramp_lag[p]]
        s.noise[p] = rng.standard_normal()
        s.disruption_clock[p] = rng.standard_exponential()
        s.stop_clock[p] = rng.standard_exponential()
        s.gap[p] = law(m, m.rounds_gap[c], rng) if m.rounds_has[c] else math.inf
        for b in range(m.buyers):
            s.order_clock[p, b] = rng.standard_exponential()
