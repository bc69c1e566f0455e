-- Which verbatims are behind a bar of a chart, and which words? $1 theme, $2 polarity, $3 week as 2026-W09.
SELECT c.comment_id,
       c.day,
       c.language,
       c.text,
       e."start",
       e."end",
       e.quote,
       e.term,
       e.entry
FROM mentions m
JOIN comments c ON c.comment_id = m.comment_id
JOIN dates d ON d.day = c.day
JOIN evidence e ON e.comment_id = m.comment_id AND e.theme = m.theme
WHERE m.theme = $1
  AND m.polarity = $2
  AND d.week = $3
ORDER BY c.day, c.comment_id, e.number;
