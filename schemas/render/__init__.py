"""One file a target; each a pure function from declarations to that target's own form."""
