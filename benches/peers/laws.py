"""Laws: what is drawn anew each time inside a path (docs/model.md, 6.3)."""

import math

import numpy as np

from inputs import form_of, metalog, metalog_quantile
from table import Refused

NUMBER, EXPONENTIAL, WEIBULL, LOGNORMAL, METALOG = range(5)
NONE = -1
TERMS = 6


class Laws:
    """The laws of a scenario: kind, two parameters, and what a metalog needs."""

    def __init__(self, slots):
        self.slots = slots
        self.kind, self.a, self.b, self.coefficients, self.low, self.high = [], [], [], [], [], []

    def of(self, table, key, factor=1.0, default=None):
        """The number of the law under a key, or NONE."""
        raw = table.take(key, default)
        return NONE if raw is None else self.add(raw, table.place + key, factor)

    def add(self, raw, key, factor=1.0):
        """The number of a law."""
        kind, given = form_of(raw, key)
        a, b, coefficients, low, high = 0.0, 0.0, [], 0.0, 0.0
        if kind == "value":
            code, a = NUMBER, given * factor
        elif kind == "exponential":
            code, a = EXPONENTIAL, given["mean"] * factor
        elif kind == "weibull":
            shape = given["shape"]
            code, a, b = WEIBULL, given["mean"] * factor / math.gamma(1 + 1 / shape), 1 / shape
        elif kind == "lognormal" and "sigma" in given:
            code, a, b = LOGNORMAL, given["median"] * factor, given["sigma"]
        elif kind == "percentiles" and factor == 1.0:
            code = METALOG
            coefficients, low, high = metalog(given)
            if len(coefficients) > TERMS:
                raise Refused(f"the peers do not have: {key} by more than {TERMS} percentiles")
        else:
            raise Refused(f"the peers do not have: {key} given by {kind}")
        if not all(isinstance(x, (int, float)) for x in (a, b)):
            raise Refused(f"the peers do not have: {key} with uncertain parameters")
        self.kind.append(code)
        self.a.append(a)
        self.b.append(b)
        self.coefficients.append(np.pad(np.asarray(coefficients, dtype=float), (0, TERMS - len(coefficients))))
        self.low.append(low)
        self.high.append(high)
        return len(self.kind) - 1

    def mean(self, law):
        """The mean of a law; of those that sizes of orders have."""
        kind, a, b = self.kind[law], self.a[law], self.b[law]
        if kind in (NUMBER, EXPONENTIAL):
            return a
        if kind == LOGNORMAL:
            return a * math.exp(b * b / 2)
        raise Refused("the peers do not have: orders of a size that is neither a number, exponential nor lognormal")

    def arrays(self):
        """The table of laws as arrays."""
        shape = (len(self.kind), TERMS)
        return (
            np.array(self.kind, dtype=np.int64),
            np.array(self.a, dtype=float),
            np.array(self.b, dtype=float),
            np.array(self.coefficients, dtype=float).reshape(shape),
            np.array(self.low, dtype=float),
            np.array(self.high, dtype=float),
        )


def draws(model, law, rng, count):
    """So many draws of one law, as an array."""
    kind, a, b = model.law_kind[law], model.law_a[law], model.law_b[law]
    if kind == NUMBER:
        value = np.full(count, a)
    elif kind == EXPONENTIAL:
        value = a * rng.standard_exponential(count)
    elif kind == WEIBULL:
        value = a * rng.standard_exponential(count) ** b
    elif kind == LOGNORMAL:
        value = a * np.exp(b * rng.standard_normal(count))
    else:
        value = metalog_quantile(
            rng.random(count), model.law_coefficients[law], model.law_low[law], model.law_high[law]
        )
    return np.maximum(value, 0.0)
