"""Fetching: from a reviewed file of sources to pages in the landing. No Dagster, no terminal."""
