"""A part of the model in SimPy, as a process-based simulation would have it: for scale, not for comparison of results.

Both capitals, customs, the order books, licences, approval rounds, settlement from the opening stock under the test
capacity, and every crate's journey. Left out: levies and money, the tariff ladder, events, tit for tat, output and
the line's decisions, write-downs, other customers, the volume cap, limits and matching of domestic chips, returns,
the white list, and the ends of allowances. What is left out makes it faster, not slower.
"""

from types import SimpleNamespace

import numpy as np
import simpy

from keys import NO_LIMIT
from laws import NONE, draws


class Path:
    """One path: its state, and a process for each thing that happens by itself."""

    def __init__(self, m, x, rng):
        self.m, self.x, self.rng = m, x, rng
        self.env = simpy.Environment()
        self.us, self.cn, self.gate = m.us_opening, m.cn_opening, bool(m.gate_open)
        self.changed = self.env.event()
        cells = [(p, b) for p in range(m.products) for b in range(m.buyers)]
        self.q, self.f, self.licence, self.approval, self.sent = ({cell: 0.0 for cell in cells} for _ in range(5))
        self.stock = [round(x[m.opening_stock[p]]) for p in range(m.products)]
        self.delivered = 0.0
        for p in range(m.products):
            total = sum(x[slot] for slot in m.order_share[p])
            for b in range(m.buyers):
                self.q[p, b] = round(x[m.asked[p]] * x[m.order_share[p, b]] / total)
                self.approval[p, b] = round(x[m.opening_approved[p, b]])
                self.env.process(self.orders(p, b))
                self.env.process(self.licences(p, b))
            self.env.process(self.warehouse(p))
            if m.rounds_has[m.product_class[p]]:
                self.env.process(self.rounds(p))
        self.env.process(self.washington())
        self.env.process(self.beijing())
        self.env.process(self.customs())

    def law(self, number):
        """One draw of a law."""
        return float(draws(self.m, number, self.rng, 1)[0])

    def notify(self):
        """Wakes what waits for a regime or the gate."""
        self.changed.succeed()
        self.changed = self.env.event()

    def admitted(self, b):
        """Whether Beijing lets this buyer import."""
        return self.m.cn_admits[self.cn, b]

    def washington(self):
        """Washington's regimes, one after another."""
        while (law := self.m.us_sojourn[self.us]) != NONE:
            yield self.env.timeout(self.law(law) / self.x[self.m.us_switch])
            self.us = self.rng.choice(len(self.m.us_strictness), p=self.m.us_next[self.us])
            self.notify()

    def beijing(self):
        """Beijing's regimes, one after another."""
        while (law := self.m.cn_sojourn[self.cn]) != NONE:
            yield self.env.timeout(self.law(law) / self.x[self.m.cn_switch])
            self.cn = self.rng.choice(len(self.m.cn_strictness), p=self.m.cn_next[self.cn])
            self.notify()

    def customs(self):
        """The gate, its pace that of Beijing's regime when a spell begins."""
        m = self.m
        while True:
            law, pace = (
                (m.open_law, m.cn_customs_closure_factor)
                if self.gate
                else (m.closed_law, m.cn_customs_reopening_factor)
            )
            yield self.env.timeout(self.law(law) / max(self.x[pace[self.cn]], 1e-9))
            self.gate = not self.gate
            self.notify()

    def orders(self, p, b):
        """A buyer's order book, week by week: new interest, firming, orders that leave."""
        m, x = self.m, self.x
        total = sum(x[slot] for slot in m.order_share[p])
        rate = x[m.new_interest[p]] / m.order_mean[p] * x[m.order_share[p, b]] / total
        hazard = x[m.cancellation_hazard[p]] + x[m.substitution_hazard[p]]
        cell = p, b
        while True:
            for _ in range(self.rng.poisson(rate)):
                self.q[cell] += max(round(self.law(m.order_law[p])), 1)
            if self.admitted(b):
                ready = m.cn_imports[self.cn] != 1 or self.approval[cell] > 0
                pace = (1.0 if ready else x[m.unapproved_factor[p]]) / max(x[m.firming[p]], 1e-9)
                committed = self.f[cell] + self.sent[cell]
                theta = min(1.0, x[m.firming_share[p]] * x[m.cn_guidance[self.cn]])
                gap = max(theta * (self.q[cell] + committed) - committed, 0.0)
                n = min(int(gap * (1 - np.exp(-pace))), self.q[cell])
                self.q[cell] -= n
                self.f[cell] += n
            self.q[cell] -= int(self.q[cell] * (1 - np.exp(-hazard)))
            self.f[cell] -= int(self.f[cell] * (1 - np.exp(-hazard * x[m.firm_cancellation_factor[p]])))
            yield self.env.timeout(1)

    def licences(self, p, b):
        """A buyer's applications, one after another."""
        m, x, c = self.m, self.x, self.m.product_class[p]
        while True:
            if not m.us_licence[self.us, c]:
                yield self.changed
                continue
            if self.q[p, b] + self.f[p, b] <= self.licence[p, b]:
                yield self.env.timeout(1)
                continue
            yield self.env.timeout(max(self.law(m.us_licence_law[self.us, c]), 1))
            if not m.us_licence[self.us, c]:
                continue
            if self.rng.random() < x[m.us_licence_odds[self.us, c]]:
                self.licence[p, b] = min(self.q[p, b] + self.f[p, b], x[m.us_buyer_cap[self.us, c]])
                yield self.env.timeout(1)
            else:
                yield self.env.timeout(max(x[m.us_reapply[self.us, c]], 1))

    def rounds(self, p):
        """Approval rounds of a product."""
        m, x, c = self.m, self.x, self.m.product_class[p]
        while True:
            gap = self.law(m.rounds_gap[c])
            while gap > 0:
                yield self.env.timeout(1)
                gap -= x[m.cn_round_pace[self.cn]] if m.cn_imports[self.cn] == 1 else 0.0
            left = self.law(m.rounds_size[c])
            for b in sorted(range(m.buyers), key=lambda buyer: m.tier[buyer]):
                want = self.q[p, b] + self.f[p, b] - self.approval[p, b]
                if self.admitted(b) and want >= 1 and self.rng.random() < x[m.rounds_odds[c, b]]:
                    grant = min(int(left), want)
                    self.approval[p, b] += grant
                    left -= grant

    def warehouse(self, p):
        """Ships what every gate lets pass, week by week."""
        m, x, c = self.m, self.x, self.m.product_class[p]
        while True:
            capacity = x[m.test_throughput[p]] if m.us_test[self.us, c] else NO_LIMIT
            left = int(min(self.stock[p], capacity)) if self.gate and m.us_exports[self.us, c] else 0
            for b in sorted(range(m.buyers), key=lambda buyer: m.tier[buyer]):
                n = min(left, self.f[p, b]) if self.admitted(b) else 0
                if m.us_licence[self.us, c]:
                    n = min(n, self.licence[p, b])
                if m.cn_imports[self.cn] == 1:
                    n = min(n, self.approval[p, b])
                    self.approval[p, b] -= n
                if n > 0:
                    self.licence[p, b] = max(self.licence[p, b] - n, 0)
                    self.f[p, b] -= n
                    self.sent[p, b] += n
                    self.stock[p] -= n
                    left -= n
                    self.env.process(self.crate(p, b, n))
            yield self.env.timeout(1)

    def crate(self, p, b, chips):
        """A shipment: test, transit, clearance, and the wait for the gate."""
        m, x = self.m, self.x
        if m.us_test[self.us, m.product_class[p]]:
            yield self.env.timeout(x[m.test[p]])
        yield self.env.timeout(x[m.transit[p]])
        yield self.env.timeout(x[m.clearance[p]])
        while not (self.gate and self.admitted(b)):
            yield self.changed
        self.delivered += chips


def simulate(scenario, paths, seed):
    """Chips delivered on each of so many paths."""
    m = SimpleNamespace(**scenario.plain())
    rng = np.random.Generator(np.random.SFC64(seed))
    delivered = np.zeros(paths)
    for k, x in enumerate(scenario.slots.draw(rng, paths).T.tolist()):
        path = Path(m, x, rng)
        path.env.run(until=m.weeks)
        delivered[k] = path.delivered
    return delivered
