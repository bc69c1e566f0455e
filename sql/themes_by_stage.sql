-- Where on the journey does it hurt? Mentions of each top theme by stage, and their net sentiment.
SELECT m.stage,
       coalesce(m.parent, m.theme) AS top_theme,
       count(*) AS mentions,
       sum(CASE WHEN m.polarity = 'positive' THEN 1 ELSE 0 END) AS positive,
       sum(CASE WHEN m.polarity = 'negative' THEN 1 ELSE 0 END) AS negative,
       CAST(100 * (sum(CASE WHEN m.polarity = 'positive' THEN 1 ELSE 0 END)
                   - sum(CASE WHEN m.polarity = 'negative' THEN 1 ELSE 0 END)) AS DOUBLE PRECISION)
           / count(*) AS net_sentiment
FROM mentions m
GROUP BY m.stage, coalesce(m.parent, m.theme)
ORDER BY m.stage, top_theme;
