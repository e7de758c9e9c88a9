"""The goods of the NumPy lane: output, sales, settlement, the journey, decisions and the ledger (7.14 to 7.20)."""

import numpy as np

from keys import NO_LIMIT, QUARTER
from laws import draws
from numpy_state import share_out, whole
from tally import (
    AFTER_STOCK,
    BUYER_LEVY,
    CHINA_TAKE,
    COMPUTE,
    COST,
    DELIVERED,
    GROSS,
    MARGIN,
    NET,
    PRODUCED,
    REFUNDS,
    RETURNED,
    SHIPPED,
    SOLD,
    UNSOLD,
    US_TAKE,
    VENDOR_LEVY,
    WRITE_DOWN,
)  # fmt: skip

TEST, TRANSIT, CLEARANCE = range(3)


def output(m, x, s, p, rng):
    """Chips made this week, put into stock."""
    clear = s.disruption_left[p] <= 0
    s.disruption_clock[p] -= np.minimum(x[m.disruption_hazard[p]], 1e5) * clear
    at = np.nonzero(clear & (s.disruption_clock[p] <= 0))[0]
    if len(at):
        s.disruption_clock[p, at] = rng.standard_exponential(len(at))
        s.disruption_left[p, at] = np.rint(draws(m, m.disruption_law[p], rng, len(at)))
    disrupted = s.disruption_left[p] > 0
    s.disruption_left[p] -= 1
    restarting = s.line[p] == 2
    starts = restarting & (s.line_lag[p] < 0.5)
    s.line[p][starts] = 1
    s.ramp_age[p][starts] = 0.0
    s.line_lag[p] -= restarting & ~starts
    running = s.line[p] == 1
    sigma, rho = x[m.yield_volatility[p]], x[m.yield_persistence[p]]
    full = x[m.full_output[p]] * np.minimum(1.0, (s.ramp_age[p] + 1) / np.maximum(x[m.ramp_weeks[p]], 1.0))
    full *= np.exp(sigma * s.noise[p] - sigma * sigma / 2) * np.where(disrupted, x[m.disruption_output_share[p]], 1.0)
    made = whole(s.made_carry[p], full * running, NO_LIMIT)
    s.stock[p] += made
    s.ramp_age[p] += running
    s.noise[p] = rho * s.noise[p] + np.sqrt(1 - rho * rho) * rng.standard_normal(s.paths)
    return made


def headroom(m, x, s, c, w):
    """Chips that the volume cap still lets pass."""
    weekly = x[m.us_sales[s.us, c], s.lane]
    share = x[m.us_volume_cap_share[s.us, c], s.lane]
    to_date = share * (x[m.us_sales_to_date[s.us, c], s.lane] + weekly * (w + 1)) - s.class_shipped[c]
    quarterly = share * weekly * QUARTER - s.class_quarter[c]
    room = np.floor(np.maximum(np.where(s.cumulative, to_date, quarterly), 0.0))
    return np.where(m.us_capped[s.us, c] == 1, room, NO_LIMIT)


