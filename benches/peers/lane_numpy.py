"""The model in NumPy: a chunk of paths steps through the week together, every array by buyer and path."""

from types import SimpleNamespace

import numpy as np

import tally as tallies
from keys import NO_LIMIT
from laws import draws
from numpy_goods import goods
from numpy_policy import policy
from numpy_state import open_chunk, remain, share_out, whole
from scenario import LADDER, WASHINGTON
from tally import APPROVED, ASKED, CANCELLED, LICENSED, OFFSHORE, SUBSTITUTED

CHUNK = 4096


def launch(m, x, s, flows):
    """Opening stock, books and paper; every product is on sale from week 0."""
    for p in range(m.products):
        shares = x[m.order_share[p]]
        s.share[p] = shares / shares.sum(axis=0)
        s.stock[p] = np.rint(x[m.opening_stock[p]])
        book = np.rint(x[m.asked[p]] * s.share[p])
        s.f[p] = np.rint(book * x[m.opening_firm_share[p]])
        s.q[p] = book - s.f[p]
        s.p[p] = np.rint(x[m.opening_approved[p]])
        s.approval_left[p] = np.maximum(1.0, x[m.rounds_validity[m.product_class[p]]])
        s.l[p] = np.rint(x[m.opening_licensed[p]])
        s.licence_left[p] = NO_LIMIT
        flows[ASKED] += book.sum(axis=0)
        flows[APPROVED] += s.p[p].sum(axis=0)
        flows[LICENSED] += s.l[p].sum(axis=0)


def levy_rates(m, x, s, c):
    """This week's rates on a class, as shares of list price, by instrument and path."""
    rates = np.zeros((m.levies, s.paths))
    for i in range(m.levies):
        if not m.levy_applies[i, c]:
            continue
        if m.levy_kind[i] == LADDER:
            rates[i] = x[m.levy_scale[i]] * np.maximum(m.rungs[s.rung] - x[m.levy_above[i]], 0.0)
        elif m.levy_kind[i] == WASHINGTON:
            rates[i] = x[m.us_revenue_share[s.us, c], s.lane]
        else:
            rates[i] = x[m.levy_rate[i]]
    return rates


def new_orders(m, x, s, p, rng):
    """Orders that come this week, by buyer."""
    clock = s.order_clock[p]
    clock -= np.minimum(x[m.new_interest[p]] / m.order_mean[p] * s.share[p], 1e5)
    asked = np.zeros_like(clock)
    due = np.nonzero(clock <= 0)
    while len(due[0]):
        clock[due] += rng.standard_exponential(len(due[0]))
        asked[due] += np.clip(np.rint(draws(m, m.order_law[p], rng, len(due[0]))), 1.0, NO_LIMIT)
        still = clock[due] <= 0
        due = (due[0][still], due[1][still])
    return asked


def demand(m, x, s, p, flows, rates, rng):
    """New orders, firming and orders that leave."""
    asked = new_orders(m, x, s, p, rng)
    s.q[p] += asked
    flows[ASKED] += asked.sum(axis=0)

    borne = (rates * x[m.levy_borne]).sum(axis=0)
    willing = x[m.firming_share[p]] * x[m.cn_guidance[s.cn], s.lane] * (1 + borne) ** x[m.elasticity[p]]
    theta = np.minimum(1.0, willing)
    tau = np.maximum(x[m.firming[p]], 1e-9)
    eager, hesitant = 1 - np.exp(-1 / tau), 1 - np.exp(-x[m.unapproved_factor[p]] / tau)
    committed = s.f[p] + s.u[p] + s.v[p] + s.k[p] + s.y[p]
    gap = np.maximum(theta * (s.q[p] + committed) - committed, 0.0)
    pace = np.where(~s.by_approval | (s.p[p] > 0), eager, hesitant)
    firmed = whole(s.firm_carry[p], gap * pace * s.admitted, s.q[p])
    s.q[p] -= firmed
    s.f[p] += firmed

    waiting = s.q[p] + s.f[p]
    substitution = x[m.substitution_hazard[p]] if m.domestic else 0.0
    age = np.divide(s.omega[p], waiting, out=np.zeros_like(waiting), where=waiting > 0)
    hazard = x[m.cancellation_hazard[p]] * (1 + x[m.cancellation_growth[p]] * age) + substitution
    share = np.divide(substitution, hazard, out=np.zeros_like(hazard), where=hazard > 0)
    out_q = whole(s.out_q[p], s.q[p] * (1 - np.exp(-hazard)), s.q[p])
    out_f = whole(s.out_f[p], s.f[p] * (1 - np.exp(-x[m.firm_cancellation_factor[p]] * hazard)), s.f[p])
    domestic_q = whole(s.domestic_q[p], out_q * share, out_q)
    domestic_f = whole(s.domestic_f[p], out_f * share, out_f)
    s.q[p] -= out_q - domestic_q
    s.f[p] -= out_f - domestic_f
    gone = out_q - domestic_q + out_f - domestic_f
    abroad = whole(s.abroad[p], x[m.offshore_share[p]] * gone, gone)
    flows[OFFSHORE] += abroad.sum(axis=0)
    flows[CANCELLED] += (gone - abroad).sum(axis=0)
    after = waiting - gone
    omega = remain(s.omega[p], waiting, after)

    wish = (domestic_q + domestic_f).sum(axis=0)
    power = x[m.performance[p]]
    served = np.minimum(1.0, np.divide(s.domestic, power * wish, out=np.zeros(s.paths), where=wish > 0))
    from_q, from_f = np.floor(domestic_q * served), np.floor(domestic_f * served)
    s.q[p] -= from_q
    s.f[p] -= from_f
    s.omega[p] = remain(omega, after, after - from_q - from_f)
    replaced = (from_q + from_f).sum(axis=0)
    flows[SUBSTITUTED] += replaced
    s.match[p] += replaced
    s.domestic = np.maximum(s.domestic - power * replaced, 0.0)


