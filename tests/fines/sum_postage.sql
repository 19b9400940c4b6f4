-- Sum of the postage.
SELECT CAST(sum(amount_fen) AS DOUBLE) / 100 FROM fee WHERE fee_no = 'postage'