def settle(m, x, s, p, w, withheld):
    """Blames the gates and ships; chips shipped, by buyer."""
    c = m.product_class[p]
    opened = s.f[p] * (s.exports[p] & s.admitted)
    licensed = np.where(m.us_licence[s.us, c] == 1, np.minimum(opened, s.l[p]), opened)
    want = np.where(s.by_approval, np.minimum(licensed, s.p[p]), licensed)
    ready = want.sum(axis=0)
    eta, power = x[m.rounds_match[c]], x[m.performance[p]]
    matched = s.by_approval & (eta > 0) & bool(m.rounds_has[c] and m.domestic)
    credit = np.divide(s.match[p] + s.domestic / power, eta, out=np.full(s.paths, NO_LIMIT), where=eta > 0)
    ready = np.where(matched, np.minimum(ready, np.floor(credit)), ready)
    tested = m.us_test[s.us, c] == 1
    capacity = whole(s.test_carry[p], x[m.test_throughput[p]] * tested, NO_LIMIT)
    waiting = s.q[p] + s.f[p]
    left = waiting.sum(axis=0)
    limits = (
        s.f[p].sum(axis=0),
        opened.sum(axis=0),
        licensed.sum(axis=0),
        headroom(m, x, s, c, w),
        ready,
        s.stock[p],
        np.where(tested, capacity, NO_LIMIT),
        np.where(s.gate, NO_LIMIT, 0.0),
    )
    for gate, limit in enumerate(limits):
        passed = np.minimum(left, limit)
        withheld[gate] += left - passed
        left = passed
    shipped = np.zeros_like(want)
    at = np.nonzero(left > 0)[0]
    if len(at):
        shipped[:, at] = share_out(m, want[:, at], left[at])
        s.f[p] -= shipped
        s.omega[p] *= np.divide(waiting - shipped, waiting, out=np.ones_like(waiting), where=waiting > 0)
        s.l[p] = np.maximum(s.l[p] - shipped, 0.0)
        s.p[p] -= shipped * s.by_approval
        s.u[p] += shipped
        s.stock[p] -= left
        s.class_shipped[c] += left
        s.class_quarter[c] += left
        used = eta * left * matched
        by_credit = np.minimum(s.match[p], used)
        s.match[p] -= by_credit
        s.domestic = np.maximum(s.domestic - power * (used - by_credit), 0.0)
    return shipped, left


def enter(s, stage, p, week, chips):
    """Notes chips that will have passed a stage in a week, by path."""
    buyer, lane = np.nonzero(chips)
    if len(lane):
        due = week[lane]
        inside = due < s.due.shape[2]
        buyer, lane, due = buyer[inside], lane[inside], due[inside]
        s.due[stage, p, due, buyer, lane] += chips[buyer, lane]


def journey(m, x, s, p, w, shipped):
    """Testing, transit and customs; chips delivered and returned, by path."""
    tested = m.us_test[s.us, m.product_class[p]] == 1
    lags = [np.rint(x[lag[p]]).astype(int) for lag in (m.test, m.transit, m.clearance)]
    enter(s, TEST, p, w + lags[TEST] * tested, shipped)
    s.tested[p] += s.due[TEST, p, w]
    leaving = s.tested[p] * s.exports[p]
    s.tested[p] -= leaving
    s.u[p] -= leaving
    s.v[p] += leaving
    enter(s, TRANSIT, p, w + lags[TRANSIT], leaving)
    landed = s.due[TRANSIT, p, w]
    s.v[p] -= landed
    s.k[p] += landed
    enter(s, CLEARANCE, p, w + lags[CLEARANCE], landed)
    s.cleared[p] += s.due[CLEARANCE, p, w]
    cleared = s.cleared[p]
    passes = s.gate & s.admitted
    delivered = cleared * passes
    s.held[p] = np.where(passes | (cleared <= 0), 0.0, s.held[p] + 1)
    back = (1 - np.exp(-x[m.return_hazard])) * (s.held[p] > x[m.return_after])
    returned = whole(s.return_carry[p], cleared * back, cleared)
    s.cleared[p] -= delivered + returned
    s.k[p] -= delivered + returned
    s.y[p] += delivered
    returned = returned.sum(axis=0)
    s.stock[p] += returned
    return delivered.sum(axis=0), returned


