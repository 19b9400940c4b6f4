-- Cases with a payment that went to credit collection.
SELECT count(*) FROM (
    SELECT max(CASE WHEN link_name = 'Payment' THEN 1 ELSE 0 END) AS paid, max(CASE WHEN link_name = 'Send for Credit Collection' THEN 1 ELSE 0 END) AS collected FROM link GROUP BY case_no
) WHERE paid = 1 AND collected = 1
