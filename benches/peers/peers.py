"""The same model in NumPy and Numba (and for scale in SimPy), held against tradeflow and then timed beside it.

    python3 benches/peers/peers.py            agreement, then the table of times
    python3 benches/peers/peers.py --agree    agreement alone
    python3 benches/peers/peers.py --write    puts the table into docs/performance.md and README.md

Needs Python 3.11 or later with venv, cargo, and a package index; what it installs, it installs under target/peers.
No time is printed unless the peers agree with tradeflow.
"""

import argparse
import hashlib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# One thread of each: what is compared is one core.
ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "MKL_NUM_THREADS")}


def arguments():
    """What was typed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agree", action="store_true", help="compare distributions, and time nothing")
    parser.add_argument("--paths", type=int, default=100_000, help="paths of each program that are compared")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of timing")
    parser.add_argument("--scenario", type=pathlib.Path, default=ROOT / "scenarios/h200-2026.toml")
    parser.add_argument("--tradeflow", type=pathlib.Path, help="the program (default: built here, in release)")
    parser.add_argument("--scratch", type=pathlib.Path, default=ROOT / "target/peers")
    parser.add_argument("--write", action="store_true", help="put the table into the pages")
    parser.add_argument("--once", nargs=3, metavar=("LANE", "PATHS", "MANIFEST"), help=argparse.SUPPRESS)
    return parser.parse_args()


def environment(scratch):
    """The interpreter of a virtual environment with the requirements, made at the first call."""
    requirements = HERE / "requirements.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    venv = scratch.resolve() / f"venv-{digest}"
    python = venv / "bin/python"
    if not (venv / "complete").exists():
        print(f"installing the peers' packages into {venv}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
        (venv / "complete").touch()
    return python


def program(given):
    """The path of tradeflow, built where none was given."""
    if given:
        return given.resolve()
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    return ROOT / "target/release/tradeflow"


def main():
    """Installs, compares, times."""
    asked = arguments()
    python = environment(asked.scratch)
    if pathlib.Path(sys.prefix).resolve() != python.parents[1].resolve():
        os.execve(python, [str(python), *sys.argv], {**os.environ, **ONE_THREAD})

    import agree
    import scenario
    import timing
    from table import Refused

    try:
        if asked.once:
            lane, paths, manifest = asked.once
            timing.lane(lane).simulate(scenario.read(manifest), int(paths), 1)
            return 0
        tradeflow = program(asked.tradeflow)
        run = asked.scratch.resolve() / "run"
        timing.run(tradeflow, asked.scenario.resolve(), asked.paths, run)
        model = scenario.read(run / "manifest.json")
    except Refused as refused:
        print(f"error: {refused}", file=sys.stderr)
        return 2
    if not agree.all_agree(model, run, asked.paths):
        print("the programs disagree: no times are taken", file=sys.stderr)
        return 1
    if not asked.agree:
        text = timing.table(tradeflow, asked.scenario.resolve(), asked.scratch.resolve(), model, asked.rounds)
        print(text)
        if asked.write:
            timing.write(ROOT, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
