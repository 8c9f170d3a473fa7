-- Both clocks of standings and owners for later modules: each holds until the next one that was known.
CREATE VIEW field.v_standing_known WITH (security_invoker = true) AS
  SELECT person_id, kind, status, valid_from, known_seq FROM field.person_standing;
SELECT platform.read_only('field.v_standing_known');
CREATE VIEW field.v_ownership_known WITH (security_invoker = true) AS
  SELECT position_id, owner_id, valid_from, known_seq FROM field.ownership;
SELECT platform.read_only('field.v_ownership_known');
