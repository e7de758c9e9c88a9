"""Washington, Beijing, the tariff ladder, customs and events of the NumPy lane (docs/model.md, 7.2 to 7.5)."""

import numpy as np

from laws import draws
from numpy_state import by_regime
from scenario import FORCE_BEIJING, FORCE_WASHINGTON, SCALE_HAZARD, SCALE_PARAMETER

MOST_SWITCHES = 64
MOST_EXCITED = 10.0


def set_parameters(m, x, drawn, s, w):
    """Parameters and hazards under this week's events; hands back the ages of all effects."""
    s.multiplier = np.ones((8, s.paths))
    changed = m.effect_target[m.effect_kind == SCALE_PARAMETER]
    x[changed] = drawn[changed]
    ages = w - np.floor(s.happens[m.effect_event] + m.effect_from[:, None])
    lasts = (ages >= 0) & (ages < m.effect_for[:, None])
    for k in range(m.effects):
        if m.effect_kind[k] == SCALE_PARAMETER:
            x[m.effect_target[k]] *= np.where(lasts[k], m.effect_factor[k], 1.0)
        elif m.effect_kind[k] == SCALE_HAZARD:
            s.multiplier[m.effect_target[k]] *= np.where(lasts[k], m.effect_factor[k], 1.0)
    return (ages == 0) | (lasts if w == 0 else False)


def switch(m, regime, rest, excited, hazard, odds, strictness, stricter, sojourns, rng):
    """One week of a capital, in place."""
    rest -= hazard * (1 + excited * stricter[regime])
    for _ in range(MOST_SWITCHES):
        lane = np.nonzero(rest <= 0)[0]
        if not len(lane):
            return
        now = regime[lane]
        tighter = strictness > strictness[now][:, None]
        running = np.cumsum(odds[now] * np.where(tighter, 1 + excited[lane][:, None], 1.0), axis=1)
        u = rng.random(len(lane)) * running[:, -1]
        regime[lane] = (running <= u[:, None]).sum(axis=1)
        rest[lane] += by_regime(m, sojourns, regime[lane], rng)


def counts(clock, hazard, rng):
    """Events of a hazard clock in a week, the clock in place."""
    clock -= np.minimum(hazard, 100.0)
    events = np.zeros(len(clock), dtype=int)
    while (due := clock <= 0).any():
        events += due
        clock[due] += rng.standard_exponential(due.sum())
    return events


def ladder(m, x, s, rng):
    """One week of the tariff ladder."""
    outside = ~s.in_truce
    s.truce_rest -= 1
    ends = s.in_truce & (s.truce_rest <= 0)
    s.in_truce &= ~ends
    at = np.nonzero(ends)[0]
    if len(at):
        snaps = rng.random(len(at)) < x[m.snap_back, at]
        s.rung[at] = np.where(snaps, s.peak[at], s.rung[at])
    up = counts(s.steps[0], x[m.escalation] * s.multiplier[2] * (1 + s.ladder_excited) * outside, rng)
    down = counts(s.steps[1], x[m.easing] * s.multiplier[3] * outside, rng)
    s.rung = np.clip(s.rung + up - down, 0, len(m.rungs) - 1)
    at = np.nonzero(counts(s.steps[2], x[m.truce] * s.multiplier[4] * outside, rng))[0]
    if len(at):
        s.peak[at] = s.rung[at]
        s.rung[at] = np.maximum(s.rung[at] - 1, 0)
        s.in_truce[at] = True
        s.truce_rest[at] = draws(m, m.truce_law, rng, len(at))


def customs(m, x, s, rng):
    """One week of the customs gate."""
    closure = x[m.cn_customs_closure_factor[s.cn], s.lane] * s.multiplier[5]
    reopening = x[m.cn_customs_reopening_factor[s.cn], s.lane] * s.multiplier[6]
    s.gate_rest -= np.where(s.gate, closure, reopening)
    for _ in range(MOST_SWITCHES):
        lane = np.nonzero(s.gate_rest <= 0)[0]
        if not len(lane):
            return
        s.gate[lane] = ~s.gate[lane]
        s.gate_rest[lane] += by_regime(m, [m.closed_law, m.open_law], s.gate[lane].astype(int), rng)


def policy(m, x, drawn, s, w, rng):
    """The week's first act but for what goes on sale."""
    acts = set_parameters(m, x, drawn, s, w)
    us, cn, rung = s.us.copy(), s.cn.copy(), s.rung
    if w > 0:
        fade = 2.0 ** (-1 / x[m.half_life])
        s.us_excited *= fade
        s.cn_excited *= fade
        s.ladder_excited *= fade
        hazard = x[m.us_switch] * s.multiplier[0]
        switch(m, s.us, s.us_rest, s.us_excited, hazard, m.us_next, m.us_strictness, m.us_stricter, m.us_sojourn, rng)
        hazard = x[m.cn_switch] * s.multiplier[1]
        switch(m, s.cn, s.cn_rest, s.cn_excited, hazard, m.cn_next, m.cn_strictness, m.cn_stricter, m.cn_sojourn, rng)
        rung = rung.copy()
        ladder(m, x, s, rng)
    us_escalated = (m.us_strictness[s.us] > m.us_strictness[us]) | (s.rung > rung)
    cn_escalated = m.cn_strictness[s.cn] > m.cn_strictness[cn]
    for k in range(m.effects):
        target = m.effect_target[k]
        if m.effect_kind[k] == FORCE_WASHINGTON and acts[k].any():
            us_escalated |= acts[k] & (m.us_strictness[target] > m.us_strictness[s.us])
            s.us[acts[k]] = target
            s.us_rest[acts[k]] = by_regime(m, m.us_sojourn, s.us[acts[k]], rng)
        if m.effect_kind[k] == FORCE_BEIJING and acts[k].any():
            cn_escalated |= acts[k] & (m.cn_strictness[target] > m.cn_strictness[s.cn])
            s.cn[acts[k]] = target
            s.cn_rest[acts[k]] = by_regime(m, m.cn_sojourn, s.cn[acts[k]], rng)
    s.us_excited = np.where(
        cn_escalated, np.minimum(s.us_excited + x[m.washington_answers], MOST_EXCITED), s.us_excited
    )
    answer = np.minimum(s.ladder_excited + x[m.ladder_answers], MOST_EXCITED)
    s.ladder_excited = np.where(cn_escalated, answer, s.ladder_excited)
    s.cn_excited = np.where(us_escalated, np.minimum(s.cn_excited + x[m.beijing_answers], MOST_EXCITED), s.cn_excited)
    if w > 0:
        customs(m, x, s, rng)
