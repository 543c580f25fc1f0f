-- On whom does each outlet rest?
-- 各媒体は誰に依拠しているか。
-- How to read: up to five rows per outlet, its largest sources first; `share_ratio` is the share of the outlet's statements whose innermost source it is. A source without a name is told
-- by `cited_kind`; both are empty where nobody is named.
-- 読み方: 媒体ごとに最大5行、割合順。`share_ratio` は最も内側の情報源である言説の割合。名前のない情報源は `cited_kind` で示し、明示がなければ空。
SELECT outlet, cited_source, cited_kind, statement_count, share_ratio
FROM source_dependence
QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY statement_count DESC, cited_source NULLS LAST, cited_kind NULLS LAST) <= 5
ORDER BY sum(statement_count) OVER (PARTITION BY outlet) DESC, outlet NULLS LAST, statement_count DESC, cited_source NULLS LAST, cited_kind NULLS LAST;
