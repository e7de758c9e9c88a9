"""The goods of the Numba lane: output, sales, settlement, the journey, decisions and the ledger (7.14 to 7.20)."""

import math

import numpy as np

from keys import NO_LIMIT, QUARTER
from numba_state import (
    CLEARANCE_DUE,
    CN,
    CUMULATIVE,
    GATE,
    MADE_CARRY,
    OTHER_CARRY,
    RETURN_CARRY,
    TEST_CARRY,
    TEST_DUE,
    TRANSIT_DUE,
    US,
    compiled,
    law,
    whole,
)  # fmt: skip
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


@compiled
def output(m, x, s, p, rng):
    """Chips made this week, put into stock."""
    if s.disruption_left[p] <= 0:
        s.disruption_clock[p] -= min(x[m.disruption_hazard[p]], 1e5)
        if s.disruption_clock[p] <= 0:
            s.disruption_clock[p] = rng.standard_exponential()
            s.disruption_left[p] = np.rint(law(m, m.disruption_law[p], rng))
    disrupted = s.disruption_left[p] > 0
    s.disruption_left[p] -= 1
    if s.line[p] == 2:
        if s.line_lag[p] < 0.5:
            s.line[p], s.ramp_age[p] = 1, 0.0
        else:
            s.line_lag[p] -= 1
    sigma, rho = x[m.yield_volatility[p]], x[m.yield_persistence[p]]
    made = 0.0
    if s.line[p] == 1:
        full = x[m.full_output[p]] * min(1.0, (s.ramp_age[p] + 1) / max(x[m.ramp_weeks[p]], 1.0))
        full *= math.exp(sigma * s.noise[p] - sigma * sigma / 2)
        if disrupted:
            full *= x[m.disruption_output_share[p]]
        made, s.product_carry[MADE_CARRY, p] = whole(s.product_carry[MADE_CARRY, p], full, NO_LIMIT)
        s.stock[p] += made
        s.ramp_age[p] += 1
    s.noise[p] = rho * s.noise[p] + math.sqrt(1 - rho * rho) * rng.standard_normal()
    return made


@compiled
def settle(m, x, s, p, w, domestic, withheld, shipped):
    """Blames the gates, sets what each buyer is shipped, and hands back their sum and the domestic chips left."""
    us, cn, c = s.now[US], s.now[CN], m.product_class[p]
    by_licence, by_approval = m.us_licence[us, c], m.cn_imports[cn] == 1
    want = np.zeros(m.buyers)
    waiting, firm, opened, licensed, ready = 0.0, 0.0, 0.0, 0.0, 0.0
    for b in range(m.buyers):
        waiting += s.q[p, b] + s.f[p, b]
        firm += s.f[p, b]
        if m.us_exports[us, c] and m.cn_admits[cn, b]:
            one = s.f[p, b]
            opened += one
            if by_licence:
                one = min(one, s.l[p, b])
            licensed += one
            if by_approval:
                one = min(one, s.p[p, b])
            ready += one
            want[b] = one
    headroom = NO_LIMIT
    if m.us_capped[us, c]:
        share, weekly = x[m.us_volume_cap_share[us, c]], x[m.us_sales[us, c]]
        if s.now[CUMULATIVE]:
            headroom = share * (x[m.us_sales_to_date[us, c]] + weekly * (w + 1)) - s.class_shipped[c]
        else:
            headroom = share * weekly * QUARTER - s.class_quarter[c]
        headroom = math.floor(max(headroom, 0.0))
    eta, power = x[m.rounds_match[c]], x[m.performance[p]]
    matched = by_approval and eta > 0 and m.rounds_has[c] and m.domestic
    if matched:
        ready = min(ready, math.floor((s.match[p] + domestic / power) / eta))
    capacity = NO_LIMIT
    if m.us_test[us, c]:
        capacity, s.product_carry[TEST_CARRY, p] = whole(
            s.product_carry[TEST_CARRY, p], x[m.test_throughput[p]], NO_LIMIT
        )
    left = waiting
    limits = (firm, opened, licensed, headroom, ready, s.stock[p], capacity, NO_LIMIT if s.now[GATE] else 0.0)
    for gate in range(8):
        passed = min(left, limits[gate])
        withheld[gate] += left - passed
        left = passed
    shipped[:] = 0.0
    if left <= 0:
        return 0.0, domestic
    rest = left
    for tier in m.tiers:
        total = 0.0
        for b in range(m.buyers):
            if m.tier[b] == tier:
                total += want[b]
        if total <= 0:
            continue
        give = min(rest, total)
        over = give
        for b in range(m.buyers):
            if m.tier[b] == tier:
                shipped[b] = math.floor(want[b] * min(1.0, rest / total))
                over -= shipped[b]
        for b in range(m.buyers):
            if m.tier[b] == tier and over > 0:
                more = min(over, want[b] - shipped[b])
                shipped[b] += more
                over -= more
        rest -= give
    for b in range(m.buyers):
        if shipped[b] > 0:
            before = s.q[p, b] + s.f[p, b]
            s.f[p, b] -= shipped[b]
            s.omega[p, b] *= (before - shipped[b]) / before
            s.l[p, b] = max(s.l[p, b] - shipped[b], 0.0)
            if by_approval:
                s.p[p, b] -= shipped[b]
            s.u[p, b] += shipped[b]
    s.stock[p] -= left
    s.class_shipped[c] += left
    s.class_quarter[c] += left
    if matched:
        by_credit = min(s.match[p], eta * left)
        s.match[p] -= by_credit
        domestic = max(domestic - power * (eta * left - by_credit), 0.0)
    return left, domestic


