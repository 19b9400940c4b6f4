-- Cases of internal types.
SELECT count(*) FROM "case" WHERE centre = 'boston' AND (item_name LIKE '%(INTERNAL)%' OR item_name LIKE '%(Internal)%')
