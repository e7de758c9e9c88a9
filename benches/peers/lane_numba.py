"""The model in Numba: one path at a time, compiled loops over products and buyers, as a scalar program would be."""

import math

import numpy as np

import tally as tallies
from keys import NO_LIMIT
from numba_goods import goods
from numba_policy import policy
from numba_state import (
    CN,
    DOMESTIC_F,
    DOMESTIC_Q,
    FIRM_CARRY,
    GATE,
    OFFSHORE_CARRY,
    OUT_F,
    OUT_Q,
    RUNG,
    US,
    allocate_state,
    compiled,
    law,
    opening,
    whole,
)  # fmt: skip
from scenario import LADDER, WASHINGTON
from tally import APPROVED, ASKED, CANCELLED, LICENSED, OFFSHORE, SUBSTITUTED


@compiled
def launch(m, x, s, flows):
    """Opening stock, books and paper; every product is on sale from week 0."""
    for p in range(m.products):
        c = m.product_class[p]
        s.stock[p] = np.rint(x[m.opening_stock[p]])
        shares = 0.0
        for b in range(m.buyers):
            shares += x[m.order_share[p, b]]
        for b in range(m.buyers):
            book = np.rint(x[m.asked[p]] * (x[m.order_share[p, b]] / shares))
            s.f[p, b] = np.rint(book * x[m.opening_firm_share[p]])
            s.q[p, b] = book - s.f[p, b]
            s.p[p, b] = np.rint(x[m.opening_approved[p, b]])
            s.approval_left[p, b] = max(1.0, x[m.rounds_validity[c]])
            s.l[p, b] = np.rint(x[m.opening_licensed[p, b]])
            s.licence_left[p, b] = NO_LIMIT
            flows[ASKED, 0] += book
            flows[APPROVED, 0] += s.p[p, b]
            flows[LICENSED, 0] += s.l[p, b]


@compiled
def levy_rate(m, x, s, i, c):
    """This week's rate of an instrument, as a share of list price."""
    if not m.levy_applies[i, c]:
        return 0.0
    if m.levy_kind[i] == LADDER:
        return x[m.levy_scale[i]] * max(m.rungs[s.now[RUNG]] - x[m.levy_above[i]], 0.0)
    if m.levy_kind[i] == WASHINGTON:
        return x[m.us_revenue_share[s.now[US], c]]
    return x[m.levy_rate[i]]


@compiled
def remain(omega, before, after):
    """Chip-weeks of waiting when some of the waiting orders have left."""
    return omega * (after / before) if before > 0 else 0.0


@compiled
def demand(m, x, s, p, domestic, flows, y, rng):
    """New orders, firming and orders that leave; the domestic chips that are left."""
    c = m.product_class[p]
    cn = s.now[CN]
    shares, borne = 0.0, 0.0
    for b in range(m.buyers):
        shares += x[m.order_share[p, b]]
    for i in range(m.levies):
        borne += levy_rate(m, x, s, i, c) * x[m.levy_borne[i]]
    theta = min(1.0, x[m.firming_share[p]] * x[m.cn_guidance[cn]] * (1 + borne) ** x[m.elasticity[p]])
    tau = max(x[m.firming[p]], 1e-9)
    eager = 1 - math.exp(-1 / tau)
    hesitant = 1 - math.exp(-x[m.unapproved_factor[p]] / tau)
    needs_approval = m.cn_imports[cn] == 1
    arrivals = x[m.new_interest[p]] / m.order_mean[p] / shares
    substitution = x[m.substitution_hazard[p]] if m.domestic else 0.0
    psi = x[m.firm_cancellation_factor[p]]
    wish = 0.0
    domestic_q, domestic_f = np.empty(m.buyers), np.empty(m.buyers)
    for b in range(m.buyers):
        s.order_clock[p, b] -= min(arrivals * x[m.order_share[p, b]], 1e5)
        while s.order_clock[p, b] <= 0:
            s.order_clock[p, b] += rng.standard_exponential()
            size = min(max(np.rint(law(m, m.order_law[p], rng)), 1.0), NO_LIMIT)
            s.q[p, b] += size
            flows[ASKED, y] += size
        if m.cn_admits[cn, b]:
            committed = s.f[p, b] + s.u[p, b] + s.v[p, b] + s.k[p, b] + s.y[p, b]
            gap = max(theta * (s.q[p, b] + committed) - committed, 0.0)
            pace = eager if not needs_approval or s.p[p, b] > 0 else hesitant
            n, s.cell_carry[FIRM_CARRY, p, b] = whole(s.cell_carry[FIRM_CARRY, p, b], gap * pace, s.q[p, b])
            s.q[p, b] -= n
            s.f[p, b] += n
        waiting = s.q[p, b] + s.f[p, b]
        if waiting > 0:
            hazard = x[m.cancellation_hazard[p]] * (1 + x[m.cancellation_growth[p]] * s.omega[p, b] / waiting)
            hazard += substitution
            share = substitution / hazard if hazard > 0 else 0.0
            carry = s.cell_carry
            out_q, carry[OUT_Q, p, b] = whole(carry[OUT_Q, p, b], s.q[p, b] * (1 - math.exp(-hazard)), s.q[p, b])
            out_f, carry[OUT_F, p, b] = whole(carry[OUT_F, p, b], s.f[p, b] * (1 - math.exp(-psi * hazard)), s.f[p, b])
            domestic_q[b], carry[DOMESTIC_Q, p, b] = whole(carry[DOMESTIC_Q, p, b], out_q * share, out_q)
            domestic_f[b], carry[DOMESTIC_F, p, b] = whole(carry[DOMESTIC_F, p, b], out_f * share, out_f)
            s.q[p, b] -= out_q - domestic_q[b]
            s.f[p, b] -= out_f - domestic_f[b]
            gone = out_q - domestic_q[b] + out_f - domestic_f[b]
            abroad, carry[OFFSHORE_CARRY, p, b] = whole(
                carry[OFFSHORE_CARRY, p, b], x[m.offshore_share[p]] * gone, gone
            )
            flows[OFFSHORE, y] += abroad
            flows[CANCELLED, y] += gone - abroad
            s.omega[p, b] = remain(s.omega[p, b], waiting, waiting - gone)
            wish += domestic_q[b] + domestic_f[b]
        else:
            domestic_q[b], domestic_f[b] = 0.0, 0.0
    if wish > 0:
        served = min(1.0, domestic / (x[m.performance[p]] * wish))
        replaced = 0.0
        for b in range(m.buyers):
            from_q, from_f = math.floor(domestic_q[b] * served), math.floor(domestic_f[b] * served)
            waiting = s.q[p, b] + s.f[p, b]
            s.q[p, b] -= from_q
            s.f[p, b] -= from_f
            s.omega[p, b] = remain(s.omega[p, b], waiting, s.q[p, b] + s.f[p, b])
            replaced += from_q + from_f
        flows[SUBSTITUTED, y] += replaced
        s.match[p] += replaced
        domestic = max(domestic - x[m.performance[p]] * replaced, 0.0)
    return domestic


