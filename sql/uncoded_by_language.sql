-- How much has no theme, by language? Unknown (`und`) and other languages are rows as well.
SELECT language,
       count(*) AS base,
       sum(CASE WHEN mentions = 0 THEN 1 ELSE 0 END) AS uncoded,
       CAST(100 * sum(CASE WHEN mentions = 0 THEN 1 ELSE 0 END) AS DOUBLE PRECISION) / count(*) AS share
FROM comments
GROUP BY language
ORDER BY language;
