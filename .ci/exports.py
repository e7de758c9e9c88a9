"""Reads what a run and an export wrote with other programs, and compares it with summary.json.

Usage: exports.py FOLDER TITLE, where FOLDER holds run/, exports/, sheets/ (the workbook's sheets as CSV), compared/ and compared-sheets/.
"""

import csv
import json
import math
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyam
from markdown_it import MarkdownIt

folder, title = Path(sys.argv[1]), sys.argv[2]
run, exports, sheets = folder / "run", folder / "exports", folder / "sheets"
summary = json.loads((run / "summary.json").read_text())
metrics = summary["metrics"]


def same(found, sought, what, relative=1e-12):
    assert math.isclose(found, sought, rel_tol=relative, abs_tol=1e-12), f"{what}: {found}, not {sought}"


def parquet():
    for name in ("paths", "series", "inputs"):
        file = run / f"{name}.parquet"
        frames = pd.read_parquet(file), pl.read_parquet(file), duckdb.sql(f"select * from '{file}'").df()
        shapes = {frame.shape for frame in frames}
        columns = {tuple(frame.columns) for frame in frames}
        assert len(shapes) == 1 and len(columns) == 1, f"{name}: {shapes}"
    file = run / "paths.parquet"
    paths = pd.read_parquet(file)
    assert len(paths) == summary["paths"]
    for metric in ("delivered_units.h200", "gross_revenue_usd", "net_revenue_usd"):
        sought = metrics[metric]["mean"]["value"]
        same(paths[metric].mean(), sought, metric)
        same(pl.read_parquet(file)[metric].mean(), sought, metric)
        same(duckdb.sql(f"select avg(\"{metric}\") from '{file}'").fetchall()[0][0], sought, metric)
        same(paths[metric].quantile(0.9), metrics[metric]["quantiles"]["p90"]["value"], metric)
    return f"{paths.shape[1]} columns of {len(paths)} paths by pandas, polars and DuckDB"


def iamc():
    years = pyam.IamDataFrame(str(exports / "iamc-years.csv"))
    weeks = pyam.IamDataFrame(str(exports / "iamc-weeks.csv"))
    assert years.time_domain == "year" and weeks.time_domain == "datetime"
    assert years.scenario == [summary["scenario"]] and years.region == ["China"]
    for variable, metric, level in [
        ("Delivered units|h200|Whole horizon|P90", "delivered_units.h200", "p90"),
        ("Gross revenue USD|Whole horizon|P50", "gross_revenue_usd", "p50"),
    ]:
        found = years.filter(variable=variable).data
        assert len(found) == 1, variable
        same(found["value"].iloc[0], metrics[metric]["quantiles"][level]["value"], variable)
    found = years.filter(variable="Delivered units|h200|Mean", year=2026).data
    same(found["value"].iloc[0], metrics["delivered_units.h200.2026"]["mean"]["value"], "2026")
    last = weeks.filter(variable="Delivered units cumulative|h200|Mean").data.sort_values("time")
    same(last["value"].iloc[-1], metrics["delivered_units.h200"]["mean"]["value"], "the last week", 1e-9)
    return f"{len(years.variable)} variables by year and {len(weeks.variable)} by week in pyam"


def uniform(trial, entity, variable, seed3, seed4):
    """HDR 2.0 in whole numbers, from the formula that its authors publish for a spreadsheet's cell."""
    seeds = (trial, variable, entity, seed3, seed4)
    first = sum(a * b for a, b in zip(seeds, (2499997, 1800451, 2000371, 1796777, 2299603)))
    second = sum(a * b for a, b in zip(seeds, (2246527, 2399993, 2100869, 1918303, 1624729)))
    first = (999999999999989 % ((first % 7450589) * 4658 + 7450581)) * 383 % 99991 * 7440893
    second = (999999999999989 % ((second % 7450987) * 7580 + 7560584)) * 17669 % 7440893
    return ((first + second) * 1343 % 2**32 + 0.5) / 2**32


