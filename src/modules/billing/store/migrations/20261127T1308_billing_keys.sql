-- What documents name is looked up for all rows of a statement at once. Neither they nor what they name is ever removed.
SELECT platform.drop_key('billing.document', one)
FROM unnest(ARRAY['legal_entity_id', 'market_id', 'currency', 'order_id', 'buyer_person_id']) one;

CREATE FUNCTION billing.require_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT n.number, CASE
    WHEN e.id IS NULL THEN 'legal entity ' || n.legal_entity_id WHEN m.id IS NULL THEN 'market ' || n.market_id
    WHEN c.code IS NULL THEN 'currency ' || n.currency WHEN o.id IS NULL THEN 'order ' || n.order_id
    ELSE 'buyer ' || n.buyer_person_id END AS missing INTO wrong
  FROM added n
  LEFT JOIN company.v_legal_entity e ON e.id = n.legal_entity_id LEFT JOIN company.v_market m ON m.id = n.market_id
  LEFT JOIN company.v_currency c ON c.code = n.currency LEFT JOIN orders.v_order o ON o.id = n.order_id
  LEFT JOIN field.v_person b ON b.id = n.buyer_person_id
  WHERE e.id IS NULL OR m.id IS NULL OR c.code IS NULL OR o.id IS NULL
    OR (b.id IS NULL AND n.buyer_person_id IS NOT NULL)
  LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('document %s names %s, which is not there', wrong.number, wrong.missing);
  END IF;
  RETURN NULL;
END $$;
-- Before the numbers are counted.
CREATE TRIGGER all_known AFTER INSERT ON billing.document REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION billing.require_known();
