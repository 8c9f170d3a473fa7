-- What did not begin yet can be called off; what was in force stays as it was, but for its end.
GRANT DELETE ON tax.rate, tax.rule TO openfield_app;
CREATE FUNCTION tax.refuse_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.valid_from <= platform.company_now() THEN
    RAISE EXCEPTION 'what was in force is not removed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER refuse_begun BEFORE DELETE ON tax.rate FOR EACH ROW EXECUTE FUNCTION tax.refuse_begun();
CREATE TRIGGER refuse_begun BEFORE DELETE ON tax.rule FOR EACH ROW EXECUTE FUNCTION tax.refuse_begun();
CREATE TRIGGER raise_version_after_delete AFTER DELETE ON tax.rate
  FOR EACH STATEMENT EXECUTE FUNCTION tax.raise_version();
CREATE TRIGGER raise_version_after_delete AFTER DELETE ON tax.rule
  FOR EACH STATEMENT EXECUTE FUNCTION tax.raise_version();
