-- Statements that must neither read outside of the tables, nor write anywhere, nor reach the network: one a line.
-- {base}: the directory of the tables, in which a hostile release has left what it likes; {outside}: any other directory.
SELECT * FROM read_text('/etc/passwd')
SELECT * FROM read_blob('/etc/passwd')
SELECT * FROM '/etc/passwd'
SELECT * FROM '{outside}/secret.csv'
SELECT * FROM '{outside}/secret.parquet'
SELECT * FROM read_csv('{outside}/secret.csv')
SELECT * FROM read_json('{outside}/secret.json')
SELECT * FROM read_parquet('{outside}/*.parquet')
SELECT * FROM read_parquet(['{base}/articles/**/*.parquet', '{outside}/secret.parquet'], union_by_name = true)
SELECT * FROM read_text('{base}/../../outside/secret.csv')
SELECT * FROM read_text('{base}/link-to-secret')
SELECT * FROM read_text('{base}/link-to-outside/secret.csv')
SELECT * FROM read_text('/proc/self/environ')
SELECT * FROM read_text('/dev/stdin')
SELECT * FROM read_text('~/.bashrc')
SELECT * FROM read_text('file://{outside}/secret.csv')
SELECT * FROM glob('{outside}/*')
SELECT * FROM glob('{base}/link-to-outside/*')
SELECT * FROM sniff_csv('{outside}/secret.csv')
SELECT * FROM parquet_metadata('{outside}/secret.parquet')
SELECT * FROM parquet_kv_metadata('{outside}/secret.parquet')
SELECT * FROM read_duckdb('{outside}/theirs.duckdb')
SELECT * FROM query('SELECT * FROM read_text(''{outside}/secret.csv'')')
SELECT * FROM query_table('{outside}/secret.csv')
SELECT * FROM secret_of_the_program
SELECT getenv('HOME')
SELECT * FROM read_parquet('https://192.0.2.1/x.parquet')
SELECT * FROM read_csv('s3://bucket/x.csv')
SELECT * FROM 'hf://datasets/a/b.parquet'
INSTALL httpfs
LOAD httpfs
FORCE INSTALL spatial FROM community
LOAD '{base}/evil.duckdb_extension'
UPDATE EXTENSIONS
SELECT * FROM sqlite_scan('{outside}/x.sqlite', 'x')
COPY (SELECT 1) TO '{outside}/written.csv'
COPY (SELECT 1) TO '{base}/written.csv'
COPY articles TO '{base}/written.parquet' (FORMAT parquet)
COPY (SELECT 1 AS dt) TO '{base}/written' (PARTITION_BY dt, FORMAT parquet)
WITH x AS (COPY (SELECT 1) TO '{base}/written.csv') FROM x
(WITH x AS (COPY (SELECT 1) TO '{base}/written.csv') FROM x)
WITH x AS MATERIALIZED (COPY (SELECT 1) TO '{base}/written.csv') SELECT 1
WITH x AS (COPY (SELECT 1) TO '{base}/written.csv') PIVOT x ON "Count" USING sum("Count")
WITH x AS (COPY (SELECT 1) TO '{base}/written.csv'), y AS (SELECT 1 AS i) PIVOT y ON i USING sum(i)
SELECT * FROM query('WITH x AS (COPY (SELECT 1) TO ''{base}/written.csv'') FROM x')
SELECT (WITH x AS (COPY (SELECT 1) TO '{base}/written.csv') SELECT count(*) FROM x)
EXPLAIN ANALYZE COPY (SELECT 1) TO '{base}/written.csv'
EXPLAIN (ANALYZE, FORMAT json) COPY (SELECT 1) TO '{base}/written.csv'
EXPLAIN ANALYZE WITH x AS (COPY (SELECT 1) TO '{base}/written.csv') FROM x
EXPLAIN WITH x AS (COPY (SELECT 1) TO '{base}/written.csv'), y AS (SELECT 1 AS i) PIVOT y ON i USING sum(i)
EXPLAIN ANALYZE CREATE TABLE mine AS SELECT 1
EXPLAIN /* ( */ ANALYZE COPY (SELECT 1) TO '{base}/written.csv'
SELECT 1; COPY (SELECT 1) TO '{base}/written.csv'
PREPARE p AS COPY (SELECT 1) TO '{base}/written.csv'
EXECUTE p
EXPORT DATABASE '{outside}/exported'
EXPORT DATABASE '{base}/exported'
IMPORT DATABASE '{base}/imported'
ATTACH '{outside}/written.duckdb'
ATTACH '{base}/written.duckdb'
ATTACH '{base}/theirs.duckdb' AS theirs (READ_ONLY)
ATTACH ':memory:' AS mine
DETACH memory
USE system
DROP VIEW articles
DROP VIEW IF EXISTS said CASCADE
DROP MACRO span_text
ALTER VIEW articles RENAME TO mine
COMMENT ON VIEW articles IS 'mine'
CREATE TABLE mine (a INT)
CREATE TEMP TABLE mine AS SELECT 1
CREATE OR REPLACE VIEW articles AS SELECT 1
CREATE MACRO mine(x) AS x
CREATE SCHEMA mine
CREATE SEQUENCE mine
CREATE TYPE mine AS ENUM ('a')
CREATE SECRET mine (TYPE http, BEARER_TOKEN 'x')
INSERT INTO articles VALUES (1)
UPDATE articles SET title = ''
DELETE FROM articles
TRUNCATE articles
MERGE INTO articles USING blocks ON articles.article_id = blocks.article_id WHEN MATCHED THEN DELETE
SET enable_external_access = true
SET allowed_directories = ['/']
SET python_enable_replacements = true
SET temp_directory = '{outside}'
SET GLOBAL autoinstall_known_extensions = true
RESET lock_configuration
PRAGMA enable_profiling
PRAGMA database_list
CALL enable_logging(storage = 'file', storage_config = {'path': '{outside}/written.log'})
SELECT * FROM enable_logging(storage = 'file', storage_config = {'path': '{outside}/written.log'})
CHECKPOINT
VACUUM
BEGIN TRANSACTION
SELECT * FROM pandas_scan(0)
