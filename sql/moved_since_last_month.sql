-- What moved since last month? The last month with comments against the one before; `points` is the change of the share.
WITH month_now AS (SELECT max(dates.month) AS month
                   FROM comments
                   JOIN dates ON dates.day = comments.day),
     month_before AS (SELECT max(month) AS month
                      FROM dates
                      WHERE month < (SELECT month FROM month_now)),
     base AS (SELECT sum(CASE WHEN d.month = (SELECT month FROM month_now) THEN 1 ELSE 0 END) AS base_now,
                     sum(CASE WHEN d.month = (SELECT month FROM month_before) THEN 1 ELSE 0 END) AS base_before
              FROM comments c
              JOIN dates d ON d.day = c.day),
     raised AS (SELECT m.theme,
                       sum(CASE WHEN d.month = (SELECT month FROM month_now) THEN 1 ELSE 0 END) AS comments_now,
                       sum(CASE WHEN d.month = (SELECT month FROM month_before) THEN 1 ELSE 0 END) AS comments_before
                FROM mentions m
                JOIN comments c ON c.comment_id = m.comment_id
                JOIN dates d ON d.day = c.day
                GROUP BY m.theme)
SELECT r.theme,
       r.comments_before,
       b.base_before,
       r.comments_now,
       b.base_now,
       CAST(100 * r.comments_now AS DOUBLE PRECISION) / NULLIF(b.base_now, 0)
           - CAST(100 * r.comments_before AS DOUBLE PRECISION) / NULLIF(b.base_before, 0) AS points
FROM raised r
CROSS JOIN base b
WHERE r.comments_now + r.comments_before > 0
ORDER BY points DESC, r.theme;
