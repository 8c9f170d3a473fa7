-- Rows that others name without a foreign key, which the server would look up one by one: they are looked up for all rows of a
-- statement at once when they are named, and by these guards they stay.
CREATE FUNCTION platform.refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are named by others: they are never removed, and keep what they are named by', TG_RELID::regclass
    USING ERRCODE = 'restrict_violation';
END $$;

-- Keeps the rows of a table, and the columns by which others name them or they name others.
CREATE FUNCTION platform.keep_rows(target regclass, VARIADIC columns text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_removal()', target);
  PERFORM platform.keep_columns(target, VARIADIC columns);
END $$;
CREATE FUNCTION platform.keep_columns(target regclass, VARIADIC columns text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER never_renamed BEFORE UPDATE OF %s ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_removal()',
    (SELECT string_agg(quote_ident(c), ', ') FROM unnest(columns) c), target);
END $$;

-- Takes a foreign key away whose rows are looked up together from now on; raises where there is none.
CREATE FUNCTION platform.drop_key(target regclass, VARIADIC columns text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  named text;
BEGIN
  SELECT c.conname INTO STRICT named FROM pg_constraint c
  WHERE c.conrelid = target AND c.contype = 'f' AND ARRAY(
    SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (number, place)
    JOIN pg_attribute a ON a.attrelid = target AND a.attnum = k.number ORDER BY k.place) = columns;
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', target, named);
END $$;
REVOKE EXECUTE ON FUNCTION platform.keep_rows(regclass, text[]), platform.keep_columns(regclass, text[]),
  platform.drop_key(regclass, text[]) FROM public;
