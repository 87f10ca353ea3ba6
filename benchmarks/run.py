"""The same work given to this toolkit and to its peers, in one run: `make bench`, or `python benchmarks/run.py`.

Each file in benchmarks/cases is one kind of work; see benchmarks/cases/README.md for what it holds. The first run makes
an environment of its own in .venv-bench and tries to install each peer of benchmarks/peers.txt there; a peer that
cannot be had is named as missing. The table goes to docs/benchmarks.md. Then LetterBench is run (benchmarks/letters),
which takes at most a quarter of an hour and goes to docs/letterbench.md.

    python benchmarks/run.py                    all cases
    python benchmarks/run.py vertex_enumeration one of them, printed and not written
"""

import argparse
import importlib
import importlib.metadata
import multiprocessing
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-bench"
READY = ENVIRONMENT / ".ready"
OURS = "deterrence"
INSTALL_LIMIT = 900
TIME_LIMIT = 60
WARM_UP_LIMIT = 300
WARM = "warm"
ENOUGH = 2.0
MOST_RUNS = 5


def main():
    arguments = argparse.ArgumentParser(description="Benchmarks against peers.")
    arguments.add_argument("cases", nargs="*", help="names of files in benchmarks/cases; all when none is named")
    arguments.add_argument("--here", action="store_true", help="use the Python that runs this, with the peers it has")
    arguments.add_argument("--limit", type=float, default=TIME_LIMIT, help="seconds for one cell of a table")
    chosen = arguments.parse_args()
    if not chosen.here and Path(sys.prefix).resolve() != ENVIRONMENT:
        enter_environment()
    sys.path.insert(0, str(ROOT))
    names = chosen.cases or sorted(path.stem for path in (ROOT / "benchmarks/cases").glob("*.py"))
    sections = []
    for name in names:
        section = run_case(name, chosen.limit)
        print(section, flush=True)
        sections.append(section)
    if not chosen.cases:
        page = "\n".join([introduction(), *sections])
        (ROOT / "docs").mkdir(exist_ok=True)
        (ROOT / "docs/benchmarks.md").write_text(page, encoding="utf-8")
        subprocess.run([sys.executable, "-m", "benchmarks.letters.run"], cwd=ROOT, check=True)


def enter_environment():
    """Make the environment of the benchmarks if there is none, and run this script in it instead."""
    python = ENVIRONMENT / "bin/python"
    if not READY.exists():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--editable", str(ROOT)], check=True)
        for peer in (ROOT / "benchmarks/peers.txt").read_text(encoding="utf-8").split():
            # A wheel if there is one, even of a test version: building some of them takes many minutes.
            if not installed([*pip, "--only-binary", ":all:", peer]) and not installed([*pip, peer]):
                print(f"{peer} could not be installed; it will be named as missing.")
        READY.touch()
    os.execv(python, [str(python), *sys.argv])


def installed(command):
    try:
        return subprocess.run(command, check=False, timeout=INSTALL_LIMIT).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def introduction():
    peers = [f"{peer} {version(peer)}" for peer in (ROOT / "benchmarks/peers.txt").read_text(encoding="utf-8").split()]
    peers.append(f"lrsnash {'from the system' if shutil.which('lrsnash') else 'missing'}")
    return f"""# Benchmarks

The same work given to this toolkit and to its peers in one run of `make bench`: the best of up to {MOST_RUNS} runs,
after one on the easiest work that is not counted. Ratios are to the time of this toolkit: above 1 the peer is slower.

Machine: {processor()}, {os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python
{platform.python_version()}; load average {os.getloadavg()[0]:.1f} (if it is above the number of processors, times
are longer than they need be). Peers: {", ".join(peers)}.
"""


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")


def run_case(name, limit):
    """One section of the page: a row for each input, a column for each contestant."""
    case = importlib.import_module(f"benchmarks.cases.{name}")
    contestants = list(case.CONTESTANTS)
    lines = [f"## {case.TITLE}", "", case.__doc__.strip(), ""]
    lines += ["| work | " + " | ".join(contestants) + " |", "|---" * (len(contestants) + 1) + "|"]
    given_up, memory = set(), 0
    easiest = next(iter(case.INPUTS.values()))()
    for label, make in case.INPUTS.items():
        work = make()
        cells = {}
        for contestant in contestants:
            if contestant in given_up:
                cells[contestant] = "not tried"
                continue
            cells[contestant] = measure(case.CONTESTANTS[contestant], easiest, work, limit)
            if isinstance(cells[contestant], str) and getattr(case, "IN_ORDER", True):
                given_up.add(contestant)
        if isinstance(cells[OURS], tuple):
            memory = max(memory, cells[OURS][2])
        lines.append(f"| {label} | " + " | ".join(cell(cells[c], cells[OURS]) for c in contestants) + " |")
    return "\n".join([*lines, "", f"Most memory that the toolkit held, Python itself included: {memory:.0f} MiB.", ""])


def cell(result, ours):
    if isinstance(result, str):
        return result
    seconds, answer, _ = result
    text = f"{seconds:.3g} s"
    if isinstance(ours, tuple) and result is not ours:
        text += f" ({seconds / ours[0]:.3g}x)"
        if answer != ours[1]:
            text += f", found {answer} for {ours[1]}"
    return text


def measure(solve, easiest, work, limit):
    """(seconds, answer, mebibytes) of the best run, or why there is none. In a process of its own, to be stopped."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=repeat, args=(solve, easiest, work, there))
    process.start()
    there.close()
    try:
        result = here.recv() if here.poll(WARM_UP_LIMIT) else f"over {WARM_UP_LIMIT:g} s"
        if result == WARM:
            result = here.recv() if here.poll(limit) else f"over {limit:g} s"
    except EOFError:
        result = "failed"
    if process.is_alive():
        process.terminate()
    process.join()
    return result


def repeat(solve, easiest, work, results):
    try:
        solve(easiest)  # pays for imports and compilation
        results.send(WARM)
        times = []
        while len(times) < MOST_RUNS and sum(times) < ENOUGH:
            start = time.perf_counter()
            answer = solve(work)
            times.append(time.perf_counter() - start)
        results.send((min(times), answer, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    except (ImportError, FileNotFoundError):
        results.send("missing")
    except (ArithmeticError, AttributeError, IndexError, RuntimeError, TypeError, ValueError) as error:
        results.send(f"failed: {type(error).__name__}")


if __name__ == "__main__":
    main()
