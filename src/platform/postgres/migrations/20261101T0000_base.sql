-- Words that every later migration uses: which rights the serving role gets, and who is looking.
-- The role openfield_app exists before the first migration runs.

GRANT USAGE ON SCHEMA platform TO openfield_app;
-- A node that is given the serving login alone must still see whether the schema fits its version.
GRANT SELECT ON platform.kysely_migration TO openfield_app;

-- A module's migration opens its schema once.
CREATE FUNCTION platform.open_schema(schema_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO openfield_app', schema_name);
END $$;

-- Rows may be read and added, never changed or removed: for journals, entries, audit, events.
CREATE FUNCTION platform.append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE ALL ON %s FROM openfield_app', target);
  EXECUTE format('GRANT SELECT, INSERT ON %s TO openfield_app', target);
END $$;

-- Rows may be read, added and changed; nothing that touched money or a tree is deleted.
CREATE FUNCTION platform.read_write(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO openfield_app', target);
END $$;

-- For what may vanish without a trace, such as expired sessions and drafts.
CREATE FUNCTION platform.read_write_delete(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO openfield_app', target);
END $$;

CREATE FUNCTION platform.read_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT ON %s TO openfield_app', target);
END $$;

REVOKE EXECUTE ON FUNCTION platform.open_schema(text), platform.append_only(regclass),
  platform.read_write(regclass), platform.read_write_delete(regclass), platform.read_only(regclass) FROM public;

-- Who is looking, for row-level security. In a policy, write (SELECT platform.viewer_person_id()): a scalar
-- sub-select is asked once for each query, not once for each row.
CREATE FUNCTION platform.viewer_realm() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('openfield.realm', true), ''), 'none') $$;

CREATE FUNCTION platform.viewer_account_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('openfield.account_id', true), '')::bigint $$;

CREATE FUNCTION platform.viewer_person_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('openfield.person_id', true), '')::bigint $$;

-- Staff and the program itself see what their rights allow; the second net is for the other realms.
CREATE FUNCTION platform.viewer_is_staff() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(current_setting('openfield.realm', true), '') IN ('staff', 'system') $$;
