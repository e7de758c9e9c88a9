"""Named arrays of fixed shapes side by side in one piece of memory: what NumPy indexes and Numba compiles alike."""

import numpy as np


def record(arrays):
    """A record of these arrays and numbers, each under its name."""
    values = {name: np.asarray(value) for name, value in arrays.items()}
    # Numba has no arrays of flags in records.
    values = {name: value.astype(np.int64) if value.dtype == bool else value for name, value in values.items()}
    made = np.recarray(1, dtype=[(name, value.dtype, value.shape) for name, value in values.items()])
    for name, value in values.items():
        made[name] = value
    return made[0]
