"""How the shares that batches have in a corpus-level table become the table.

Every merge is associative and commutative, and merging a merged table with a new share equals merging all shares:
that is what lets a run add a batch without reading the others again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa

from pipeline.link.aliases import merge_aliases
from pipeline.link.entities import merge_entities
from pipeline.link.lexemes import merge_lexemes
from pipeline.link.sources import merge_sources

MERGES: Mapping[str, Callable[[pa.Table], pa.Table]] = {
    "sources": merge_sources,
    "lexemes": merge_lexemes,
    "entities": merge_entities,
    "aliases": merge_aliases,
}

ALONE_AS_MERGED = frozenset(("lexemes", "entities", "aliases"))
"""Tables whose stage makes a share as its merge would: one row a key, in order. A share alone needs no merge."""
