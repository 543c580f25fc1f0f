"""Releases: build one, verify one. A release is a directory that is never changed after it appeared."""
