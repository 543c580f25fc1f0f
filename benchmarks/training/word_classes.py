"""Make ``pipeline/models/word_classes.arrow``: ``python -m benchmarks.training.word_classes WHEEL``.

WHEEL is the wheel of ``ja-ginza`` 5.3.0 (``pip download --no-deps ja-ginza==5.3.0``), which holds chiVe's word vectors
(Works Applications, Apache-2.0): 20,000 of them, each for the words that are nearest to it, 480,000 in all. The vectors are
clustered twice (spherical k-means, 64 and 512 classes). The table has a row a word: the CRC-32 of its UTF-8, in order, and
its classes. Same wheel, NumPy and BLAS give the same table; another BLAS may move a word at the edge of its class.
"""

from __future__ import annotations

import argparse
import json
import zipfile
import zlib
from pathlib import Path

import msgpack
import numpy as np
import numpy.typing as npt
import pyarrow as pa

SIZES = (64, 512)
ROUNDS = 25
SEED = 20261130
INSIDE = "ja_ginza/ja_ginza-5.3.0/vocab/"
OUTPUT = Path(__file__).resolve().parents[2] / "pipeline" / "models" / "word_classes.arrow"
_MASK = (1 << 64) - 1


def string_hash(text: str, seed: int = 1) -> int:
    """MurmurHash64A, by which spaCy keys its tables."""
    data, multiplier = text.encode(), 0xC6A4A7935BD1E995
    value = seed ^ (len(data) * multiplier & _MASK)
    whole = len(data) // 8 * 8
    for at in range(0, whole, 8):
        piece = int.from_bytes(data[at : at + 8], "little") * multiplier & _MASK
        piece = (piece ^ piece >> 47) * multiplier & _MASK
        value = (value ^ piece) * multiplier & _MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * multiplier & _MASK
    value = (value ^ value >> 47) * multiplier & _MASK
    return value ^ value >> 47


def clusters(vectors: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.int64]:
    """Class of each vector: spherical k-means from a fixed start, classes numbered by their first word."""
    start = np.random.default_rng(SEED).choice(len(vectors), size, replace=False)
    centres = vectors[np.sort(start)]
    for _ in range(ROUNDS):
        found = (vectors @ centres.T).argmax(1)
        sums = np.zeros_like(centres)
        np.add.at(sums, found, vectors)
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(length > 0, sums / np.maximum(length, 1e-9), centres)
    _, first = np.unique(found, return_index=True)
    order = {int(found[at]): number for number, at in enumerate(np.sort(first))}
    return np.array([order[int(value)] for value in found])


def main() -> None:
    """Cluster and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel")
    options = parser.parse_args()
    with zipfile.ZipFile(options.wheel) as wheel:
        rows = msgpack.unpackb(wheel.read(INSIDE + "key2row"), strict_map_key=False)
        strings = json.loads(wheel.read(INSIDE + "strings.json"))
        with wheel.open(INSIDE + "vectors") as file:
            vectors = np.load(file)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    coarse, fine = (clusters(vectors, size) for size in SIZES)
    words = sorted(word for word in strings if any(map(str.isalpha, word)) and string_hash(word) in rows)
    keys = np.array([zlib.crc32(word.encode()) for word in words], np.uint32)
    _, first = np.unique(keys, return_index=True)  # of two words with one key, the first keeps it
    places = np.array([rows[string_hash(words[at])] for at in first.tolist()])
    table = pa.table(
        {"key": keys[first], "coarse": pa.array(coarse[places], pa.int8()), "fine": pa.array(fine[places], pa.int16())}
    )
    with pa.ipc.new_file(OUTPUT, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
        file.write_table(table)
    print(f"{len(table)} words, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
