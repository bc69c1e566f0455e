-- How content is each segment? Comments without a value in a segment are a row too (`value` is empty).
SELECT n.segment,
       s.value,
       count(*) AS base,
       sum(CASE WHEN c.polarity = 'positive' THEN 1 ELSE 0 END) AS positive,
       sum(CASE WHEN c.polarity = 'negative' THEN 1 ELSE 0 END) AS negative,
       CAST(100 * (sum(CASE WHEN c.polarity = 'positive' THEN 1 ELSE 0 END)
                   - sum(CASE WHEN c.polarity = 'negative' THEN 1 ELSE 0 END)) AS DOUBLE PRECISION)
           / count(*) AS net_sentiment
FROM (SELECT DISTINCT segment FROM segments) n
CROSS JOIN comments c
LEFT JOIN segments s ON s.comment_id = c.comment_id AND s.segment = n.segment
GROUP BY n.segment, s.value
ORDER BY n.segment, s.value;
