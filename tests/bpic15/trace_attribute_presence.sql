-- Attribute of traces, cases that have it.
SELECT name, n FROM (
    SELECT unnest(['caseStatus', 'case_type', 'concept:name', 'last_phase', 'requestComplete', 'startDate', 'Responsible_actor', 'parts', 'endDate', 'Includes_subCases', 'SUMleges', 'termName', 'IDofConceptCase', 'landRegisterID', 'endDatePlanned', 'caseProcedure']) AS name,
           unnest([count(attributes['status']), count(item_impl_code), count(case_no), count(attributes['phase']), count(attributes['is_complete']), count(accepted_at), count(attributes['responsible']), count(attributes['parts']), count(finished_at), count(attributes['has_sub_cases']), count(attributes['fees']), count(attributes['term']), count(attributes['concept_case']), count(attributes['land_register']), count(promised_due_at), count(attributes['procedure'])]) AS n
    FROM "case"
) WHERE n > 0 ORDER BY n DESC, name
