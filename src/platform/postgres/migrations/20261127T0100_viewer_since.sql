-- Since when the viewer has the position that is looked from; null for whose it has always been. Whoever takes a position over sees
-- nothing of the money and the orders of whoever had it before: the policies of later modules ask for it.
CREATE FUNCTION platform.viewer_since() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('openfield.person_since', true), '')::timestamptz $$;
