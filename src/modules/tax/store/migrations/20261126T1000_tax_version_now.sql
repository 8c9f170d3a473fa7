-- The version of all taxes and shipping, for functions of later modules.
CREATE FUNCTION tax.version_now() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT (SELECT version FROM tax.version) $$;