def white_list(m, x, s):
    """Buyers that are added in a week in which some class needs a licence."""
    exposed = ~s.listed & m.us_licence[s.us].any(axis=1)
    s.listing_clock -= np.minimum(x[m.listing], 1e5) * exposed
    s.listed |= exposed & (s.listing_clock <= 0)


def licences(m, x, s, p, flows, rng):
    """Licences of one product's buyers."""
    c = m.product_class[p]
    needed = m.us_licence[s.us, c] == 1
    s.l[p] *= s.exports[p] & (s.licence_left[p] > 0)
    s.licence_left[p] -= 1
    s.pending[p] &= needed
    waiting = s.q[p] + s.f[p]
    applies = needed & s.listed & ~s.pending[p] & (s.retry[p] <= 0) & (waiting > s.l[p])
    s.retry[p] -= 1
    if applies.any():
        for regime in range(len(m.us_strictness)):
            at = np.nonzero(applies & (s.us == regime))
            if len(at[0]):
                s.lag[p][at] = draws(m, m.us_licence_law[regime, c], rng, len(at[0]))
        s.pending[p] |= applies
    at = np.nonzero(s.pending[p] & (s.lag[p] < 0.5))
    s.lag[p] -= 1
    if not len(at[0]):
        return
    buyer, lane = at
    regime = s.us[lane]
    s.pending[p][at] = False
    odds = x[m.us_licence_odds[regime, c], lane] * x[m.screening[buyer], lane]
    granted = rng.random(len(lane)) < odds
    cap = np.rint(x[m.us_buyer_cap[regime, c], lane])
    grown = np.where(granted, np.maximum(s.l[p][at], np.minimum(waiting[at], cap)), s.l[p][at])
    np.add.at(flows[LICENSED], lane, grown - s.l[p][at])
    s.l[p][at] = grown
    s.licence_left[p][at] = np.where(granted, x[m.us_validity[regime, c], lane] - 1, s.licence_left[p][at])
    s.retry[p][at] = np.where(granted, s.retry[p][at], x[m.us_reapply[regime, c], lane] - 1)


def rounds(m, x, s, p, flows, held, rng):
    """Approval rounds of one product."""
    c = m.product_class[p]
    s.p[p] *= s.approval_left[p] > 0
    s.approval_left[p] -= 1
    if not m.rounds_has[c]:
        return
    pace = np.where(s.by_approval, x[m.cn_round_pace[s.cn], s.lane] * s.multiplier[7], 0.0)
    s.gap[p] -= pace
    for _ in range(64):
        lane = np.nonzero((s.gap[p] <= 0) & (pace > 0))[0]
        if not len(lane):
            break
        held[p, lane] += 1
        s.gap[p, lane] += draws(m, m.rounds_gap[c], rng, len(lane))
        size = np.rint(draws(m, m.rounds_size[c], rng, len(lane)))
        wish = s.q[p][:, lane] + s.f[p][:, lane] - s.p[p][:, lane]
        takes_part = s.admitted[:, lane] & (wish >= 1)
        refusals = s.refusals[p][:, lane]
        odds = 1 - (1 - x[m.rounds_odds[c]][:, lane]) ** (1 + x[m.rounds_gain[c], lane] * refusals)
        approved = takes_part & (rng.random(wish.shape) < odds)
        given = share_out(m, np.where(approved, wish, 0.0), size)
        refusals = refusals + (takes_part & ~approved)
        got = given > 0
        s.refusals[p][:, lane] = np.where(got, 0.0, refusals)
        s.p[p][:, lane] += given
        left = s.approval_left[p][:, lane]
        s.approval_left[p][:, lane] = np.where(got, x[m.rounds_validity[c], lane] - 1, left)
        flows[APPROVED][lane] += given.sum(axis=0)


