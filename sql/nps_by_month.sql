-- What is the Net Promoter Score, month by month? A row of the input counts once, however many comments it has.
SELECT month,
       count(*) AS base,
       sum(CASE WHEN score >= 9 THEN 1 ELSE 0 END) AS promoters,
       sum(CASE WHEN score <= 6 THEN 1 ELSE 0 END) AS detractors,
       CAST(100 * (sum(CASE WHEN score >= 9 THEN 1 ELSE 0 END)
                   - sum(CASE WHEN score <= 6 THEN 1 ELSE 0 END)) AS DOUBLE PRECISION) / count(*) AS nps
FROM (SELECT DISTINCT d.month, c.source, c.file, c."row", c.own_score_number AS score
      FROM comments c
      JOIN dates d ON d.day = c.day
      WHERE c.own_score_scale = 'nps') answers
GROUP BY month
ORDER BY month;