@compiled
def white_list(m, x, s, rng):
    """Buyers that are added in a week in which some class needs a licence."""
    if not m.us_licence[s.now[US]].any():
        return
    for b in range(m.buyers):
        if not s.listed[b]:
            s.listing_clock[b] -= min(x[m.listing], 1e5)
            s.listed[b] = s.listing_clock[b] <= 0


@compiled
def licences(m, x, s, p, flows, y, rng):
    """Licences of one product's buyers."""
    us, c = s.now[US], m.product_class[p]
    needed = m.us_licence[us, c]
    for b in range(m.buyers):
        if not m.us_exports[us, c] or s.licence_left[p, b] <= 0:
            s.l[p, b] = 0.0
        s.licence_left[p, b] -= 1
        if not needed:
            s.pending[p, b] = 0.0
        waiting = s.q[p, b] + s.f[p, b]
        if needed and s.listed[b] and s.pending[p, b] == 0 and s.retry[p, b] <= 0 and waiting > s.l[p, b]:
            s.pending[p, b] = 1.0
            s.lag[p, b] = law(m, m.us_licence_law[us, c], rng)
        s.retry[p, b] -= 1
        if s.pending[p, b] > 0:
            if s.lag[p, b] < 0.5:
                s.pending[p, b] = 0.0
                if rng.random() < x[m.us_licence_odds[us, c]] * x[m.screening[b]]:
                    grown = max(s.l[p, b], min(waiting, np.rint(x[m.us_buyer_cap[us, c]])))
                    flows[LICENSED, y] += grown - s.l[p, b]
                    s.l[p, b] = grown
                    s.licence_left[p, b] = x[m.us_validity[us, c]] - 1
                else:
                    s.retry[p, b] = x[m.us_reapply[us, c]] - 1
            s.lag[p, b] -= 1


@compiled
def share_out(m, want, amount, given):
    """Shares an amount by tier, pro rata and whole, what rounding leaves in the order of buyers (7.13)."""
    left = amount
    for tier in m.tiers:
        total = 0.0
        for b in range(m.buyers):
            if m.tier[b] == tier:
                total += want[b]
        give = min(left, total)
        over = give
        for b in range(m.buyers):
            if m.tier[b] == tier:
                given[b] = math.floor(want[b] * min(1.0, left / total)) if total > 0 else 0.0
                over -= given[b]
        for b in range(m.buyers):
            if m.tier[b] == tier and over > 0:
                more = min(over, want[b] - given[b])
                given[b] += more
                over -= more
        left -= give


