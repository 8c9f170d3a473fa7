-- How orders are paid: what was chosen at placing, what stands of their money, and what their buyers owe together.
ALTER TABLE orders."order"
  DROP CONSTRAINT order_payment_check,
  ADD CONSTRAINT order_payment_check CHECK (payment IN ('pay_later', 'transfer', 'wallet'));

-- What the buyer of an order owes, what was paid and refunded, and what came back and waits to go out: as the books and payments say.
CREATE VIEW orders.v_order_money WITH (security_invoker = true) AS
  SELECT o.id AS order_id, -ledger.balance_about('order', o.id, 'receivable') AS owed_minor,
    ledger.balance_about('order', o.id, 'refunds') AS waiting_minor, s.paid_minor, s.refunded_minor
  FROM orders."order" o CROSS JOIN LATERAL payments.sums_about('order', ARRAY[o.id]) s;
SELECT platform.read_only('orders.v_order_money');

-- What a buyer owes for all orders of a currency together. Who asks to place waits for others who do, so that of two at once one sees what
-- the other one took.
CREATE FUNCTION orders.owed_by(buyer bigint, of_currency text, waits boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF waits THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('orders.owed_by', buyer));
  END IF;
  RETURN (
    SELECT coalesce(-sum(least(b.minor, 0)), 0)
    FROM ledger.balances_about('order', ARRAY(SELECT o.id FROM orders."order" o WHERE o.buyer_person_id = buyer), 'receivable') b
    WHERE b.currency = of_currency);
END $$;

-- What is said about an order: by staff among themselves or to the buyer, or by the buyer.
CREATE TABLE orders.note (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders."order",
  at timestamptz NOT NULL,
  account_id bigint,
  by_buyer boolean NOT NULL,
  for_buyer boolean NOT NULL,
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
  CHECK (for_buyer OR NOT by_buyer)
);
CREATE INDEX note_order ON orders.note (order_id, id);
GRANT SELECT ON orders.note TO openfield_app;
ALTER TABLE orders.note ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.note FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.note TO CURRENT_USER USING (true);
CREATE POLICY viewer ON orders.note FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR (for_buyer AND EXISTS (
      SELECT FROM orders."order" o WHERE o.id = note.order_id
        AND (o.buyer_person_id = (SELECT platform.viewer_person_id()) OR o.status_hash = (SELECT orders.shown_token()))))
  );
CREATE TRIGGER never_changed BEFORE UPDATE OR TRUNCATE ON orders.note
  FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse_change();

CREATE FUNCTION orders.add_note(of_order bigint, said text, by_buyer boolean, for_buyer boolean, account bigint) RETURNS timestamptz
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO orders.note (order_id, at, account_id, by_buyer, for_buyer, text)
  VALUES (of_order, date_trunc('milliseconds', platform.company_now()), account, by_buyer, for_buyer, said) RETURNING at
$$;

-- The same question as before, and how the buyer may pay: the settings come together, and the own limit of the buyer with them.
CREATE OR REPLACE FUNCTION orders.before_placing(of_channel text, of_scope text, of_key text, person bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'isKnown', EXISTS (
      SELECT FROM orders.order_key k WHERE k.channel = of_channel AND k.scope = of_scope AND k.key = of_key),
    'now', round(extract(epoch FROM n.now_at) * 1000)::bigint,
    'catalog', catalog.version_now()::text, 'tax', tax.version_now()::text,
    'kind', p.kind, 'status', p.status, 'joinedAt', round(extract(epoch FROM p.joined_at) * 1000)::bigint,
    'market', jsonb_build_object('id', m.id::text, 'code', m.code, 'currency', m.currency, 'timeZone', m.time_zone,
      'legalEntityId', m.legal_entity_id::text, 'calendarId', m.calendar_id::text),
    'sponsor', (
      SELECT l.parent_id::text FROM genealogy.v_current_link l WHERE l.tree = 'sponsor' AND l.person_id = p.id),
    'settings', company.settings_at(
      ARRAY['orders.first_order_days', 'payments.credit_limit',
        'payments.methods_' || CASE p.kind WHEN 'company' THEN 'distributor' ELSE p.kind END],
      p.market_id, (n.now_at AT TIME ZONE 'UTC')::date),
    'hasOwnLimit', EXISTS (SELECT FROM payments.v_own_limit c WHERE c.person_id = p.id AND c.minor IS NOT NULL),
    'standing', promotions.standing(p.market_id, p.id, '{}', n.now_at))
  FROM (SELECT date_trunc('milliseconds', platform.company_now()) AS now_at) n
  CROSS JOIN field.v_person p JOIN company.v_market m ON m.id = p.market_id
  WHERE p.id = person
$$;

REVOKE EXECUTE ON FUNCTION orders.owed_by(bigint, text, boolean), orders.add_note(bigint, text, boolean, boolean, bigint) FROM public;
GRANT EXECUTE ON FUNCTION orders.owed_by(bigint, text, boolean), orders.add_note(bigint, text, boolean, boolean, bigint) TO openfield_app;
