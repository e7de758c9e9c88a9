"""Washington, Beijing, the tariff ladder, customs and events of the Numba lane (docs/model.md, 7.2 to 7.5)."""

import math

from numba_state import (
    CN,
    GATE,
    GATE_REST,
    IN_TRUCE,
    LADDER_STEPS,
    PEAK,
    RUNG,
    TRUCE_REST,
    US,
    compiled,
    law,
    sojourn,
)  # fmt: skip
from scenario import FORCE_BEIJING, FORCE_WASHINGTON, SCALE_HAZARD, SCALE_PARAMETER

MOST_SWITCHES = 64
MOST_EXCITED = 10.0


@compiled
def ages(m, s, effect, w):
    """Weeks since an effect began, below 0 before."""
    happens = s.happens[m.effect_event[effect]]
    if math.isinf(happens):
        return -1.0
    return w - math.floor(happens + m.effect_from[effect])


@compiled
def set_parameters(m, x, drawn, s, w):
    """Parameters and hazards under this week's events."""
    s.multiplier[:] = 1.0
    for k in range(m.effects):
        if m.effect_kind[k] == SCALE_PARAMETER:
            x[m.effect_target[k]] = drawn[m.effect_target[k]]
    for k in range(m.effects):
        age = ages(m, s, k, w)
        if age >= 0 and age < m.effect_for[k]:
            if m.effect_kind[k] == SCALE_PARAMETER:
                x[m.effect_target[k]] *= m.effect_factor[k]
            elif m.effect_kind[k] == SCALE_HAZARD:
                s.multiplier[m.effect_target[k]] *= m.effect_factor[k]


@compiled
def switch(m, s, of, hazard, stricter, odds, strictness, sojourns, rng):
    """One week of a capital."""
    excited = s.excited[of]
    i = s.now[of]
    rest = s.rest[of] - hazard * (1 + excited * stricter[i])
    switches = 0
    while rest <= 0 and switches < MOST_SWITCHES:
        total = 0.0
        for j in range(len(strictness)):
            total += odds[i, j] * (1 + excited if strictness[j] > strictness[i] else 1.0)
        u, running, chosen = rng.random() * total, 0.0, i
        for j in range(len(strictness)):
            running += odds[i, j] * (1 + excited if strictness[j] > strictness[i] else 1.0)
            if running > u:
                chosen = j
                break
        i = chosen
        rest += sojourn(m, sojourns, i, rng)
        switches += 1
    s.now[of], s.rest[of] = i, rest


@compiled
def counts(s, step, hazard, rng):
    """Events of a hazard clock in a week."""
    s.steps[step] -= min(hazard, 100.0)
    events = 0
    while s.steps[step] <= 0:
        events += 1
        s.steps[step] += rng.standard_exponential()
    return events


@compiled
def ladder(m, x, s, rng):
    """One week of the tariff ladder."""
    if s.now[IN_TRUCE]:
        s.rest[TRUCE_REST] -= 1
        if s.rest[TRUCE_REST] <= 0:
            s.now[IN_TRUCE] = 0
            if rng.random() < x[m.snap_back]:
                s.now[RUNG] = s.now[PEAK]
        return
    up = counts(s, 0, x[m.escalation] * s.multiplier[2] * (1 + s.excited[LADDER_STEPS]), rng)
    down = counts(s, 1, x[m.easing] * s.multiplier[3], rng)
    s.now[RUNG] = min(max(s.now[RUNG] + up - down, 0), len(m.rungs) - 1)
    if counts(s, 2, x[m.truce] * s.multiplier[4], rng) > 0:
        s.now[PEAK] = s.now[RUNG]
        s.now[RUNG] = max(s.now[RUNG] - 1, 0)
        s.now[IN_TRUCE] = 1
        s.rest[TRUCE_REST] = law(m, m.truce_law, rng)


@compiled
def policy(m, x, drawn, s, w, rng):
    """The week's first act but for what goes on sale."""
    set_parameters(m, x, drawn, s, w)
    us, cn, rung = s.now[US], s.now[CN], s.now[RUNG]
    if w > 0:
        fade = 2.0 ** (-1 / x[m.half_life])
        for i in range(3):
            s.excited[i] *= fade
        hazard = x[m.us_switch] * s.multiplier[0]
        switch(m, s, US, hazard, m.us_stricter, m.us_next, m.us_strictness, m.us_sojourn, rng)
        hazard = x[m.cn_switch] * s.multiplier[1]
        switch(m, s, CN, hazard, m.cn_stricter, m.cn_next, m.cn_strictness, m.cn_sojourn, rng)
        ladder(m, x, s, rng)
    us_escalated = m.us_strictness[s.now[US]] > m.us_strictness[us] or s.now[RUNG] > rung
    cn_escalated = m.cn_strictness[s.now[CN]] > m.cn_strictness[cn]
    for k in range(m.effects):
        kind = m.effect_kind[k]
        if kind != FORCE_WASHINGTON and kind != FORCE_BEIJING:
            continue
        age = ages(m, s, k, w)
        if age == 0 or (w == 0 and age > 0 and age < m.effect_for[k]):
            regime = m.effect_target[k]
            if kind == FORCE_WASHINGTON:
                us_escalated |= m.us_strictness[regime] > m.us_strictness[s.now[US]]
                s.now[US], s.rest[US] = regime, sojourn(m, m.us_sojourn, regime, rng)
            else:
                cn_escalated |= m.cn_strictness[regime] > m.cn_strictness[s.now[CN]]
                s.now[CN], s.rest[CN] = regime, sojourn(m, m.cn_sojourn, regime, rng)
    if cn_escalated:
        s.excited[US] = min(s.excited[US] + x[m.washington_answers], MOST_EXCITED)
        s.excited[LADDER_STEPS] = min(s.excited[LADDER_STEPS] + x[m.ladder_answers], MOST_EXCITED)
    if us_escalated:
        s.excited[CN] = min(s.excited[CN] + x[m.beijing_answers], MOST_EXCITED)
    if w > 0:
        customs(m, x, s, rng)


@compiled
def customs(m, x, s, rng):
    """One week of the customs gate."""
    beijing = s.now[CN]
    if s.now[GATE]:
        s.rest[GATE_REST] -= x[m.cn_customs_closure_factor[beijing]] * s.multiplier[5]
    else:
        s.rest[GATE_REST] -= x[m.cn_customs_reopening_factor[beijing]] * s.multiplier[6]
    turns = 0
    while s.rest[GATE_REST] <= 0 and turns < MOST_SWITCHES:
        s.now[GATE] = 1 - s.now[GATE]
        s.rest[GATE_REST] += law(m, m.open_law if s.now[GATE] else m.closed_law, rng)
        turns += 1
