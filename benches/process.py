#!/usr/bin/env python3
"""Measures whole processes: `verbatims tag` beside a plain copy and beside what else one might call.

    cargo build --release --locked && cargo bench --locked --no-run
    python3 benches/process.py [--rows 1000000] [--runs 5] [--sizes 10000,100000,1000000,3000000] > record.md

The input is seeded (benches/process/input.rs) and the same everywhere. The programs run in turn, A B C A B C, never two
at once; the table has the median of CPU time, its spread, wall time and peak memory of each process as the kernel
counts them. Ratios carry over between machines; seconds do not. VADER, DuckDB and Polars are measured if their packages
are installed for this Python (`pip install vaderSentiment duckdb polars`). Run it on an idle machine.
"""

import argparse
import datetime
import glob
import importlib.util
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Rivals in Python: a program each, with the input as its argument. What they look for are a few words in five languages.
WORDS = "good|bad|late|broken|staff|bra|dålig|sen|trasig|personal|хорошо|плохо|поздно|персонал|dobro|loše|kasni|osoblje|جيد|سيئ|متأخر|موظف"
PYTHON = {
    "vaderSentiment": """
import csv, json, sys
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
analyzer = SentimentIntensityAnalyzer()
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
    print(json.dumps({"text": row["comment"], "score": analyzer.polarity_scores(row["comment"])["compound"]}))
""",
    "duckdb": f"""
import sys, duckdb
duckdb.sql("set threads to 1")
duckdb.sql("copy (select *, regexp_extract_all(lower(comment), '{WORDS}') as tags from read_csv('" + sys.argv[1]
    + "', header = true)) to '/dev/null' (format json)")
""",
    "polars": f"""
import os, sys
os.environ["POLARS_MAX_THREADS"] = "1"
import polars
rows = polars.read_csv(sys.argv[1])
tags = polars.col("comment").str.to_lowercase().str.extract_all("{WORDS}").alias("tags")
rows.with_columns(tags).write_ndjson("/dev/null")
""",
}


def bench_binary():
    """The newest build of the bench; cargo puts a hash behind its name."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    found = [path for path in glob.glob(str(target / "release/deps/process-*")) if os.access(path, os.X_OK)]
    if not found:
        sys.exit("build it first: cargo bench --locked --no-run")
    return max(found, key=os.path.getmtime), str(target / "release/verbatims")


def measure(command):
    """CPU seconds, wall seconds and peak memory in MiB of one run."""
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def in_turn(commands, runs):
    """The measures of each command, run in turn."""
    found = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(measure(command))
    return found


def table(title, found, rows, base):
    cpu = {name: statistics.median(run[0] for run in runs) for name, runs in found.items()}
    print(f"\n### {title}\n")
    print("| program | CPU s | spread | wall s | µs a comment (CPU) | times the base | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, runs in found.items():
        low, high = min(run[0] for run in runs), max(run[0] for run in runs)
        wall = statistics.median(run[1] for run in runs)
        peak = max(run[2] for run in runs)
        times = cpu[name] / cpu[base]
        print(
            f"| {name} | {cpu[name]:.3f} | {low:.3f}-{high:.3f} | {wall:.3f} | {cpu[name] / rows * 1e6:.2f} | {times:.2f} | {peak:.0f} |"
        )


def versions():
    def first_line(command):
        try:
            return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()[0]
        except (OSError, subprocess.CalledProcessError, IndexError):
            return "?"

    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return [
        f"{datetime.date.today()}, {cpu}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        first_line(["rustc", "--version"]),
        "commit " + first_line(["git", "rev-parse", "--short", "HEAD"]),
        "Python " + platform.python_version(),
    ]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--english", type=int, default=50_000, help="rows for the programs that know English only")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--sizes", default="10000,100000,1000000,3000000")
    arguments = arguments.parse_args()
    rivals, verbatims = bench_binary()
    tag = [verbatims, "tag", "--quiet", "--threads"]
    print("# Whole processes\n")
    print("; ".join(versions()) + f". Medians of {arguments.runs}, in turn.")
    print(f"Binary: {os.path.getsize(verbatims) / (1 << 20):.1f} MiB.")
    with tempfile.TemporaryDirectory() as folder:

        def written(rows, *language):
            path = f"{folder}/{rows}{''.join(language)}.csv"
            told = subprocess.run([rivals, "write", str(rows), path, *language], capture_output=True, text=True, check=True)
            return path, json.loads(told.stdout)

        def script(name):
            path = f"{folder}/with_{name}.py"  # not the name of the package, which it imports
            pathlib.Path(path).write_text(PYTHON[name], encoding="utf-8")
            return [sys.executable, path]

        def present(name):
            return importlib.util.find_spec(name) is not None

        path, told = written(arguments.rows)
        commands = {
            "copy, csv and serde_json": [rivals, "copy", path],
            "verbatims tag, 1 thread": [*tag, "1", path],
            "verbatims tag, 2 threads": [*tag, "2", path],
            "verbatims tag --steps": [*tag, "1", "--steps", path],
            "crates called naively, allow list": [rivals, "naive", path],
            "crates called naively, defaults": [rivals, "naive-default", path],
        }
        for name in ("duckdb", "polars"):
            if present(name):
                commands[f"{name}, one regex"] = [*script(name), path]
        title = f"{told['rows']:,} comments in five languages, {told['comment_bytes']} bytes each, {told['distinct_forms']:,} distinct forms"
        table(title, in_turn(commands, arguments.runs), arguments.rows, "copy, csv and serde_json")

        path, told = written(arguments.english, "en")
        commands = {
            "verbatims tag, 1 thread": [*tag, "1", path],
            "vader_sentiment (Rust)": [rivals, "vader", path],
        }
        if present("vaderSentiment"):
            commands["VADER (Python)"] = [*script("vaderSentiment"), path]
        title = f"{told['rows']:,} comments in English, {told['comment_bytes']} bytes each"
        table(title, in_turn(commands, arguments.runs), arguments.english, "verbatims tag, 1 thread")

        one = f"{folder}/one.csv"
        pathlib.Path(one).write_text("id,comment\n1,Friendly staff but the parcel arrived damaged.\n", encoding="utf-8")
        found = in_turn({"verbatims tag, one comment": [*tag, "1", one]}, 4 * arguments.runs)
        table("Start", found, 1, "verbatims tag, one comment")

        print("\n### Cost against size, one thread\n")
        print("| rows | CPU s | µs a comment | peak MiB |\n| --- | --- | --- | --- |")
        for rows in map(int, arguments.sizes.split(",")):
            path, _ = written(rows)
            runs = [measure([*tag, "1", path]) for _ in range(arguments.runs)]
            cpu = statistics.median(run[0] for run in runs)
            print(f"| {rows:,} | {cpu:.2f} | {cpu / rows * 1e6:.2f} | {max(run[2] for run in runs):.0f} |")
            os.remove(path)


if __name__ == "__main__":
    main()
