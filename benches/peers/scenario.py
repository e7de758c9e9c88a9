"""A resolved scenario as the peers' model: names, slots of numbers, laws and tables of flags, all of them arrays."""

import datetime
import json
import math
import tomllib

import numpy as np

from inputs import Slots
from keys import DEMAND, LOGISTICS, MONTH, NO_LIMIT, POLICY, SUPPLY, YEAR
from laws import NONE, Laws
from record import record
from table import Refused, Table

LINES = {"stopped": 0, "running": 1, "restarting": 2}
IMPORTS = {"barred": 0, "rounds": 1, "free": 2}
FIXED, LADDER, WASHINGTON = range(3)
HAZARDS = ["washington", "beijing", "tariff-escalation", "tariff-easing", "tariff-truce"]
HAZARDS += ["customs-closure", "customs-reopening", "rounds"]
SCALE_PARAMETER, SCALE_HAZARD, FORCE_WASHINGTON, FORCE_BEIJING = range(4)


class Scenario:
    """What was read: `model` (arrays alone, for the lanes), `slots` (to draw from) and the names for the metrics."""

    def __init__(self, text):
        self.slots = Slots()
        self.laws = Laws(self.slots)
        self.arrays = {}
        with Table(tomllib.loads(text)) as file:
            for unread in ("schema", "run", "target"):
                file.take(unread)
            self._calendar(file)
            self._names(file)
            self._products()
            self._buyers()
            self._washington(file)
            self._beijing(file)
            self._tariff(file)
            self._customs(file)
            self._domestic(file)
            self._coupling(file)
            self._events(file)
            self.slots.correlate(file.take("correlation", []))
        names = ["law_kind", "law_a", "law_b", "law_coefficients", "law_low", "law_high"]
        self._keep(**dict(zip(names, self.laws.arrays())))
        self.model = record(self.arrays)

    def plain(self):
        """The model's arrays and numbers by name."""
        return {name: value.item() if value.ndim == 0 else value for name, value in self.arrays.items()}

    def _keep(self, **values):
        for name, value in values.items():
            self.arrays[name] = np.array(value)

    def _calendar(self, file):
        with file.table("scenario") as about:
            for unread in ("name", "as_of", "headline_product", "fiscal_year_ends"):
                about.take(unread)
            self.start, end = about.take("start"), about.take("end")
        weeks = ((end - self.start).days + 1) // 7
        lasts = [self.start + datetime.timedelta(days=7 * w + 6) for w in range(weeks)]
        self.years = sorted({day.year for day in lasts})
        self._keep(
            weeks=weeks,
            years=len(self.years),
            year=[self.years.index(day.year) for day in lasts],
            quarter=[4 * day.year + (day.month - 1) // 3 for day in lasts],
        )

    def week(self, date):
        """The real-valued week at which a date stands."""
        return (date - self.start).days / 7

    def _names(self, file):
        self.product_tables = file.tables("product")
        self.buyer_tables = file.tables("buyer")
        self.products = list(self.product_tables)
        self.buyers = list(self.buyer_tables)
        self.product_class = [table.take("policy_class", "advanced") for table in self.product_tables.values()]
        self.classes = list(dict.fromkeys(self.product_class))
        self._keep(
            products=len(self.products),
            buyers=len(self.buyers),
            classes=len(self.classes),
            product_class=[self.classes.index(name) for name in self.product_class],
        )

    def _products(self):
        slots = {}
        line, order_law, order_mean, disruption_law = [], [], [], []

        def read(table, keys):
            for key, factor, default in keys:
                slots.setdefault(key, []).append(self.slots.of(table, key, factor, default))

        for product in self.product_tables.values():
            with product:
                read(product, [("price_usd", 1, None), ("unit_cost_usd", 1, 0), ("performance_h20e", 1, 1)])
                with product.table("demand") as demand:
                    read(demand, DEMAND)
                    order_law.append(self.laws.of(demand, "order_size_units"))
                    order_mean.append(1.0 if order_law[-1] == NONE else self.laws.mean(order_law[-1]))
                with product.table("supply") as supply:
                    read(supply, SUPPLY)
                    line.append(LINES[supply.take("opening_line", "running")])
                    disruption_law.append(self.laws.of(supply, "disruption_weeks"))
                with product.table("logistics") as logistics:
                    read(logistics, LOGISTICS)
        for key, numbers in slots.items():
            self._keep(**{short(key): numbers})
        self._keep(line=line, order_law=order_law, order_mean=order_mean, disruption_law=disruption_law)

    def _by_product(self, table, key, default):
        raw = table.take(key, default)
        if isinstance(raw, dict) and set(raw) <= set(self.products):
            each = [raw.get(product, default) for product in self.products]
        else:
            each = [raw] * len(self.products)
        return [self.slots.number(one, f"{table.place}{key}") for one in each]

    def _buyers(self):
        self.buyer_class, tier, listed, screening, share, approved, licensed = [], [], [], [], [], [], []
        for buyer in self.buyer_tables.values():
            with buyer:
                self.buyer_class.append(buyer.take("class", "buyer"))
                tier.append(buyer.take("tier", 1))
                listed.append(buyer.take("white_list", True))
                screening.append(self.slots.of(buyer, "screening_factor", 1, 1))
                share.append(self._by_product(buyer, "order_share", None))
                approved.append(self._by_product(buyer, "opening_approved_units", 0))
                licensed.append(self._by_product(buyer, "opening_licensed_units", 0))
        self._keep(
            tier=tier,
            tiers=sorted(set(tier)),
            listed=listed,
            screening=screening,
            order_share=np.array(share).T.tolist(),
            opening_approved=np.array(approved).T.tolist(),
            opening_licensed=np.array(licensed).T.tolist(),
        )

    def _regimes(self, table, of):
        """What both capitals have: the names of regimes, their sojourns and successors. Hands back their tables."""
        opening = table.take("opening_regime")
        switch = self.slots.of(table, "switch_hazard_per_month", 1 / MONTH, MONTH)
        tables = table.tables("regime")
        names = list(tables)
        strictness, sojourn, odds = [], [], []
        for regime in tables.values():
            strictness.append(regime.take("strictness", 1))
            law = self.laws.of(regime, "sojourn")
            after = {name: of_number(weight, regime.place) for name, weight in regime.take("next", {}).items()}
            sojourn.append(law if after else NONE)
            total = sum(after.values()) or 1.0
            odds.append([after.get(name, 0.0) / total for name in names])
        stricter = [sum(q for q, other in zip(row, strictness) if other > own) for row, own in zip(odds, strictness)]
        fields = dict(opening=names.index(opening), switch=switch, strictness=strictness, sojourn=sojourn)
        fields.update(next=odds, stricter=stricter)
        self._keep(**{f"{of}_{name}": value for name, value in fields.items()})
        return names, tables

    def _washington(self, file):
        with file.table("washington") as washington:
            self.washington, regimes = self._regimes(washington, "us")
            self._keep(
                listing=self.slots.of(washington, "listing_hazard_per_month", 1 / MONTH, 0),
                cumulative_odds=self.slots.of(washington, "cumulative_reading_odds", 1, 1),
            )
        rules = {}
        for regime in regimes.values():
            row = {}
            with regime:
                policies = regime.take("policy", {})
                for name in self.classes:
                    with Table(policies.get(name, {}), f"{regime.place}policy.{name}.") as policy:
                        exports = policy.take("exports", True)
                        values = dict(
                            exports=exports,
                            test=exports and policy.take("test_required", False),
                            licence=exports and "licence_odds" in policy.left,
                            capped="volume_cap_share" in policy.left,
                            licence_law=self.laws.of(policy, "licence_weeks", 1.0, 0),
                            licence_odds=self.slots.of(policy, "licence_odds", 1, 1),
                            volume_cap_share=self.slots.of(policy, "volume_cap_share", 1, 1),
                        )
                        policy.take("test_required")
                        for key, factor, default in POLICY:
                            values[short(key)] = self.slots.of(policy, key, factor, default)
                    for key, value in values.items():
                        row.setdefault(key, []).append(value)
            for key, values in row.items():
                rules.setdefault("us_" + key.removeprefix("us_"), []).append(values)
        self._keep(**rules)

    def _beijing(self, file):
        with file.table("beijing") as beijing:
            self.beijing, regimes = self._regimes(beijing, "cn")
            imports, admits, factors = [], [], {}
            for regime in regimes.values():
                with regime:
                    imports.append(IMPORTS[regime.take("imports", "free")])
                    named = regime.take("admits")
                    admits.append([imports[-1] != 0 and (named is None or c in named) for c in self.buyer_class])
                    for key in ("guidance", "round_pace", "customs_closure_factor", "customs_reopening_factor"):
                        factors.setdefault(f"cn_{key}", []).append(self.slots.of(regime, key, 1, 1))
            self._keep(cn_imports=imports, cn_admits=admits, **factors)
            rounds = beijing.tables("rounds")
        columns = {name: [] for name in ("has", "gap", "size", "gain", "validity", "match", "odds")}
        for name in self.classes:
            with rounds.get(name, Table({})) as table:
                columns["has"].append(name in rounds)
                columns["gap"].append(self.laws.of(table, "gap_weeks"))
                columns["size"].append(self.laws.of(table, "size_units"))
                columns["gain"].append(self.slots.of(table, "waiting_gain", 1, 0))
                columns["validity"].append(self.slots.of(table, "validity_weeks", 1, NO_LIMIT))
                columns["match"].append(self.slots.of(table, "domestic_units_per_unit", 1, 0))
                odds = table.take("odds", {})
                by_tier = {
                    tier: self.slots.number(odds.get(f"tier-{tier}", 1.0), f"{table.place}odds.tier-{tier}")
                    for tier in self.arrays["tiers"].tolist()
                }
                columns["odds"].append([by_tier[tier] for tier in self.arrays["tier"].tolist()])
        self._keep(**{f"rounds_{name}": column for name, column in columns.items()})

    def _tariff(self, file):
        with file.table("tariff") as tariff:
            self.has_ladder = "ladder" in tariff.left
            with tariff.table("ladder") as ladder:
                rungs = ladder.take("rungs", [0.0])
                rate = ladder.take("opening_rate", rungs[0])
                until = ladder.take("opening_truce_until")
                self._keep(
                    rungs=[float(rung) for rung in rungs],
                    opening_rung=rungs.index(rate),
                    opening_peak=rungs.index(ladder.take("opening_peak_rate", rate)),
                    opening_truce=math.nan if until is None else self.week(until),
                    escalation=self.slots.of(ladder, "escalation_hazard_per_month", 1 / MONTH, 0),
                    easing=self.slots.of(ladder, "easing_hazard_per_month", 1 / MONTH, 0),
                    truce=self.slots.of(ladder, "truce_hazard_per_month", 1 / MONTH, 0),
                    truce_law=self.laws.of(ladder, "truce_weeks", 1.0, 0),
                    snap_back=self.slots.of(ladder, "snap_back_odds", 1, 0),
                )
            instruments = tariff.tables("instrument")
        self.instruments = list(instruments)
        columns = {}
        for table in instruments.values():
            with table:
                if not table.take("active", True):
                    raise Refused(f"the peers do not have: {table.place}active")
                classes = table.take("policy_classes", self.classes)
                rate = table.take("rate")
                kind = {"ladder": LADDER, "washington": WASHINGTON}.get(
                    rate.get("from") if isinstance(rate, dict) else None, FIXED
                )
                given = rate if kind != FIXED else {}
                row = dict(
                    at_entry=table.take("on", "delivery") == "us-entry",
                    to_us=table.take("receiver") == "us",
                    applies=[name in classes for name in self.classes],
                    kind=kind,
                    rate=self.slots.number(rate if kind == FIXED else 0, f"{table.place}rate"),
                    above=self.slots.number(given.get("above", 0), f"{table.place}rate.above"),
                    scale=self.slots.number(given.get("scale", 1), f"{table.place}rate.scale"),
                    borne=self.slots.of(table, "borne_by_buyer", 1, 0),
                    refundable=self.slots.of(table, "refundable_share", 1, 0),
                )
            for key, value in row.items():
                columns.setdefault(f"levy_{key}", []).append(value)
        self._keep(levies=len(self.instruments), **columns)

    def _customs(self, file):
        if "customs" not in file.left:
            raise Refused("the peers do not have: a scenario without [customs]")
        with file.table("customs") as customs:
            given = "opening_odds" in customs.left
            opening = customs.take("opening", "open")
            self._keep(
                gate_odds=self.slots.of(customs, "opening_odds") if given else -1,
                gate_open=opening == "open",
                open_law=self.laws.of(customs, "open_weeks"),
                closed_law=self.laws.of(customs, "closed_weeks"),
                return_after=self.slots.of(customs, "return_after_weeks", 1, NO_LIMIT),
                return_hazard=self.slots.of(customs, "return_hazard_per_month", 1 / MONTH, 0),
            )

    def _domestic(self, file):
        present = "domestic" in file.left
        with file.table("domestic") as domestic:
            reference = domestic.take("reference_product", self.products[0])
            self._keep(
                domestic=present,
                reference=self.products.index(reference),
                domestic_opening=self.slots.of(domestic, "opening_units_per_year", 1 / YEAR, 0),
                domestic_ceiling=self.slots.of(domestic, "ceiling_units_per_year", 1 / YEAR, 0),
                domestic_midpoint=self.slots.of(domestic, "midpoint_weeks", 1, 0),
                domestic_rise=self.slots.of(domestic, "rise_weeks", 1, 1),
                domestic_available=self.slots.of(domestic, "available_share", 1, 1),
            )

    def _coupling(self, file):
        with file.table("coupling") as coupling:
            self._keep(
                washington_answers=self.slots.of(coupling, "washington_answers", 1, 0),
                beijing_answers=self.slots.of(coupling, "beijing_answers", 1, 0),
                ladder_answers=self.slots.of(coupling, "ladder_answers", 1, 0),
                half_life=self.slots.of(coupling, "half_life_weeks", 1, 1),
            )

    def _events(self, file):
        events = {name: [] for name in ("from", "days", "odds")}
        effects = {name: [] for name in ("event", "kind", "from", "for", "target", "factor")}
        for number, (event, table) in enumerate(file.tables("event").items()):
            with table:
                begin = table.take("from")
                events["from"].append(self.week(begin))
                events["days"].append((table.take("to", begin) - begin).days + 1)
                events["odds"].append(self.slots.of(table, "probability", 1, 1))
                for raw in table.take("effect", []):
                    with Table(raw, f"event.{event}.effect.") as effect:
                        kind, target, factor = self._effect(effect)
                        row = (number, kind, of_number(effect.take("from_week", 0), effect.place))
                        row += (of_number(effect.take("for_weeks", NO_LIMIT), effect.place), target, factor)
                        for column, value in zip(effects.values(), row):
                            column.append(value)
        self._keep(events=len(events["from"]), effects=len(effects["event"]))
        self._keep(**{f"event_{name}": column for name, column in events.items()})
        self._keep(**{f"effect_{name}": column for name, column in effects.items()})

    def _effect(self, effect):
        force, scale = effect.take("force_regime"), effect.take("scale_hazard")
        if force is not None:
            names = self.washington if force["process"] == "washington" else self.beijing
            kind = FORCE_WASHINGTON if force["process"] == "washington" else FORCE_BEIJING
            return kind, names.index(force["regime"]), 0.0
        if scale is not None:
            return SCALE_HAZARD, HAZARDS.index(scale["process"]), of_number(scale["factor"], effect.place)
        key, factor = effect.take("parameter"), of_number(effect.take("scale", 1), effect.place)
        # Without `add`, and by no factor that could leave the valid range of a share, nothing is to be held to it.
        if key not in self.slots.keys or not 0 <= factor <= 1:
            raise Refused(f"the peers do not have: {effect.place}parameter = {key} scaled by {factor}")
        return SCALE_PARAMETER, self.slots.keys.index(key), factor


def of_number(raw, place):
    """A number that may not be uncertain here."""
    if isinstance(raw, dict):
        raw = raw.get("value")
    if not isinstance(raw, (int, float)):
        raise Refused(f"the peers do not have: an uncertain number in {place}")
    return float(raw)


def short(key):
    """A key without its unit: `asked_units` is `asked`."""
    for unit in ("_units_per_month", "_units_per_quarter", "_units_per_week", "_per_month", "_per_year"):
        key = key.removesuffix(unit)
    for unit in ("_units", "_usd", "_h20e", "_weeks", "_months"):
        key = key.removesuffix(unit) if key != "ramp_weeks" else key
    return key


def read(manifest):
    """The one scenario of a run's manifest."""
    with open(manifest, encoding="utf-8") as file:
        scenarios = json.load(file)["scenarios"]
    if len(scenarios) != 1 or scenarios[0].get("world") is not None:
        raise Refused("the peers do not have: more than one scenario, or worlds")
    return Scenario(scenarios[0]["resolved"])
