"""Linear models on disk: a row of weights for each feature, in whole numbers of one byte, and a few arrays.

Belongs here: reading and writing the format, for every model of this folder. Does not belong here: what features mean.

A file is an Arrow table ``name, value, weights``, a row a feature and its value; arrays are rows whose name is ``array``. What
they look like, and the facts of the model, stand in the metadata. Weights are quantized: a stored number times ``scale`` is
the weight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float32]
_ARRAY = "array"


@dataclass(frozen=True)
class Model:
    """Weights by feature and value, and named arrays; ``facts`` say how the model was made."""

    rows: Mapping[tuple[str, str], bytes]
    scale: float
    arrays: Mapping[str, npt.NDArray[Any]]
    facts: Mapping[str, object]

    def scaled(self, stored: bytes) -> Floats:
        """The weights that were stored as these bytes."""
        return np.frombuffer(stored, np.int8).astype(np.float32) * np.float32(self.scale)


def load_model(name: str) -> Model:
    """The model ``<name>.arrow`` of this folder."""
    return read_model((files(__package__) / f"{name}.arrow").read_bytes())


def read_model(content: bytes) -> Model:
    """A model from the bytes of its file."""
    table = pa.ipc.open_file(content).read_all()
    kept = json.loads(table.schema.metadata[b"model"])
    keys = zip(table["name"].to_pylist(), table["value"].to_pylist(), strict=True)
    rows = dict(zip(keys, table["weights"].to_pylist(), strict=True))
    arrays: dict[str, npt.NDArray[Any]] = {}
    for key, entry in kept["arrays"].items():
        values = np.frombuffer(rows.pop((_ARRAY, key)), entry["dtype"]).reshape(entry["shape"])
        arrays[key] = values.astype(np.float32) * np.float32(kept["scale"]) if values.dtype == np.int8 else values
    return Model(rows, kept["scale"], arrays, kept["facts"])


def write_model(path: Path, model: Model) -> None:
    """Write a model; equal models are equal bytes. Arrays of floats are kept as they are, those of bytes are quantized."""
    arrays = {key: {"dtype": values.dtype.str, "shape": values.shape} for key, values in model.arrays.items()}
    kept = json.dumps({"scale": model.scale, "arrays": arrays, "facts": model.facts}, sort_keys=True)
    rows = sorted([*model.rows.items(), *(((_ARRAY, key), values.tobytes()) for key, values in model.arrays.items())])
    table = pa.table(
        {
            "name": pa.array([name for (name, _), _ in rows]).dictionary_encode(),
            "value": [value for (_, value), _ in rows],
            "weights": pa.array([weights for _, weights in rows], pa.binary()),
        }
    ).replace_schema_metadata({"model": kept})
    with pa.ipc.new_file(path, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
        file.write_table(table)
