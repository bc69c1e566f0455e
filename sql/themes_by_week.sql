-- Which themes came up, week by week? `base` is all comments of the week, `share` the percentage of them that raise the theme.
SELECT d.week,
       m.theme,
       count(*) AS comments,
       sum(CASE WHEN m.polarity = 'positive' THEN 1 ELSE 0 END) AS positive,
       sum(CASE WHEN m.polarity = 'negative' THEN 1 ELSE 0 END) AS negative,
       b.comments AS base,
       CAST(100 * count(*) AS DOUBLE PRECISION) / b.comments AS share
FROM mentions m
JOIN comments c ON c.comment_id = m.comment_id
JOIN dates d ON d.day = c.day
JOIN (SELECT week, count(*) AS comments
      FROM comments
      JOIN dates ON dates.day = comments.day
      GROUP BY week) b ON b.week = d.week
GROUP BY d.week, m.theme, b.comments
ORDER BY d.week, m.theme;
