"""Loads exported modules."""

import importlib.util


def load(folder, name):
    """The module FOLDER/NAME.py."""
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