def domestic_supply(m, x, w):
    """Domestic chips to be had this week, in H20 equivalents."""
    first, last = x[m.domestic_opening], x[m.domestic_ceiling]
    curve = 1 + np.exp(-(w - x[m.domestic_midpoint]) * np.log(81.0) / x[m.domestic_rise])
    supply = np.maximum(first + (last - first) / curve, 0.0) * x[m.domestic_available] * x[m.performance[m.reference]]
    return supply if m.domestic else np.zeros_like(supply)


def paper_in_hand(m, s):
    """Whether some order has paper of both capitals, by path."""
    found = np.zeros(s.paths, dtype=bool)
    for p in range(m.products):
        free = s.exports[p] & (m.us_licence[s.us, m.product_class[p]] == 0)
        imported = (m.cn_imports[s.cn] == 2) & s.admitted
        paper = ((s.l[p] > 0) | free) & ((s.p[p] > 0) | imported)
        found |= (paper & (s.q[p] + s.f[p] > 0)).any(axis=0)
    return found


def read_rules(m, s):
    """What the regimes of the week let pass."""
    s.by_approval = m.cn_imports[s.cn] == 1
    s.admitted = m.cn_admits[s.cn].T == 1
    s.exports = m.us_exports[s.us][:, m.product_class].T == 1


def chunk(scenario, paths, rng):
    """The tally of one chunk."""
    # A namespace of plain arrays: Python is slow to read fields of a record.
    m = SimpleNamespace(**scenario.plain())
    drawn = scenario.slots.draw(rng, paths)
    x = drawn.copy()
    s = open_chunk(m, x, paths, rng)
    t = SimpleNamespace(**{name: np.zeros((*shape, paths)) for name, shape in tallies.shapes(m).items()})
    t.first[:] = np.nan
    run = np.zeros(paths)
    for w in range(m.weeks):
        y = m.year[w]
        flows = t.flows[:, y]
        policy(m, x, drawn, s, w, rng)
        read_rules(m, s)
        if w == 0:
            launch(m, x, s, flows)
        elif m.quarter[w] != m.quarter[w - 1]:
            s.class_quarter[:] = 0.0
        s.domestic = domestic_supply(m, x, w)
        rates = [levy_rates(m, x, s, c) for c in range(m.classes)]
        for p in range(m.products):
            demand(m, x, s, p, flows, rates[m.product_class[p]], rng)
        white_list(m, x, s)
        for p in range(m.products):
            licences(m, x, s, p, flows, rng)
        for p in range(m.products):
            rounds(m, x, s, p, flows, t.rounds[:, y], rng)
        for p in range(m.products):
            n, arrived, revenue = goods(m, x, s, p, w, rates[m.product_class[p]], flows, t.withheld, t.levies, rng)
            for index, amount in enumerate((arrived, n, revenue)):
                t.by_product[p, index, y] += amount
            t.delivered_weekly[w] += arrived
            t.shipped_weekly[w] += n
            t.first[p, (arrived > 0) & np.isnan(t.first[p])] = w + 1
        delivered = t.delivered_weekly[w]
        t.first[-1, (delivered > 0) & np.isnan(t.first[-1])] = w + 1
        waiting = s.q + s.f
        s.omega += waiting
        s.omega *= waiting > 0
        t.peak_stock = np.maximum(t.peak_stock, s.stock.sum(axis=0))
        run = np.where((delivered == 0) & paper_in_hand(m, s), run + 1, 0.0)
        t.paper_only += run > 0
        t.longest_paper_only = np.maximum(t.longest_paper_only, run)
        t.us_weeks[s.us, s.lane] += 1
        t.cn_weeks[s.cn, s.lane] += 1
        t.open_weeks += s.gate
        t.tariff_sum += m.rungs[s.rung]
        t.tariff_peak = np.maximum(t.tariff_peak, m.rungs[s.rung])
    t.firm = s.f.sum(axis=(0, 1))
    t.backlog = t.firm + s.q.sum(axis=(0, 1))
    t.at_customs = s.k.sum(axis=(0, 1))
    t.under_way = t.at_customs + s.u.sum(axis=(0, 1)) + s.v.sum(axis=(0, 1))
    t.stock = s.stock.sum(axis=0)
    # Paths are the last axis here, and the first in a tally.
    tally = tallies.allocate(m, paths)
    for name, array in vars(t).items():
        tally[name] = np.moveaxis(array, -1, 0)
    return tally


def simulate(scenario, paths, seed, size=CHUNK):
    """The tally of so many paths, chunk by chunk."""
    rng = np.random.Generator(np.random.SFC64(seed))
    sizes = [min(size, paths - begin) for begin in range(0, paths, size)]
    return np.concatenate([chunk(scenario, each, rng) for each in sizes]).view(np.recarray)
