-- Which themes come together more often than chance has it? `lift` is the count against the one expected if the two were
-- independent: 1 is chance.
WITH raised AS (SELECT theme, count(*) AS comments FROM mentions GROUP BY theme),
     base AS (SELECT count(*) AS comments FROM comments),
     pairs AS (SELECT a.theme AS one, b.theme AS other, count(*) AS together
               FROM mentions a
               JOIN mentions b ON b.comment_id = a.comment_id AND a.theme < b.theme
               GROUP BY a.theme, b.theme)
SELECT p.one,
       p.other,
       p.together,
       CAST(p.together * n.comments AS DOUBLE PRECISION) / (x.comments * y.comments) AS lift
FROM pairs p
JOIN raised x ON x.theme = p.one
JOIN raised y ON y.theme = p.other
CROSS JOIN base n
ORDER BY p.together DESC, p.one, p.other;
