-- What must each owner look at this week? Complaints of the last week with comments, the strongest first.
SELECT t.owner,
       m.theme,
       m.polarity,
       c.comment_id,
       c.day,
       c.language,
       c.negative,
       c.text
FROM mentions m
JOIN themes t ON t.theme = m.theme
JOIN comments c ON c.comment_id = m.comment_id
JOIN dates d ON d.day = c.day
WHERE m.polarity IN ('negative', 'mixed')
  AND d.week = (SELECT max(dates.week)
                FROM comments
                JOIN dates ON dates.day = comments.day)
ORDER BY t.owner, c.negative, c.comment_id, m.theme;
