#!/usr/bin/env python3
"""How whole runs of tradeflow scale: with threads, paths and cells; how soon it starts, and answers.

`python3 benches/scale.py` builds the program, takes some minutes and prints a table; `--write` puts it into
docs/performance.md too. Needs nothing but cargo and Python 3.11. Best on a machine that does nothing else: the load is
printed beneath."""

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "scenarios" / "h200-2026.toml"
PAGE = ROOT / "docs" / "performance.md"
CORES = os.cpu_count() or 1
ROUNDS = 9


class Bench:
    """The program, and a folder to run it in."""

    def __init__(self, program: Path, scratch: Path):
        self.program, self.scratch, self.runs = program, scratch, 0

    def command(self, *args: str) -> tuple[list[str], Path]:
        """A command that writes results to a folder of its own."""
        self.runs += 1
        out = self.scratch / str(self.runs)
        return [str(self.program), *args, "--quiet", "--out", str(out)], out

    def run(self, *args: str) -> dict[str, float]:
        """Wall and processor seconds of a run, and how long it said that simulating took."""
        command, out = self.command(*args)
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        manifest = json.loads((out / "manifest.json").read_text())
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {"wall": wall, "processor": processor, "simulating": manifest["timings"]["simulate_seconds"]}

    def side_by_side(self, processes: int, *args: str) -> float:
        """Seconds until so many processes of one thread each are done."""
        commands = [self.command(*args, "--threads", "1")[0] for _ in range(processes)]
        begun = time.perf_counter()
        running = [subprocess.Popen(command) for command in commands]
        assert not any(process.wait() for process in running)
        return time.perf_counter() - begun


def spread(values: list[float], form: str) -> str:
    """The median, and the lowest and highest."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:{form}} ({low:{form}} to {high:{form}})"


def threads(bench: Bench) -> list[tuple[str, str]]:
    """Ratios of one thread to all, taken within a round, the order turned round from one to the next."""
    run = ("run", str(BASE), "--paths", "32768", "--no-charts")
    simulating, whole, apart = [], [], []
    for round_ in range(ROUNDS):
        counts = [1, CORES] if round_ % 2 == 0 else [CORES, 1]
        took = {count: bench.run(*run, "--threads", str(count)) for count in counts}
        simulating.append(took[1]["simulating"] / took[CORES]["simulating"])
        whole.append(took[1]["wall"] / took[CORES]["wall"])
        alone = {count: bench.side_by_side(count, *run) for count in counts}
        apart.append(CORES * alone[1] / alone[CORES])
    return [
        (f"simulating on {CORES} threads, times as fast as on one", spread(simulating, ".2f")),
        (f"a whole run on {CORES} threads, files written, times as fast as on one", spread(whole, ".2f")),
        (f"what the machine allows: {CORES} runs side by side over one after the other", spread(apart, ".2f")),
    ]


def answers(bench: Bench) -> list[tuple[str, str]]:
    """How soon a command starts, and how soon the base scenario's run at its default paths is done."""

    def starts(*args: str) -> list[float]:
        took = []
        for _ in range(20):
            begun = time.perf_counter()
            subprocess.run([bench.program, *args], check=True, stdout=subprocess.DEVNULL)
            took.append((time.perf_counter() - begun) * 1e3)
        return took

    plain = [bench.run("run", str(BASE), "--no-charts")["wall"] for _ in range(ROUNDS)]
    drawn = [bench.run("run", str(BASE)) for _ in range(ROUNDS)]
    busy = [run["processor"] / (CORES * run["wall"]) for run in drawn]
    return [
        ("`tradeflow --version`, ms", spread(starts("--version"), ".1f")),
        ("`tradeflow check` of the base scenario, ms", spread(starts("check", str(BASE)), ".1f")),
        ("the base scenario, 10,000 paths, tables written, s", spread(plain, ".2f")),
        ("the same with all charts as SVG and PNG, s", spread([run["wall"] for run in drawn], ".2f")),
        ("of which all cores are busy", spread(busy, ".0%")),
    ]


def sizes(bench: Bench) -> list[tuple[str, str]]:
    """Many paths, and many cells."""
    million = bench.run("run", str(BASE), "--paths", "1000000", "--keep-paths", "10000", "--no-charts")
    cells = bench.run("sweep", str(BASE), "--set", "product.h200.price_usd=1:9:4096", "--paths", "128", "--no-charts")
    busy = [f"{run['processor'] / (CORES * run['wall']):.0%}" for run in (million, cells)]
    return [
        ("a million paths of the base scenario, `--keep-paths 10000`", f"{million['wall']:.0f} s, cores busy {busy[0]}"),
        ("4,096 cells of 128 paths of it", f"{cells['wall']:.0f} s, cores busy {busy[1]}"),
    ]


def machine() -> str:
    """What it was taken on."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{time.strftime('%Y-%m-%d')}, {model[1] if model else 'unknown processor'}, {CORES} cores"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md too")
    parser.add_argument("--program", type=Path, help="a program that is built already")
    args = parser.parse_args()
    if not args.program:
        subprocess.run(["cargo", "build", "--release", "--locked"], check=True, cwd=ROOT)
    program = args.program or ROOT / "target" / "release" / "tradeflow"
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(program.resolve(), Path(scratch))
        rows = threads(bench) + answers(bench) + sizes(bench)
    load.append(os.getloadavg()[0])
    table = "\n".join(["| | median (lowest to highest) |", "|---|---|", *(f"| {what} | {found} |" for what, found in rows)])
    table += f"\n\n{machine()}, load {load[0]:.1f} before and {load[1]:.1f} at the end, its own included.\n"
    print(table)
    if args.write:
        head, rest = PAGE.read_text().split("<!-- scale:begin -->\n")
        PAGE.write_text(f"{head}<!-- scale:begin -->\n{table}<!-- scale:end -->{rest.split('<!-- scale:end -->')[1]}")


if __name__ == "__main__":
    main()
