"""Runs the checks of the export to JAX: `python run.py FOLDER [PART ...]`; the last line counts them.

Parts run in processes of their own, as many at once as there are processors.
"""

import concurrent.futures
import importlib
import os
import pathlib
import re
import subprocess
import sys
import time
import traceback

PARTS = ["catalogue", "helpers", "posteriors", "models"]


def run_part(folder, part):
    """Runs the checks of one part, and prints those that fail."""
    began = time.perf_counter()
    passed = failed = 0
    for name, check in importlib.import_module(part).checks(folder):
        try:
            problems = check()
        except Exception:
            problems = [traceback.format_exc(limit=-3)]
        if problems:
            failed += 1
            print(f"FAILED  {name}: " + "; ".join(problems), flush=True)
        else:
            passed += 1
    print(f"{part}, {time.perf_counter() - began:.0f} s: {passed} passed, {failed} failed", flush=True)
    return failed


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    if sys.argv[2:3] == ["--alone"]:
        sys.exit(1 if run_part(folder, sys.argv[3]) else 0)
    parts = sys.argv[2:] or PARTS

    def output(part):
        command = [sys.executable, __file__, str(folder), "--alone", part]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout

    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for part, text in zip(parts, pool.map(output, parts)):
            print(text, end="", flush=True)
            counts = re.search(rf"^{part}, .*: (\d+) passed, (\d+) failed$", text, re.MULTILINE)
            # A part that has not come to its end has failed.
            passed += int(counts[1]) if counts else 0
            failed += int(counts[2]) if counts else 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