@compiled
def enter(s, stage, p, b, week, n):
    """Notes chips that will have passed a stage in a week."""
    if n > 0 and week < s.due.shape[3]:
        s.due[stage, p, b, week] += n


@compiled
def journey(m, x, s, p, w, shipped):
    """Testing, transit and customs; chips delivered and returned."""
    us, cn, c = s.now[US], s.now[CN], m.product_class[p]
    test = int(np.rint(x[m.test[p]])) if m.us_test[us, c] else 0
    transit, clearance = int(np.rint(x[m.transit[p]])), int(np.rint(x[m.clearance[p]]))
    back = 1 - math.exp(-x[m.return_hazard])
    delivered, returned = 0.0, 0.0
    for b in range(m.buyers):
        enter(s, TEST_DUE, p, b, w + test, shipped[b])
        s.tested[p, b] += s.due[TEST_DUE, p, b, w]
        if m.us_exports[us, c] and s.tested[p, b] > 0:
            leaving = s.tested[p, b]
            s.tested[p, b] = 0.0
            s.u[p, b] -= leaving
            s.v[p, b] += leaving
            enter(s, TRANSIT_DUE, p, b, w + transit, leaving)
        landed = s.due[TRANSIT_DUE, p, b, w]
        s.v[p, b] -= landed
        s.k[p, b] += landed
        enter(s, CLEARANCE_DUE, p, b, w + clearance, landed)
        s.cleared[p, b] += s.due[CLEARANCE_DUE, p, b, w]
        cleared = s.cleared[p, b]
        if cleared <= 0:
            s.held[p, b] = 0.0
        elif s.now[GATE] and m.cn_admits[cn, b]:
            s.held[p, b] = 0.0
            s.cleared[p, b] = 0.0
            s.k[p, b] -= cleared
            s.y[p, b] += cleared
            delivered += cleared
        else:
            s.held[p, b] += 1
            if s.held[p, b] > x[m.return_after]:
                n, s.cell_carry[RETURN_CARRY, p, b] = whole(s.cell_carry[RETURN_CARRY, p, b], cleared * back, cleared)
                s.cleared[p, b] -= n
                s.k[p, b] -= n
                s.stock[p] += n
                returned += n
    return delivered, returned


