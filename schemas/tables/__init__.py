"""One file a table; :mod:`schemas.dataset` puts them in order."""
