-- Sum of all payments.
SELECT CAST(sum(paid_fen) AS DOUBLE) / 100 FROM fee WHERE fee_no = 'fine'
