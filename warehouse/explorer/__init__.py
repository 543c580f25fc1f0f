"""The explorer: a local web application over a data directory or a release, and the same pages as a static site."""