@compiled
def rounds(m, x, s, p, flows, held, y, rng):
    """Approval rounds of one product."""
    cn, c = s.now[CN], m.product_class[p]
    for b in range(m.buyers):
        if s.approval_left[p, b] <= 0:
            s.p[p, b] = 0.0
        s.approval_left[p, b] -= 1
    if not m.rounds_has[c] or m.cn_imports[cn] != 1:
        return
    pace = x[m.cn_round_pace[cn]] * s.multiplier[7]
    s.gap[p] -= pace
    times = 0
    want, given = np.empty(m.buyers), np.empty(m.buyers)
    while s.gap[p] <= 0 and pace > 0 and times < 64:
        times += 1
        held[p, y] += 1
        s.gap[p] += law(m, m.rounds_gap[c], rng)
        size = np.rint(law(m, m.rounds_size[c], rng))
        for b in range(m.buyers):
            wish = s.q[p, b] + s.f[p, b] - s.p[p, b]
            want[b] = 0.0
            if m.cn_admits[cn, b] and wish >= 1:
                odds = x[m.rounds_odds[c, b]]
                if rng.random() < 1 - (1 - odds) ** (1 + x[m.rounds_gain[c]] * s.refusals[p, b]):
                    want[b] = wish
                else:
                    s.refusals[p, b] += 1
        share_out(m, want, size, given)
        for b in range(m.buyers):
            if given[b] > 0:
                s.p[p, b] += given[b]
                s.approval_left[p, b] = x[m.rounds_validity[c]] - 1
                s.refusals[p, b] = 0.0
                flows[APPROVED, y] += given[b]


@compiled
def domestic_supply(m, x, w):
    """Domestic chips to be had this week, in H20 equivalents."""
    if not m.domestic:
        return 0.0
    first, last = x[m.domestic_opening], x[m.domestic_ceiling]
    curve = 1 + math.exp(-(w - x[m.domestic_midpoint]) * math.log(81.0) / x[m.domestic_rise])
    return max(first + (last - first) / curve, 0.0) * x[m.domestic_available] * x[m.performance[m.reference]]


@compiled
def paper_in_hand(m, s):
    """Whether some order has paper of both capitals."""
    us, cn = s.now[US], s.now[CN]
    for p in range(m.products):
        c = m.product_class[p]
        for b in range(m.buyers):
            licensed = s.l[p, b] > 0 or (m.us_exports[us, c] and not m.us_licence[us, c])
            approved = s.p[p, b] > 0 or (m.cn_imports[cn] == 2 and m.cn_admits[cn, b])
            if licensed and approved and s.q[p, b] + s.f[p, b] > 0:
                return True
    return False


@compiled
def path(m, x, drawn, s, t, rng):
    """One path from its opening to the horizon, written into its record of the tally."""
    opening(m, x, s, rng)
    flows, held = t.flows, t.rounds
    share = np.empty(m.levies)
    run = 0.0
    for w in range(m.weeks):
        y = m.year[w]
        policy(m, x, drawn, s, w, rng)
        if w == 0:
            launch(m, x, s, flows)
        elif m.quarter[w] != m.quarter[w - 1]:
            s.class_quarter[:] = 0.0
        domestic = domestic_supply(m, x, w)
        for p in range(m.products):
            domestic = demand(m, x, s, p, domestic, flows, y, rng)
        white_list(m, x, s, rng)
        for p in range(m.products):
            licences(m, x, s, p, flows, y, rng)
        for p in range(m.products):
            rounds(m, x, s, p, flows, held, y, rng)
        delivered, stock = 0.0, 0.0
        for p in range(m.products):
            for i in range(m.levies):
                share[i] = levy_rate(m, x, s, i, m.product_class[p])
            arrived, domestic = goods(m, x, s, p, w, domestic, share, t, rng)
            if arrived > 0 and math.isnan(t.first[p]):
                t.first[p] = w + 1
            delivered += arrived
            stock += s.stock[p]
        for p in range(m.products):
            for b in range(m.buyers):
                waiting = s.q[p, b] + s.f[p, b]
                s.omega[p, b] = s.omega[p, b] + waiting if waiting > 0 else 0.0
        if delivered > 0 and math.isnan(t.first[m.products]):
            t.first[m.products] = w + 1
        t.delivered_weekly[w] = delivered
        t.peak_stock = max(t.peak_stock, stock)
        run = run + 1 if delivered == 0 and paper_in_hand(m, s) else 0.0
        t.paper_only += run > 0
        t.longest_paper_only = max(t.longest_paper_only, run)
        t.us_weeks[s.now[US]] += 1
        t.cn_weeks[s.now[CN]] += 1
        t.open_weeks += s.now[GATE]
        t.tariff_sum += m.rungs[s.now[RUNG]]
        t.tariff_peak = max(t.tariff_peak, m.rungs[s.now[RUNG]])
    t.firm = s.f.sum()
    t.backlog = s.q.sum() + s.f.sum()
    t.at_customs = s.k.sum()
    t.under_way = s.u.sum() + s.v.sum() + s.k.sum()
    t.stock = s.stock.sum()


@compiled
def all_paths(m, drawn, s, t, rng):
    """Every path of a chunk, one after another; `drawn` has the path first."""
    for k in range(len(drawn)):
        path(m, drawn[k].copy(), drawn[k], s, t[k], rng)


def simulate(scenario, paths, seed):
    """The tally of so many paths."""
    rng = np.random.Generator(np.random.SFC64(seed))
    drawn = np.ascontiguousarray(scenario.slots.draw(rng, paths).T)
    tally = tallies.allocate(scenario.model, paths)
    all_paths(scenario.model, drawn, allocate_state(scenario.model), tally, rng)
    return tally
