-- Every kind and status that somebody had, and when.
CREATE VIEW field.v_standing WITH (security_invoker = true) AS
  SELECT person_id, kind, status, valid_from, valid_until FROM field.person_standing;
SELECT platform.read_only('field.v_standing');
