"""Work across articles, with a declared shuffle key: entities, aliases, sources, the union of lexemes."""
