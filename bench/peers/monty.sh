#!/usr/bin/env bash
# Compares the Python guest with pydantic-monty and with processes of CPython: a fresh interpreter for `None`, and for fib(24). Needs a
# release build and pip.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pydantic-monty==1.4.0

"$folder/venv/bin/python" - <<'PYTHON'
import statistics
import subprocess
import time

import pydantic_monty

FIB = "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(24)"


def median_us(runs, work):
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


with pydantic_monty.Monty() as pool:

    def fresh(code):
        with pool.checkout() as session:
            return session.feed_run(code)

    assert fresh(FIB) == 46368
    print(f"pydantic-monty, checkout and run of None   {median_us(2000, lambda: fresh('None')):12.1f} us")
    print(f"pydantic-monty, checkout and run of fib(24) {median_us(50, lambda: fresh(FIB)):11.1f} us")


def process(code):
    subprocess.run(["build/deps/python/native/python", "-I", "-c", code], check=True)


print(f"CPython natively, a process for None        {median_us(30, lambda: process('None')):11.1f} us")
print(f"CPython natively, a process for fib(24)     {median_us(30, lambda: process(FIB)):11.1f} us")
PYTHON
build/bench/hako_bench --only python_eval_none_us --only python_fib24_ms --only python_process_ms
