"""Where the dataset is read: layout on disk, SQL, quality, releases. Imports schemas only: a reader needs no analyser."""
