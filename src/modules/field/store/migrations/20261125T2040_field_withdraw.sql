-- Whoever applied takes the application back while it waits; only the holder has the outside id. Answers how it stands then,
-- or null when there is none. It looks as the program itself, because those who ask are not signed in.
CREATE FUNCTION field.withdraw_application(asked_application bigint, at timestamptz) RETURNS text
LANGUAGE sql SET openfield.realm = 'system' AS $$
  UPDATE field.application SET state = 'withdrawn', decided_at = at, password_hash = NULL
  WHERE application.id = asked_application AND application.state = 'waiting';
  SELECT application.state FROM field.application WHERE application.id = asked_application
$$;
