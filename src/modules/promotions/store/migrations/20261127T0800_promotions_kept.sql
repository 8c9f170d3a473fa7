-- Lines of orders name the versions that took something off them. These are asked for all lines of an order at once, so that the
-- versions have to stay by themselves.
CREATE FUNCTION promotions.refuse_removal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'promotions and their versions are never removed';
END $$;
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON promotions.promotion
  FOR EACH STATEMENT EXECUTE FUNCTION promotions.refuse_removal();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON promotions.promotion_version
  FOR EACH STATEMENT EXECUTE FUNCTION promotions.refuse_removal();

CREATE FUNCTION promotions.versions_among(ids bigint[]) RETURNS TABLE (id bigint, promotion_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT v.id, v.promotion_id FROM promotions.promotion_version v WHERE v.id = ANY (ids)
$$;
REVOKE EXECUTE ON FUNCTION promotions.versions_among(bigint[]) FROM public;
