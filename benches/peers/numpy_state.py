"""The state of a chunk of paths for the NumPy lane, and what every act of the week does to such arrays."""

from types import SimpleNamespace

import numpy as np

from keys import NO_LIMIT
from laws import NONE, draws

CELL = "q f omega u v k tested cleared held y l licence_left p approval_left lag retry refusals share"
CELL += " firm_carry out_q out_f domestic_q domestic_f abroad return_carry"
PRODUCT = "stock match ramp_age disruption_left idle wanted stranded made_carry other_carry test_carry charged"


def whole(carry, amount, limit):
    """Whole chips of a fractional flow; the carry is brought up to date in place (docs/model.md, 2)."""
    carry += amount
    n = np.floor(carry)
    carry -= n
    return np.minimum(n, limit)


def remain(omega, before, after):
    """Chip-weeks of waiting when some of the waiting orders have left."""
    return omega * np.divide(after, before, out=np.zeros_like(before), where=before > 0)


def share_out(m, want, amount):
    """Shares an amount by tier, pro rata and whole, what rounding leaves in the order of buyers (7.13)."""
    given, left = np.zeros_like(want), amount.copy()
    for tier in m.tiers:
        buyers = np.nonzero(m.tier == tier)[0]
        wish = want[buyers]
        total = wish.sum(axis=0)
        part = np.minimum(1.0, np.divide(left, total, out=np.zeros_like(left), where=total > 0))
        got = np.floor(wish * part)
        give = np.minimum(left, total)
        over = give - got.sum(axis=0)
        # Each buyer takes up to its want of what is over after those before it.
        room = np.cumsum(wish - got, axis=0)
        got += np.diff(np.minimum(room, over), axis=0, prepend=0.0)
        given[buyers] = got
        left -= give
    return given


def by_regime(m, laws, regime, rng):
    """A draw for each path from the law of its regime; infinite where that has none."""
    found = np.full(len(regime), np.inf)
    for r, law in enumerate(laws):
        at = np.nonzero(regime == r)[0]
        if len(at) and law != NONE:
            found[at] = draws(m, law, rng, len(at))
    return found


def open_chunk(m, x, paths, rng):
    """The state before week 0."""
    s = SimpleNamespace(paths=paths, lane=np.arange(paths))
    for name in CELL.split():
        setattr(s, name, np.zeros((m.products, m.buyers, paths)))
    for name in PRODUCT.split():
        setattr(s, name, np.zeros((m.products, paths)))
    s.us, s.cn = np.full(paths, m.us_opening), np.full(paths, m.cn_opening)
    s.us_rest, s.cn_rest = by_regime(m, m.us_sojourn, s.us, rng), by_regime(m, m.cn_sojourn, s.cn, rng)
    s.us_excited, s.cn_excited, s.ladder_excited = np.zeros((3, paths))
    s.rung, s.peak = np.full(paths, m.opening_rung), np.full(paths, m.opening_peak)
    s.in_truce, s.truce_rest = np.full(paths, not np.isnan(m.opening_truce)), np.full(paths, m.opening_truce)
    s.steps = rng.standard_exponential((3, paths))
    s.gate = np.full(paths, m.gate_open == 1)
    if m.gate_odds >= 0:
        s.gate = rng.random(paths) < x[m.gate_odds]
    s.gate_rest = by_regime(m, [m.closed_law, m.open_law], s.gate.astype(int), rng)
    s.cumulative = rng.random(paths) < x[m.cumulative_odds]
    s.happens = np.empty((m.events, paths))
    for e in range(m.events):
        day = m.event_from[e] + np.floor(rng.random(paths) * m.event_days[e]) / 7
        s.happens[e] = np.where(rng.random(paths) < x[m.event_odds[e]], day, np.inf)
    s.listed = np.repeat(m.listed[:, None] == 1, paths, axis=1)
    s.listing_clock = rng.standard_exponential((m.buyers, paths))
    s.order_clock = rng.standard_exponential((m.products, m.buyers, paths))
    s.pending = np.zeros((m.products, m.buyers, paths), dtype=bool)
    s.line = np.repeat(m.line[:, None], paths, axis=1)
    s.ramp_age[m.line == 1] = NO_LIMIT
    s.line_lag = x[m.ramp_lag].copy()
    s.noise = rng.standard_normal((m.products, paths))
    s.disruption_clock = rng.standard_exponential((m.products, paths))
    s.stop_clock = rng.standard_exponential((m.products, paths))
    s.gap = np.full((m.products, paths), np.inf)
    for p in range(m.products):
        if m.rounds_has[m.product_class[p]]:
            s.gap[p] = draws(m, m.rounds_gap[m.product_class[p]], rng, paths)
    # Chips by the week in which they will have passed a stage.
    s.due = np.zeros((3, m.products, m.weeks, m.buyers, paths))
    s.class_shipped, s.class_quarter = np.zeros((m.classes, paths)), np.zeros((m.classes, paths))
    s.pool, s.paid = np.zeros((m.products, m.levies, paths)), np.zeros((m.products, m.levies, paths))
    return s
