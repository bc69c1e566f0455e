-- Which versions made the tags, and of which days? Figures of two versions are not compared without coding history again.
SELECT program,
       lexicons,
       codeframe,
       count(*) AS comments,
       min(day) AS first_day,
       max(day) AS last_day
FROM comments
GROUP BY program, lexicons, codeframe
ORDER BY first_day, program, lexicons, codeframe;
