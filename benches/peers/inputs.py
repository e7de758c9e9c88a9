"""Every number of the model: a slot each, fixed or drawn once a path by inversion (docs/model.md, 5 and 6.2)."""

import math

import numpy as np
from scipy.special import ndtr

from table import PROSE, Refused


def metalog(percentiles):
    """Coefficients through the points exactly (Keelin, 2016), and the bounds, infinite where there are none."""
    points = dict(percentiles)
    low, high = points.pop("min", -math.inf), points.pop("max", math.inf)
    u = np.array([float(name[1:]) / 100 for name in points])
    value = np.array([float(v) for v in points.values()])
    if math.isfinite(low) and math.isfinite(high):
        value = np.log((value - low) / (high - value))
    elif math.isfinite(low):
        value = np.log(value - low)
    elif math.isfinite(high):
        value = -np.log(high - value)
    return np.linalg.solve(_terms(u, len(u)), value), float(low), float(high)


def _terms(u, count):
    """The metalog's terms 1, y, k·y, k, k², k²·y, … at u, a column each."""
    y, k = np.log(u / (1 - u)), u - 0.5
    columns = [np.ones_like(u), y, k * y, k]
    for term in range(5, count + 1):
        columns.append(k ** (term // 2) if term % 2 else k ** (term // 2 - 1) * y)
    return np.stack(columns[:count], axis=-1)


def metalog_quantile(u, coefficients, low, high):
    """The metalog's quantile function at an array of u."""
    value = _terms(u, len(coefficients)) @ coefficients
    if math.isfinite(low) and math.isfinite(high):
        grown = np.exp(value)
        return (low + high * grown) / (1 + grown)
    if math.isfinite(low):
        return low + np.exp(value)
    if math.isfinite(high):
        return high - np.exp(-value)
    return value


def triangular_quantile(u, low, mode, high):
    """The quantile function of the triangular distribution."""
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < turn, rising, falling)


def quantile(form, u):
    """The quantile function of an uncertain input."""
    kind, given = form
    if kind == "percentiles":
        return metalog_quantile(u, *metalog(given))
    if kind == "triangular":
        return triangular_quantile(u, given["low"], given["mode"], given["high"])
    values, weights = given["values"], np.cumsum(given["weights"])
    return np.asarray(values, dtype=float)[np.searchsorted(weights / weights[-1], u)]


def form_of(raw, key):
    """(kind, parameters) of what the file gives for a number or a law."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return "value", float(raw)
    kinds = [kind for kind in raw if kind not in PROSE]
    if len(kinds) != 1:
        raise Refused(f"the peers do not have: {key} given by {' and '.join(kinds)}")
    given = raw[kinds[0]]
    return kinds[0], float(given) if kinds[0] == "value" else given


class Slots:
    """The numbers of a scenario in the order in which they were read."""

    def __init__(self):
        self.keys, self.forms, self.factors = [], [], []
        self.pairs = []

    def number(self, raw, key, factor=1.0):
        """A slot for a number in the file's unit; `factor` makes it the internal one."""
        kind, given = form_of(raw, key)
        if kind not in ("value", "percentiles", "triangular", "discrete"):
            raise Refused(f"the peers do not have: {key} given by {kind}")
        self.keys.append(key)
        self.forms.append((kind, given))
        self.factors.append(factor)
        return len(self.keys) - 1

    def of(self, table, key, factor=1.0, default=None):
        """A slot for a key of a table."""
        raw = table.take(key, default)
        if raw is None:
            raise Refused(f"{table.place}{key} is missing")
        return self.number(raw, table.place + key, factor)

    def correlate(self, correlations):
        """Makes pairs of inputs dependent: a list of tables with `inputs` and `spearman`."""
        for one in correlations:
            names = one["inputs"]
            self.pairs += [(a, b, one["spearman"]) for i, a in enumerate(names) for b in names[i + 1 :]]

    def draw(self, rng, paths):
        """The internal parameters of so many paths: an array of slot by path."""
        drawn = np.empty((len(self.keys), paths))
        uniform = {}
        named = sorted({key for a, b, _ in self.pairs for key in (a, b)})
        if named:
            matrix = np.eye(len(named))
            for a, b, spearman in self.pairs:
                i, j = named.index(a), named.index(b)
                matrix[i, j] = matrix[j, i] = 2 * math.sin(math.pi * spearman / 6)
            normals = np.linalg.cholesky(matrix) @ rng.standard_normal((len(named), paths))
            uniform = dict(zip(named, ndtr(normals)))
        for slot, (key, form, factor) in enumerate(zip(self.keys, self.forms, self.factors)):
            if form[0] == "value":
                drawn[slot] = form[1] * factor
            else:
                u = uniform[key] if key in uniform else rng.random(paths)
                drawn[slot] = quantile(form, np.clip(u, 2.0**-53, 1 - 2.0**-53)) * factor
        return drawn
