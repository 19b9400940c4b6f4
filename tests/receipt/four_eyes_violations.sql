-- Cases in which one person wrote the confirmation of receipt and checked it.
SELECT count(DISTINCT written.case_no)
FROM link written JOIN link checked ON checked.centre = written.centre AND checked.case_no = written.case_no AND checked.link_user = written.link_user
WHERE written.centre = 'wabo' AND written.link_name = 'Confirmation of receipt' AND checked.link_name = 'T02 Check confirmation of receipt'
