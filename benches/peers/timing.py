"""Processor time of the peers beside tradeflow's: interleaved rounds, paired ratios, and where the table goes."""

import datetime
import importlib
import importlib.metadata
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import time

# Paths a round: a second or two of each program where that is possible.
PATHS = {"tradeflow": 20_000, "numba": 4_096, "numpy": 8_192, "simpy": 40}
WHOLE = (1_000, 10_000)
TITLES = {
    "tradeflow": "**tradeflow**, one thread, its files written",
    "numba": "Numba, one path at a time, compiled",
    "numpy": "NumPy, 4,096 paths abreast",
    "simpy": "SimPy, processes and events (a part of the model)",
}


def lane(name):
    """The module of a peer."""
    return importlib.import_module(f"lane_{name}")


def run(tradeflow, scenario, paths, folder):
    """One run of tradeflow on one thread, no charts; processor seconds of the whole process."""
    command = [tradeflow, "run", scenario, "--paths", str(paths), "--threads", "1", "--no-charts", "--quiet"]
    return child([*command, "--out", folder, "--force"])


def child(command):
    """Processor seconds of a process, user and system."""
    before = os.times()
    subprocess.run([str(part) for part in command], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def once(name, model, seed):
    """Processor seconds a path of a peer that is compiled and warm."""
    begun = time.process_time()
    lane(name).simulate(model, PATHS[name], seed)
    return (time.process_time() - begun) / PATHS[name]


def digits(value, count):
    """A number to so many digits, never as a power of ten."""
    return f"{float(f'{value:.{count}g}'):,g}"


def machine():
    """The processor by name."""
    try:
        found = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def table(tradeflow, scenario, scratch, model, rounds):
    """Takes the times and says them in Markdown."""
    folder = scratch / "timed"
    peers = [name for name in PATHS if name != "tradeflow"]
    ours, theirs, ratios = [], {name: [] for name in peers}, {name: [] for name in peers}
    loads = [os.getloadavg()[0]]
    for number in range(rounds):
        for name in peers:
            # Each pair turns its order round from one round to the next.
            for one in ("tradeflow", name) if number % 2 else (name, "tradeflow"):
                if one == "tradeflow":
                    ours.append(run(tradeflow, scenario, PATHS[one], folder) / PATHS[one])
                else:
                    theirs[one].append(once(one, model, number))
            ratios[name].append(theirs[name][-1] / ours[-1])
        loads.append(os.getloadavg()[0])
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)

    whole = {"tradeflow": [run(tradeflow, scenario, paths, folder) for paths in WHOLE]}
    this = pathlib.Path(__file__).with_name("peers.py")
    for name in ("numba", "numpy"):
        command = [sys.executable, this, "--scratch", scratch, "--once", name]
        whole[name] = [child([*command, paths, folder / "manifest.json"]) for paths in WHOLE]

    lines = [
        f"| | µs a path | times tradeflow | lowest and highest of {rounds} rounds | "
        + " | ".join(f"{paths:,} paths, whole process" for paths in WHOLE)
        + " |",
        "|---|---|---|---|---|---|",
        f"| {TITLES['tradeflow']} | {digits(1e6 * statistics.median(ours), 3)} | 1 | | "
        + " | ".join(f"{seconds:.1f} s" for seconds in whole["tradeflow"])
        + " |",
    ]
    for name in peers:
        middle, low, high = statistics.median(ratios[name]), min(ratios[name]), max(ratios[name])
        seconds = [f"{one:.1f} s" for one in whole[name]] if name in whole else ["", ""]
        lines.append(
            f"| {TITLES[name]} | {digits(1e6 * statistics.median(theirs[name]), 3)} | {digits(middle, 2)} × | "
            f"{digits(low, 2)} to {digits(high, 2)} × | {' | '.join(seconds)} |"
        )
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("numba", "numpy", "simpy"))
    program = subprocess.run([tradeflow, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    lines += [
        "",
        f"{datetime.date.today().isoformat()}, {machine()}, {os.cpu_count()} cores, load {min(loads):.1f} to "
        f"{max(loads):.1f}; {program}, Python {platform.python_version()}, {versions}.",
    ]
    return "\n".join(lines)


def write(root, text):
    """Puts the table between its marks into the pages that have them."""
    for page in (root / "docs/performance.md", root / "README.md"):
        before = page.read_text(encoding="utf-8")
        marks = r"(<!-- peers:begin -->\n).*?(<!-- peers:end -->)"
        after, count = re.subn(marks, lambda found: f"{found[1]}{text}\n{found[2]}", before, flags=re.DOTALL)
        if count != 1:
            sys.exit(f"{page}: no marks <!-- peers:begin --> and <!-- peers:end -->")
        page.write_text(after, encoding="utf-8")
