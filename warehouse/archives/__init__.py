"""Files that hold many documents: gzip, zip, tar, WARC and Parquet, read as streams and never unpacked to disk."""
