#!/usr/bin/env python3
"""Writes Tests/Reference/stores.json: files of zarr-python, xarray and NumPy with the same arrays, as base64 text.

Made with Python 3.13, zarr 3.4.2, numcodecs 0.17.1, xarray 2026.9, netCDF4 1.7.5, h5netcdf 1.8.2, NumPy 2.5. The files hold times and the
versions of libraries: run twice, their bytes differ a little, and the arrays do not.
"""

import base64
import json
import pathlib
import shutil
import tempfile
import warnings

import numcodecs
import numpy as np
import xarray as xr
import zarr
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, TransposeCodec, ZstdCodec

warnings.simplefilter("ignore")
random = np.random.Generator(np.random.Philox(15))
x = random.normal(size=(2, 7, 5))
i = random.integers(-100, 100, size=(2, 7, 3))
b = random.random((2, 7)) < 0.3
labels = ["a", "é", "", "日本", "e"]
ARRAYS = (("x", x, ("chain", "draw", "k")), ("i", i, ("chain", "draw", "j")), ("b", b, ("chain", "draw")))

root = pathlib.Path(tempfile.mkdtemp())
stores = {}


def add(name, write, **exactness):
    """Lets a function write a file or folder, and keeps its bytes."""
    path = root / name
    write(path)
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    stores[name] = {
        "files": {str(f.relative_to(root)): base64.b64encode(f.read_bytes()).decode() for f in files},
        "x": exactness.get("x", x).astype(float).ravel().tolist(),
        "labels": exactness.get("labels", labels),
    }


def zarr3(dtypes={}, **settings):
    def write(path):
        group = zarr.open_group(path, mode="w", zarr_format=3).create_group("posterior")
        for name, values, dims in ARRAYS:
            own = {key: value(values.ndim) if callable(value) else value for key, value in settings.items()}
            array = group.create_array(
                name, shape=values.shape, dtype=dtypes.get(name, values.dtype), chunks=(1, 4, 3)[: values.ndim],
                dimension_names=dims, **own,
            )
            array[...] = values
        array = group.create_array("k", shape=(5,), dtype="str", chunks=(3,), dimension_names=("k",))
        array[:] = np.array(labels, dtype=object)

    return write


def zarr2(dtypes={}, text="<U4", **settings):
    def write(path):
        group = zarr.open_group(path, mode="w", zarr_format=2).create_group("posterior")
        for name, values, dims in ARRAYS:
            array = group.create_array(
                name, shape=values.shape, dtype=dtypes.get(name, values.dtype), chunks=(1, 4, 3)[: values.ndim],
                attributes={"_ARRAY_DIMENSIONS": list(dims)}, **settings,
            )
            array[...] = values
        array = group.create_array("k", shape=(5,), dtype=text, chunks=(3,), attributes={"_ARRAY_DIMENSIONS": ["k"]})
        array[:] = np.array(labels)

    return write


single, half = x.astype("f4"), x.astype("f2")
rolled = lambda rank: [TransposeCodec(order=tuple(int(axis) for axis in np.roll(range(rank), 1)))]
shards = lambda rank: (2, 8, 6)[:rank]
add("plain.3.zarr", zarr3(compressors=None))
add("gzip.3.zarr", zarr3(compressors=[GzipCodec()]))
add("zstd.3.zarr", zarr3(compressors=[ZstdCodec(level=3, checksum=True)]))
add("blosc-lz4.3.zarr", zarr3(compressors=[BloscCodec(cname="lz4", shuffle="bitshuffle", typesize=8)]))
add("blosc-zstd.3.zarr", zarr3(compressors=[BloscCodec(cname="zstd", shuffle="shuffle", typesize=8)]))
add("crc32c.3.zarr", zarr3(compressors=[Crc32cCodec()]))
add("transpose.3.zarr", zarr3(filters=rolled))
add("big.3.zarr", zarr3(serializer=lambda rank: BytesCodec(endian="big"), compressors=None))
add("shards.3.zarr", zarr3(shards=shards))
add("single.3.zarr", zarr3({"x": "float32", "i": "int16"}), x=single)
add("half.3.zarr", zarr3({"x": "float16", "i": "int8"}), x=half)
add("dots.3.zarr", zarr3(chunk_key_encoding={"name": "v2", "separator": "."}))
add("plain.2.zarr", zarr2(compressors=None))
add("zlib.2.zarr", zarr2(compressors=[numcodecs.Zlib()]))
add("gzip.2.zarr", zarr2(compressors=[numcodecs.GZip()]))
add("zstd.2.zarr", zarr2(compressors=[numcodecs.Zstd()]))
add("blosc.2.zarr", zarr2(compressors=[numcodecs.Blosc()]))
add("columns.2.zarr", zarr2(order="F"))
add("slashes.2.zarr", zarr2(chunk_key_encoding={"name": "v2", "separator": "/"}))
add("big.2.zarr", zarr2({"x": ">f4", "i": ">i4"}), x=single)
add("texts.2.zarr", zarr2(text="str"))

coords = {"chain": [0, 1], "draw": range(7), "k": labels}
dataset = xr.Dataset({name: (dims, values) for name, values, dims in ARRAYS}, coords, {"made_by": "xarray σ"})
dataset["note"] = ("k", ["u", "v", "w", "x", "ü"])
tree = xr.DataTree.from_dict({"posterior": dataset})
packed = {"/posterior": {"x": {"zlib": True, "shuffle": True, "chunksizes": (1, 3, 2)}}}
add("xarray.3.zarr", lambda path: tree.to_zarr(path, zarr_format=3, consolidated=True))
add("xarray.2.zarr", lambda path: tree.to_zarr(path, zarr_format=2, consolidated=True))
add("folders.3.zarr", lambda path: tree.to_zarr(path, zarr_format=3, consolidated=False))
add("netcdf4.nc", lambda path: tree.to_netcdf(path, engine="netcdf4"))
add("h5netcdf.nc", lambda path: tree.to_netcdf(path, engine="h5netcdf"))
add("packed.nc", lambda path: tree.to_netcdf(path, engine="netcdf4", encoding=packed))
add("classic.nc", lambda path: dataset.to_netcdf(path, engine="netcdf4", format="NETCDF3_64BIT"))
add("root.nc", lambda path: dataset.to_netcdf(path, engine="h5netcdf", unlimited_dims=["draw"]))
plain = [str(number) for number in range(5)]
add("plain.npz", lambda path: np.savez(path, x=x, i=i, b=b), labels=plain)
add("packed.npz", lambda path: np.savez_compressed(path, x=np.asfortranarray(x), i=i.astype(">i4"), b=b), labels=plain)

reference = {"stores": stores, "i": i.ravel().tolist(), "b": b.ravel().tolist()}
folder = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference"
(folder / "stores.json").write_text(json.dumps(reference, ensure_ascii=False, indent=0) + "\n")
shutil.rmtree(root)
