-- Cases neither sent nor paid.
SELECT count(*) FROM (
    SELECT max(CASE WHEN link_name = 'Send Fine' THEN 1 ELSE 0 END) AS sent, max(CASE WHEN link_name = 'Payment' THEN 1 ELSE 0 END) AS paid FROM link GROUP BY case_no
) WHERE sent = 0 AND paid = 0
