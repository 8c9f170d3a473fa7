-- The version as a row that a statement takes in, where it asks for more.
CREATE FUNCTION tax.version_rows() RETURNS TABLE (version bigint)
LANGUAGE sql STABLE ROWS 1 AS $$ SELECT v.version FROM tax.version v $$;
