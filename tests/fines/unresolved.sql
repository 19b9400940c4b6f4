-- Cases without payment, credit collection or appeal.
SELECT count(*) FROM "case" WHERE case_no NOT IN (
    SELECT case_no FROM link
    WHERE link_name IN ('Payment', 'Send for Credit Collection', 'Send Appeal to Prefecture', 'Appeal to Judge')
)
