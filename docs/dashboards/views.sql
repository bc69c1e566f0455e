-- Two wide views for tools that want one table a chart (Superset, Metabase, Power BI). Apply once, with the schema of the
-- tables in the search_path. They are views: nothing is copied, and a new night shows by itself.

-- A row a comment, with its calendar and the group of its score.
CREATE OR REPLACE VIEW comments_wide AS
SELECT c.comment_id,
       c.source,
       c.language,
       c.polarity,
       c.score,
       c.mentions,
       c.mentions = 0 AS uncoded,
       c.day,
       d.week,
       d.week_start,
       d.month,
       d.month_start,
       d.quarter,
       d.year,
       d.weekday,
       c.own_score_number,
       c.own_score_scale,
       CASE WHEN c.own_score_scale <> 'nps' THEN NULL
            WHEN c.own_score_number >= 9 THEN 'promoter'
            WHEN c.own_score_number >= 7 THEN 'passive'
            WHEN c.own_score_number <= 6 THEN 'detractor' END AS nps_group,
       -- The mean of it is the net sentiment.
       CASE c.polarity WHEN 'positive' THEN 100 WHEN 'negative' THEN -100 ELSE 0 END AS net_sentiment,
       c.flags,
       c.text,
       c.codeframe,
       c.lexicons
FROM comments c
LEFT JOIN dates d ON d.day = c.day;

-- A row a theme raised in a comment, with the labels and everything about the comment.
CREATE OR REPLACE VIEW mentions_wide AS
SELECT m.comment_id,
       m.theme,
       t.label_en,
       t.label_sv,
       t.label_ar,
       t.label_sr_latn,
       t.label_sr_cyrl,
       t.label_ru,
       coalesce(m.parent, m.theme) AS top_theme,
       m.stage,
       t.owner,
       m.polarity AS mention_polarity,
       CASE m.polarity WHEN 'positive' THEN 100 WHEN 'negative' THEN -100 ELSE 0 END AS mention_net_sentiment,
       c.source,
       c.language,
       c.polarity AS comment_polarity,
       c.day,
       c.week,
       c.week_start,
       c.month,
       c.month_start,
       c.quarter,
       c.year,
       c.nps_group,
       c.text
FROM mentions m
JOIN themes t ON t.theme = m.theme
JOIN comments_wide c ON c.comment_id = m.comment_id;
