"""Kills a run into a store at random times: `python kills.py PROGRAM FOLDER [KILLS]`; the last line counts.

KILLS stores are opened after a kill: xarray reads the first draws of a run without a kill, and in the end all of them. Any warning is
a failure.
"""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings

import arviz as az
import numpy as np
import xarray as xr

warnings.simplefilter("error")
program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
kills = int(sys.argv[3]) if len(sys.argv) > 3 else (200 if "APUS_SLOW_TESTS" in os.environ else 20)
settings = ["--draws", "40000", "--warmup", "25000", "--seed", "11"]
choices = random.Random(3)


def start(store):
    threads = str(choices.randint(1, 4))
    return subprocess.Popen(
        [program, "sample", "--store", str(store), "--threads", threads, *settings],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def arrays(store):
    """All arrays of a store, as xarray reads them."""
    tree = xr.open_datatree(store, engine="zarr")
    return {f"{group}/{name}": array.values for group, node in tree.children.items() for name, array in node.variables.items()}


def differences(part, whole):
    """The arrays that are not the first draws of the whole."""
    if part.keys() != whole.keys():
        return ["other arrays"]
    found = []
    for name, values in part.items():
        full = whole[name]
        if name.endswith("/draw"):
            full = full[: len(values)]
        elif values.ndim > 1 and not name.startswith(("observed_data", "constant_data")):
            full = full[:, : values.shape[1]]
        if values.dtype != full.dtype or not np.array_equal(values, full):
            found.append(name)
    return found


store = folder / "whole.zarr"
assert start(store).wait() == 0
whole = arrays(store)
az.summary(az.from_zarr(store), var_names=["mu", "tau"])
passed = failed = opened = number = 0
while opened < kills:
    number += 1
    store = folder / f"killed-{number}.zarr"
    while True:
        process = start(store)
        try:
            status = process.wait(timeout=choices.uniform(0.02, 0.9))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            status = process.wait()
        assert status in (0, -signal.SIGKILL), f"the run ended with {status}"
        if status == 0 or opened >= kills and start(store).wait() == 0:
            break
        # It was killed before it made its store.
        if not store.exists():
            continue
        opened += 1
        found = differences(arrays(store), whole)
        print("ok   a killed store" if not found else f"FAILED a killed store: {found}")
        passed, failed = (passed + 1, failed) if not found else (passed, failed + 1)
    found = differences(arrays(store), whole)
    if found or arrays(store)["posterior/mu"].shape != whole["posterior/mu"].shape:
        failed += 1
        print(f"FAILED the resumed store {number}: {found}")
    else:
        passed += 1
        print("ok   a resumed store")
    shutil.rmtree(store)
print(f"{opened} killed stores and {number} resumed ones were opened")
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
