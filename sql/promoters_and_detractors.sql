-- What do promoters (9-10), passives (7-8) and detractors (0-6) speak of? `base` is all comments of the group.
SELECT g.who,
       m.theme,
       count(*) AS comments,
       sum(CASE WHEN m.polarity = 'positive' THEN 1 ELSE 0 END) AS positive,
       sum(CASE WHEN m.polarity = 'negative' THEN 1 ELSE 0 END) AS negative,
       b.comments AS base,
       CAST(100 * count(*) AS DOUBLE PRECISION) / b.comments AS share
FROM (SELECT comment_id,
             CASE WHEN own_score_number >= 9 THEN 'promoter'
                  WHEN own_score_number >= 7 THEN 'passive'
                  ELSE 'detractor' END AS who
      FROM comments
      WHERE own_score_scale = 'nps') g
JOIN mentions m ON m.comment_id = g.comment_id
JOIN (SELECT CASE WHEN own_score_number >= 9 THEN 'promoter'
                  WHEN own_score_number >= 7 THEN 'passive'
                  ELSE 'detractor' END AS who,
             count(*) AS comments
      FROM comments
      WHERE own_score_scale = 'nps'
      GROUP BY 1) b ON b.who = g.who
GROUP BY g.who, m.theme, b.comments
ORDER BY g.who, m.theme;
