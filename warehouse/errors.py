"""What goes wrong in the warehouse, as types: each error says which file and what to do. Stands on nothing.

Belongs here: errors that several modules raise. Does not belong here: an error of one module alone.
"""

from __future__ import annotations


class WarehouseError(RuntimeError):
    """Something about the data directory is not as it should be; the message is one line and says what to do."""


class LayoutError(WarehouseError, ValueError):
    """A day, batch or version that cannot be part of a path."""


class StorageError(WarehouseError):
    """The data directory cannot be read or written: no permission, no space, no connection."""


class LockedError(WarehouseError):
    """Another run holds the data directory."""
