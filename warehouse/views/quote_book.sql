-- Words in quotation marks that somebody said, with the speaker: one row per quotation of speech.
-- 発話の引用と発言者。
CREATE OR REPLACE VIEW quote_book AS
WITH spoken AS (
  SELECT
    quotation_id,
    min_by(
      {
        'speaker_id': speaker_id, 'speaker_text': speaker_text, 'speaker_kind': speaker_kind, 'cue': cue,
        'said_earliest': said_earliest, 'said_latest': said_latest
      },
      ("start", statement_id)
    ) AS st
  FROM statements
  WHERE quotation_id IS NOT NULL
  GROUP BY quotation_id
)
SELECT
  q.quotation_id,
  q."text" AS quotation,
  q.kind,
  coalesce(e.name_ja, spoken.st.speaker_text) AS speaker,
  spoken.st.speaker_kind AS speaker_kind,
  spoken.st.cue AS cue,
  spoken.st.said_earliest AS said_earliest,
  spoken.st.said_latest AS said_latest,
  c.outlet,
  c.title AS article_title,
  c.published_on,
  c.url,
  q.article_id,
  q."start",
  q."end"
FROM quotations AS q
ANTI JOIN (SELECT article_id, "start", "end" FROM blocks WHERE NOT is_content) AS f
  ON f.article_id = q.article_id AND q."start" >= f."start" AND q."start" < f."end"
JOIN coverage AS c ON c.article_id = q.article_id
LEFT JOIN spoken USING (quotation_id)
LEFT JOIN entities AS e ON e.entity_id = coalesce(spoken.st.speaker_id, q.speaker_id)
WHERE q.is_speech;