@compiled
def decide(m, x, s, p, shipped, rng):
    """Whether the line stops or restarts, and what stranded stock is scrapped: chips."""
    us, cn, c = s.now[US], s.now[CN], m.product_class[p]
    flows_allowed = m.us_exports[us, c] and m.cn_imports[cn] != 0
    s.idle[p] = 0.0 if shipped > 0 else s.idle[p] + 1
    if s.line[p] == 1 and s.idle[p] >= x[m.stop_after_idle[p]]:
        s.stop_clock[p] -= min(x[m.stop_hazard[p]], 1e5)
        if s.stop_clock[p] <= 0:
            s.stop_clock[p] = rng.standard_exponential()
            s.line[p] = 0
    firm = s.f[p].sum()
    wanted = flows_allowed and firm > x[m.restart_cover[p]] * max(s.stock[p], 1.0)
    s.wanted[p] = s.wanted[p] + 1 if wanted else 0.0
    if s.line[p] == 0 and s.wanted[p] > x[m.decision[p]]:
        s.line[p], s.line_lag[p] = 2, np.rint(x[m.ramp_lag[p]])
    before = s.stranded[p]
    s.stranded[p] = 0.0 if flows_allowed else before + 1
    due = max(x[m.write_down_after[p]], 1.0)
    if before < due <= s.stranded[p]:
        scrapped = math.floor(s.stock[p] * x[m.write_down_share[p]])
        s.stock[p] -= scrapped
        return scrapped
    return 0.0


@compiled
def goods(m, x, s, p, w, domestic, rates, t, rng):
    """The week's goods and money of one product; chips delivered, and the domestic chips left."""
    flows, y, shipped = t.flows, m.year[w], np.empty(m.buyers)
    made = output(m, x, s, p, rng)
    sigma = x[m.other_customers_volatility[p]]
    noise = math.exp(sigma * rng.standard_normal() - sigma * sigma / 2)
    wish, s.product_carry[OTHER_CARRY, p] = whole(
        s.product_carry[OTHER_CARRY, p], x[m.other_customers[p]] * noise, NO_LIMIT
    )
    first = math.floor(wish * x[m.other_customers_priority[p]])
    sold = min(first, s.stock[p])
    s.stock[p] -= sold
    n, domestic = settle(m, x, s, p, w, domestic, t.withheld, shipped)
    more = min(wish - first, s.stock[p])
    s.stock[p] -= more
    delivered, returned = journey(m, x, s, p, w, shipped)
    scrapped = decide(m, x, s, p, n, rng)
    write_down = scrapped * x[m.unit_cost[p]]

    price = x[m.price[p]]
    vendor, buyer, us_take, china_take, refunds = 0.0, 0.0, 0.0, 0.0, 0.0
    left = delivered + returned
    under_way = s.u[p].sum() + s.v[p].sum() + s.k[p].sum() + left
    for i in range(m.levies):
        levy = rates[i] * price * (n if m.levy_at_entry[i] else delivered)
        refund = 0.0
        s.paid[p, i] += levy
        if m.levy_at_entry[i]:
            s.pool[p, i] += levy
            each = s.pool[p, i] / under_way if under_way > 0 else 0.0
            refund = min(each * returned * x[m.levy_refundable[i]], s.paid[p, i])
            s.pool[p, i] -= each * left
            s.paid[p, i] -= refund
        net = levy - refund
        vendor += net * (1 - x[m.levy_borne[i]])
        buyer += net * x[m.levy_borne[i]]
        refunds += refund
        if m.levy_to_us[i]:
            us_take += net
        else:
            china_take += net
        t.levies[i] += net
    cost = x[m.unit_cost[p]] * delivered
    margin = price * delivered - vendor - cost - write_down
    charge = x[m.unit_cost[p]] * (1 - x[m.salvage_share[p]]) * s.stock[p]
    unsold, s.charged[p] = charge - s.charged[p], charge
    flows[PRODUCED, y] += made
    flows[SOLD, y] += sold + more
    flows[SHIPPED, y] += n
    flows[DELIVERED, y] += delivered
    flows[RETURNED, y] += returned
    flows[GROSS, y] += price * delivered
    flows[NET, y] += price * delivered - vendor
    flows[VENDOR_LEVY, y] += vendor
    flows[BUYER_LEVY, y] += buyer
    flows[REFUNDS, y] += refunds
    flows[COST, y] += cost
    flows[WRITE_DOWN, y] += write_down
    flows[MARGIN, y] += margin
    flows[UNSOLD, y] += unsold
    flows[AFTER_STOCK, y] += margin - unsold
    flows[US_TAKE, y] += us_take
    flows[CHINA_TAKE, y] += china_take
    flows[COMPUTE, y] += x[m.performance[p]] * delivered
    by_product = t.by_product[p]
    by_product[0, y] += delivered
    by_product[1, y] += n
    by_product[2, y] += price * delivered
    t.shipped_weekly[w] += n
    return delivered, domestic
