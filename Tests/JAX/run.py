"""Runs all checks of the export to JAX: `python run.py FOLDER [PART ...]`; the last line counts them."""

import importlib
import pathlib
import sys
import time
import traceback

PARTS = ["catalogue", "models", "posteriors"]


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    passed = failed = 0
    for part in sys.argv[2:] or PARTS:
        began = time.perf_counter()
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
        print(f"{part}: {time.perf_counter() - began:.0f} s", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
