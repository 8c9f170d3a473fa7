-- The version of all goods and prices, for functions of later modules.
CREATE FUNCTION catalog.version_now() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT (SELECT version FROM catalog.version) $$;
