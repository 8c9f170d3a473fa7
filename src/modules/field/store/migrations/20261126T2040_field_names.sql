-- Staff find people by beginnings of names among a million. Under the policy of names an index serves only comparisons that
-- leak nothing, and a function over a column counts as one that might: so the small letters are columns.
ALTER TABLE field.person_name
  ADD COLUMN given_search text NOT NULL GENERATED ALWAYS AS (lower(given_name)) STORED,
  ADD COLUMN family_search text NOT NULL GENERATED ALWAYS AS (lower(family_name)) STORED;
CREATE INDEX person_name_given_search ON field.person_name (given_search text_pattern_ops);
CREATE INDEX person_name_family_search ON field.person_name (family_search text_pattern_ops);
