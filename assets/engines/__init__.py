"""Where the work on shards is done: in processes of this machine, or on a Dask cluster.

Belongs here: handing shards out, hearing what came of them, trying again what died, ending what was begun. Does not belong
here: what a shard is and what is done with it; any import of Dagster.
"""

from assets.engines.choice import NAMES, choose
from assets.engines.engine import ATTEMPTS, Crew, Engine, EngineError, ShardError
from assets.engines.local import Local

__all__ = ["ATTEMPTS", "NAMES", "Crew", "Engine", "EngineError", "Local", "ShardError", "choose"]
