-- A search among a million reads the indexes alone, without a look at the table for each person found.
DROP INDEX field.person_name_given_search;
DROP INDEX field.person_name_family_search;
CREATE INDEX person_name_given_search ON field.person_name (given_search text_pattern_ops) INCLUDE (person_id);
CREATE INDEX person_name_family_search ON field.person_name (family_search text_pattern_ops) INCLUDE (person_id);
