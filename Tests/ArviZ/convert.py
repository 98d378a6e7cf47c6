"""Writes PyMC's file again by ArviZ 1.x, as other files: `python convert.py FOLDER`."""

import pathlib
import sys
import warnings

import arviz as az

warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1])
tree = az.from_netcdf(str(folder / "pymc.nc")).load()
for version in (2, 3):
    for is_consolidated in (True, False):
        name = f"arviz_{version}_{'whole' if is_consolidated else 'folders'}.zarr"
        tree.to_zarr(str(folder / name), zarr_format=version, consolidated=is_consolidated)
tree.to_netcdf(str(folder / "arviz_1.nc"), engine="netcdf4")
single = {f"/{group}": {name: {"dtype": "float32"} for name in tree[group].data_vars if tree[group][name].dtype == "float64"}
          for group in ("posterior", "sample_stats")}
tree.to_netcdf(str(folder / "single.nc"), engine="h5netcdf", encoding=single)