def metalog_terms(y, terms):
    d, odds = y - 0.5, np.log(y / (1 - y))
    columns = [np.ones_like(y), odds, d * odds, d]
    for term in range(5, terms + 1):
        columns.append(d ** ((term - 1) // 2) if term % 2 else d ** (term // 2 - 1) * odds)
    return np.column_stack(columns[:terms])


def sipmath():
    from pymetalog import metalog, qmetalog

    library = json.loads((exports / "h200-2026.SIPmath").read_text())
    assert library["objectType"] == "sipModel" and library["libraryType"] == "SIPmath_3_0"
    streams = {stream["name"]: stream for stream in library["U01"]["rng"]}
    paths = pd.read_parquet(run / "paths.parquet")
    grid = np.array([0.001, 0.003, 0.006] + [k / 100 for k in range(1, 100)] + [1 - 0.006, 1 - 0.003, 1 - 0.001])
    fitted = 0
    for sip in library["sips"]:
        stream, arguments, told = streams[sip["ref"]["name"]], sip["arguments"], sip["metadata"]
        name = sip["name"].removesuffix(" if not 0")
        values = paths[name].to_numpy()
        same(told["p_zero"], (values == 0).mean(), f"{name}: P(zero)")
        if sip["function"] == "SIP_Array":
            assert stream["function"] == "Index" and arguments["type"] == "array"
            assert np.array_equal(arguments["value"], values[:1000]), name
            continue
        values, coefficients = values[values != 0], np.array(arguments["aCoefficients"])
        bound = arguments.get("lowerBound")
        assert (bound is None) == (values.min() < 0), name
        points = np.quantile(values, grid)
        # The same least squares by another library's solver.
        own = np.linalg.lstsq(
            metalog_terms(grid, len(coefficients)),
            points if bound is None else np.log(points - bound),
            rcond=None,
        )[0]
        assert np.allclose(own, coefficients, rtol=1e-6, atol=1e-8 * abs(own).max()), f"{name}: {own}"
        quantile = lambda y: (
            lambda m: m if bound is None else bound + np.exp(m)
        )(metalog_terms(np.atleast_1d(np.asarray(y, float)), len(coefficients)) @ coefficients)
        # pymetalog is another implementation of the distribution.
        other = metalog(
            x=points,
            probs=list(grid),
            boundedness="u" if bound is None else "sl",
            bounds=[0, 1] if bound is None else [int(bound)],
            term_limit=len(coefficients),
            term_lower_bound=len(coefficients),
        )
        levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
        theirs = np.asarray(qmetalog(other, y=levels, term=len(coefficients)), float).ravel()
        assert np.allclose(theirs, quantile(levels), rtol=1e-6), f"{name}: {theirs}, {quantile(levels)}"
        for level, ours in zip(levels, told["quantiles_if_not_0"].values()):
            same(float(quantile(level)[0]), ours, f"{name}: {level}", 1e-9)
        # What a user would read off the library is what the run says, but for the gap that the library tells. Nine terms
        # leave 3.5 hundredths on a backlog with a hump; eight leave 4.3.
        spread = np.quantile(values, 0.95) - np.quantile(values, 0.05)
        gap = np.abs(quantile(levels) - np.quantile(values, levels)).max() / spread
        same(told["largest_gap"], gap, f"{name}: gap", 1e-6)
        assert gap < 0.04, f"{name}: {gap}"
        seeds = stream["arguments"]
        for trial in (1, 2, 3):
            u = uniform(trial, seeds["entity"], seeds["varId"], seeds["seed3"], seeds["seed4"])
            same(float(quantile(u)[0]), told[f"Trial{trial}"], f"{name}: trial {trial}", 1e-9)
        fitted += 1
    assert fitted == 3
    return f"{fitted} metalogs agree with pymetalog and least squares, and their trials with HDR 2.0"


def workbook():
    book = openpyxl.load_workbook(run / "workbook.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"], "a formula"
    assert not [cell for cell in cells if cell.hyperlink], "a link"
    assert book.worksheets[0].title == "Answer" and book["Answer"]["A1"].value == title
    assert len(book["Charts"]._charts) == 5
    for name in ("Metrics", "Chips by week", "Targets", "Assumptions"):
        assert book[name].freeze_panes, f"{name} has no frozen head"
    rows = list(book["Metrics"].values)
    places = {"mean": 3, "p05": 6, "p10": 8, "p50": 12, "p90": 16, "p95": 18}
    assert len(rows) - 1 == len(metrics)
    for row in rows[1:]:
        metric = metrics[row[0]]
        for statistic, place in places.items():
            of = metric["mean"] if statistic == "mean" else metric["quantiles"][statistic]
            if of["value"] is not None:
                same(row[place], of["value"], f"{row[0]} {statistic}")
                same(row[place + 1] or 0.0, of["standard_error"] or 0.0, f"{row[0]} ± of {statistic}")
    register = {row[0]: row for row in book["Assumptions"].values}
    assert register["product.h200.price_usd"][11] == "+" + title, register["product.h200.price_usd"]
    # LibreOffice opened it, and reads the same numbers.
    opened = {file.stem.removeprefix("workbook-"): file for file in sheets.glob("*.csv")}
    assert set(opened) == set(book.sheetnames), sorted(opened)
    with open(opened["Metrics"], newline="") as file:
        read = {row[0]: row for row in csv.reader(file)}
    for metric in ("delivered_units.h200", "gross_revenue_usd", "net_revenue_usd"):
        same(float(read[metric][3]), metrics[metric]["mean"]["value"], f"{metric} in LibreOffice")
    return f"{len(rows) - 1} metrics in {len(book.sheetnames)} sheets by openpyxl and LibreOffice"


def comparison():
    told = json.loads((folder / "compared" / "summary.json").read_text())
    book = openpyxl.load_workbook(folder / "compared" / "workbook.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink], "a formula or a link"
    assert book.sheetnames == ["Answer", "Differences", "Why", "Changed assumptions", "Run"], book.sheetnames
    rows = {(row[0], row[1]): row for row in book["Differences"].values}
    contributions = {}
    for row in list(book["Why"].values)[1:]:
        contributions[row[:2]] = contributions.get(row[:2], 0.0) + row[3]
    compared = 0
    for (scenario, metric), total in contributions.items():
        row = rows[(scenario, metric)]
        # What each assumption brings sums to the difference, which is that of the means.
        same(total, row[7], f"why {metric} of {scenario}", 1e-6)
        same(row[5] - row[3], row[7], f"{metric} of {scenario}", 1e-9)
        compared += 1
    assert compared == 4, contributions
    with open(folder / "compared-sheets" / "workbook-Differences.csv", newline="") as file:
        read = {(row[0], row[1]): row for row in csv.reader(file)}
    for key, row in rows.items():
        if isinstance(row[7], float) and row[2] != "share":
            same(float(read[key][7]), row[7], f"{key} in LibreOffice", 1e-9)
    assert len(told) > 0 and book["Changed assumptions"].max_row > 2
    return f"{len(rows) - 1} paired differences of a comparison by openpyxl and LibreOffice"


def page():
    text = (run / "summary.md").read_text()
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    inline = [token for token in tokens if token.type == "inline"]
    kinds = {child.type for token in inline for child in token.children} | {token.type for token in tokens}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "em_open"}, kinds
    heading = "".join(child.content for child in inline[0].children)
    assert heading == title, f"the heading is {heading}"
    assert sum(token.type == "table_open" for token in tokens) >= 3
    return "the title is text and the tables are tables in Markdown"


for check in (parquet, iamc, sipmath, workbook, comparison, page):
    print(f"{check.__name__}: {check()}", flush=True)