def decide(m, x, s, p, shipped, rng):
    """Whether the line stops or restarts, and what stranded stock is scrapped: chips."""
    allowed = s.exports[p] & (m.cn_imports[s.cn] != 0)
    s.idle[p] = np.where(shipped > 0, 0.0, s.idle[p] + 1)
    exposed = (s.line[p] == 1) & (s.idle[p] >= x[m.stop_after_idle[p]])
    s.stop_clock[p] -= np.minimum(x[m.stop_hazard[p]], 1e5) * exposed
    at = np.nonzero(exposed & (s.stop_clock[p] <= 0))[0]
    if len(at):
        s.stop_clock[p, at] = rng.standard_exponential(len(at))
        s.line[p, at] = 0
    wanted = allowed & (s.f[p].sum(axis=0) > x[m.restart_cover[p]] * np.maximum(s.stock[p], 1.0))
    s.wanted[p] = np.where(wanted, s.wanted[p] + 1, 0.0)
    restarts = (s.line[p] == 0) & (s.wanted[p] > x[m.decision[p]])
    s.line[p][restarts] = 2
    s.line_lag[p] = np.where(restarts, np.rint(x[m.ramp_lag[p]]), s.line_lag[p])
    before = s.stranded[p].copy()
    s.stranded[p] = np.where(allowed, 0.0, before + 1)
    due = np.maximum(x[m.write_down_after[p]], 1.0)
    scrapped = np.floor(s.stock[p] * x[m.write_down_share[p]]) * ((before < due) & (s.stranded[p] >= due))
    s.stock[p] -= scrapped
    return scrapped


def goods(m, x, s, p, w, rates, flows, withheld, levies, rng):
    """The week's goods and money of one product: chips shipped, chips delivered, gross revenue."""
    made = output(m, x, s, p, rng)
    sigma = x[m.other_customers_volatility[p]]
    noise = np.exp(sigma * rng.standard_normal(s.paths) - sigma * sigma / 2)
    wish = whole(s.other_carry[p], x[m.other_customers[p]] * noise, NO_LIMIT)
    first = np.floor(wish * x[m.other_customers_priority[p]])
    sold = np.minimum(first, s.stock[p])
    s.stock[p] -= sold
    shipped, n = settle(m, x, s, p, w, withheld)
    more = np.minimum(wish - first, s.stock[p])
    s.stock[p] -= more
    delivered, returned = journey(m, x, s, p, w, shipped)
    cost, price = x[m.unit_cost[p]] * delivered, x[m.price[p]]
    write_down = decide(m, x, s, p, n, rng) * x[m.unit_cost[p]]

    vendor, buyer, us_take, china_take, refunds = np.zeros((5, s.paths))
    left = delivered + returned
    under_way = (s.u[p] + s.v[p] + s.k[p]).sum(axis=0) + left
    for i in range(m.levies):
        levy = rates[i] * price * (n if m.levy_at_entry[i] else delivered)
        refund = 0.0
        s.paid[p, i] += levy
        if m.levy_at_entry[i]:
            s.pool[p, i] += levy
            each = np.divide(s.pool[p, i], under_way, out=np.zeros(s.paths), where=under_way > 0)
            refund = np.minimum(each * returned * x[m.levy_refundable[i]], s.paid[p, i])
            s.pool[p, i] -= each * left
            s.paid[p, i] -= refund
        net = levy - refund
        vendor += net * (1 - x[m.levy_borne[i]])
        buyer += net * x[m.levy_borne[i]]
        refunds += refund
        levies[i] += net
        if m.levy_to_us[i]:
            us_take += net
        else:
            china_take += net
    gross = price * delivered
    margin = gross - vendor - cost - write_down
    charge = x[m.unit_cost[p]] * (1 - x[m.salvage_share[p]]) * s.stock[p]
    unsold, s.charged[p] = charge - s.charged[p], charge
    amounts = {
        PRODUCED: made,
        SOLD: sold + more,
        SHIPPED: n,
        DELIVERED: delivered,
        RETURNED: returned,
        GROSS: gross,
        NET: gross - vendor,
        VENDOR_LEVY: vendor,
        BUYER_LEVY: buyer,
        REFUNDS: refunds,
        COST: cost,
        WRITE_DOWN: write_down,
        MARGIN: margin,
        UNSOLD: unsold,
        AFTER_STOCK: margin - unsold,
        US_TAKE: us_take,
        CHINA_TAKE: china_take,
        COMPUTE: x[m.performance[p]] * delivered,
    }
    for flow, amount in amounts.items():
        flows[flow] += amount
    return n, delivered, gross
