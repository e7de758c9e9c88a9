"""Whether two samples of a metric could come from one distribution: z of mean, spread, zeros and quantiles."""

import importlib

import numpy as np
from pyarrow import parquet

from tally import metrics

# A false alarm once in a thousand million comparisons.
LIMIT = 6.11


def _ratio(difference, error):
    """A difference in standard errors; where there is no error, any difference at all is too large."""
    if error > 0:
        return difference / error
    return 0.0 if abs(difference) < 1e-9 else np.inf


def _share(a, b):
    """z of two shares, by their pooled share."""
    pooled = (a.sum() + b.sum()) / (len(a) + len(b))
    return _ratio(a.mean() - b.mean(), np.sqrt(pooled * (1 - pooled) * (1 / len(a) + 1 / len(b))))


def compare(a, b):
    """z by statistic. A quantile is compared by the shares of both samples at or below the pooled one."""
    found = {"none": _share(np.isnan(a), np.isnan(b))}
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    # Sums in another order leave dust behind: 1 part in 10¹² of the largest value counts as nothing.
    dust = 1e-12 * max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0), 1.0)
    found["mean"] = _ratio(a.mean() - b.mean(), np.hypot(a.std() / np.sqrt(len(a)), b.std() / np.sqrt(len(b))))
    squares = [(x - x.mean()) ** 2 for x in (a, b)]
    errors = [x.std() / np.sqrt(len(x)) for x in squares]
    found["sd"] = _ratio(squares[0].mean() - squares[1].mean(), np.hypot(*errors))
    found["zero"] = _share(np.abs(a) <= dust, np.abs(b) <= dust)
    pooled = np.concatenate([a, b])
    for level in (0.1, 0.5, 0.9):
        at = np.quantile(pooled, level) + dust
        found[f"P{100 * level:.0f}"] = _share(a <= at, b <= at)
    return found


HEADLINES = [
    "delivered_units", "shipped_units", "gross_revenue_usd", "net_revenue_usd", "government_take_usd",
    "gross_margin_usd", "write_down_usd", "cancelled_units", "substituted_units", "closing_backlog_units",
    "closing_stock_units", "first_delivery_week",
]  # fmt: skip
# Errors of samples are asymptotic: on fewer paths nothing is compared, and no weekly mean of fewer that have any.
ENOUGH = 1000
SOME = 100


def weekly(series, variable, values):
    """z of the mean of a weekly variable against the run's, by week; of few paths that have any, it says nothing."""
    means, errors = (
        np.array([value for name, kind, value in series if name == variable and kind == statistic])
        for statistic in ("mean", "standard_error")
    )
    own = values.std(axis=0) / np.sqrt(len(values))
    z = [_ratio(*pair) for pair in zip(values.mean(axis=0) - means, np.hypot(own, errors))]
    return {week + 1: z[week] for week in np.nonzero((values > 0).sum(axis=0) >= SOME)[0]}


def read_run(run):
    """A run's paths as a table, and of its weekly series the means over all products."""
    paths = parquet.read_table(run / "paths.parquet")
    series = parquet.read_table(run / "series.parquet").to_pydict()
    columns = ("variable", "statistic", "value", "product", "group")
    rows = zip(*(series[name] for name in columns))
    return paths, [row[:3] for row in rows if row[3:] == ("all", "all")]


def all_agree(scenario, run, paths):
    """Prints how each peer compares with a run of tradeflow; whether all agree."""
    if paths < ENOUGH:
        print(f"{paths} paths are too few to compare: {ENOUGH} are needed")
        return False
    table, series = read_run(run)
    agreed = True
    for name in ("numba", "numpy"):
        tally = importlib.import_module(f"lane_{name}").simulate(scenario, paths, 1)
        found = {}
        for metric, values in metrics(scenario, tally).items():
            theirs = np.asarray(table[metric].to_numpy(zero_copy_only=False), dtype=float)
            for statistic, z in compare(values, theirs).items():
                found[metric, statistic] = z
        for variable, values in (("delivered_units", tally.delivered_weekly), ("shipped_units", tally.shipped_weekly)):
            for week, z in weekly(series, variable, values).items():
                found[f"{variable} in week {week}", "mean"] = z
        worst = max(found, key=lambda key: abs(found[key]))
        over = sum(abs(z) > LIMIT for z in found.values())
        print(f"\n{name} against tradeflow, {paths:,} paths each: z = difference in standard errors")
        statistics = ("mean", "sd", "zero", "none", "P10", "P50", "P90")
        print(f"  {'':24}" + "".join(f"{statistic:>7}" for statistic in statistics))
        for metric in HEADLINES:
            print(f"  {metric:24}" + "".join(f"{found[metric, statistic]:7.2f}" for statistic in statistics))
        print(
            f"  {len(found)} figures compared, {over} beyond ±{LIMIT}; furthest: {' '.join(worst)}, {found[worst]:.2f}"
        )
        agreed &= over == 0
    return agreed
