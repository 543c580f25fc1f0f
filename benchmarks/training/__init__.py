"""Makes the models of ``pipeline/models``: scripts that are run by hand, never by the pipeline."""
