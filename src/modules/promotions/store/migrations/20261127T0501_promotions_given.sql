-- Entitlements that no order earned: something else gave them, such as a party to its host. What gave them has a kind and an id of its
-- own, and may say later that less of them is due.
ALTER TABLE promotions.entitlement
  ALTER COLUMN promotion_id DROP NOT NULL,
  ALTER COLUMN order_id DROP NOT NULL,
  ADD COLUMN given_by text CHECK (given_by IN ('party')),
  ADD COLUMN given_id bigint,
  ADD CONSTRAINT entitlement_cause CHECK (
    (order_id IS NULL) = (promotion_id IS NULL) AND (given_by IS NULL) = (given_id IS NULL) AND (order_id IS NULL) <> (given_by IS NULL));
CREATE UNIQUE INDEX entitlement_given ON promotions.entitlement (given_by, given_id, person_id, name) WHERE given_by IS NOT NULL;

-- Leaves exactly those entitlements of one giver that are due: [{person, name, uses, days}]. Uses that are due no more are taken back as
-- long as nobody used them; used ones stay and are marked. What comes anew, or again after all of it was taken back, counts its days
-- from the moment on. Saying the same again changes nothing. The caller holds whatever gives them.
CREATE FUNCTION promotions.keep_given(kind text, of_id bigint, market bigint, at timestamptz, due jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed bigint;
  added bigint;
BEGIN
  -- Rows are taken in one order, also by orders that use them meanwhile.
  PERFORM FROM promotions.entitlement e WHERE e.given_by = kind AND e.given_id = of_id ORDER BY e.id FOR UPDATE;
  WITH wanted AS (
    SELECT (d->>'person')::bigint AS person_id, d->>'name' AS name, (d->>'uses')::integer AS uses, (d->>'days')::integer AS days
    FROM jsonb_array_elements(due) d
  ), now_due AS (
    SELECT e.id, coalesce(w.uses, 0) AS uses, w.days FROM promotions.entitlement e
    LEFT JOIN wanted w ON w.person_id = e.person_id AND w.name = e.name
    WHERE e.given_by = kind AND e.given_id = of_id
  ), updated AS (
    UPDATE promotions.entitlement e SET uses_most = greatest(e.uses, n.uses, 1), taken_back = n.uses = 0 AND e.uses = 0,
      unearned = greatest(e.uses - n.uses, 0),
      earned_at = CASE WHEN e.taken_back AND n.uses > 0 THEN at ELSE e.earned_at END,
      expires_at = CASE WHEN e.taken_back AND n.uses > 0 THEN at + make_interval(days => n.days) ELSE e.expires_at END
    FROM now_due n
    WHERE e.id = n.id AND (e.taken_back AND n.uses > 0
      OR NOT e.taken_back AND (greatest(e.uses, n.uses, 1), greatest(e.uses - n.uses, 0), n.uses = 0 AND e.uses = 0)
        IS DISTINCT FROM (e.uses_most, e.unearned, false))
    RETURNING 1
  )
  SELECT count(*) INTO changed FROM updated;
  WITH given AS (
    INSERT INTO promotions.entitlement (person_id, market_id, name, given_by, given_id, earned_at, expires_at, uses_most)
    SELECT (d->>'person')::bigint, market, d->>'name', kind, of_id, at, at + make_interval(days => (d->>'days')::integer),
      (d->>'uses')::integer
    FROM jsonb_array_elements(due) d WHERE (d->>'uses')::integer > 0
    ON CONFLICT (given_by, given_id, person_id, name) WHERE given_by IS NOT NULL DO NOTHING
    RETURNING 1
  )
  SELECT count(*) INTO added FROM given;
  RETURN changed + added;
END $$;

-- A use that was due no more, and comes back by an order that is taken back, is not there again for another order.
CREATE FUNCTION promotions.drop_unearned() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  dropped constant integer := least(OLD.uses - NEW.uses, OLD.unearned);
BEGIN
  NEW.unearned := OLD.unearned - dropped;
  NEW.taken_back := OLD.uses_most = dropped;
  NEW.uses_most := greatest(OLD.uses_most - dropped, 1);
  RETURN NEW;
END $$;
CREATE TRIGGER drop_unearned BEFORE UPDATE OF uses ON promotions.entitlement
  FOR EACH ROW WHEN (NEW.uses < OLD.uses AND OLD.unearned > 0) EXECUTE FUNCTION promotions.drop_unearned();

CREATE VIEW promotions.v_given_entitlement WITH (security_invoker = true) AS
  SELECT e.id, e.given_by, e.given_id, e.person_id, e.name, e.earned_at, e.expires_at, e.uses_most, e.uses, e.taken_back, e.unearned
  FROM promotions.entitlement e WHERE e.given_by IS NOT NULL;
SELECT platform.read_only('promotions.v_given_entitlement');

REVOKE EXECUTE ON FUNCTION promotions.keep_given(text, bigint, bigint, timestamptz, jsonb), promotions.drop_unearned() FROM public;
