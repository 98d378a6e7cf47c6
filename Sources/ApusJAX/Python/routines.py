"""Calls of routines in Swift, in a shared library, by XLA's foreign function interface."""

import ctypes
import functools
import pathlib

import jax
import jax.numpy as jnp
import numpy as np


@functools.cache
def open_swift_library():
    """The name of the library's entry in XLA's registry, and the number of the model in the library."""
    path = pathlib.Path(__file__).resolve().parent / swift_library
    library = ctypes.CDLL(str(path))
    library.apus_open.restype = ctypes.c_ssize_t
    text = ctypes.create_string_buffer(1 << 20)
    size = ctypes.c_ssize_t(len(text))
    model = library.apus_open(ctypes.cast(library[swift_main], ctypes.c_void_p), text, size)
    if model < 0:
        raise RuntimeError(f"{path}: {text.value.decode()}")
    library.apus_describe(ctypes.c_ssize_t(model), text, size)
    if text.value.decode().splitlines() != [signature for signature, _ in swift_routines]:
        raise RuntimeError(f"{path} has other routines than this module: export the model again")
    library.apus_ffi_evaluate.restype = ctypes.c_void_p
    target = f"apus_{path.stem}"
    jax.devices("cpu")  # XLA takes an entry into its registry once it has started.
    jax.ffi.register_ffi_target(target, jax.ffi.pycapsule(library.apus_ffi_evaluate), platform="cpu")
    return target, model


def call_swift(number, *operands):
    """The results of a routine in Swift: it runs on the CPU, one call after the other under vmap."""
    target, model = open_swift_library()
    types = swift_routines[number][1]
    call = jax.ffi.ffi_call(target, types, vmap_method="sequential")
    operands = [jnp.asarray(operand) for operand in operands]
    results = call(*operands, model=np.int64(model), function=np.int64(number))
    return results[0] if len(types) == 1 else tuple(results)
