-- Documents are checked together, as they are written.
DROP TRIGGER check_document ON billing.document;
DROP FUNCTION billing.check_document();

-- Documents take exactly the next numbers, and credit notes never take back more than their invoice says.
CREATE FUNCTION billing.check_documents() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  rows_of_numbers bigint;
  moved bigint;
  wrong text;
BEGIN
  WITH taken AS MATERIALIZED (
    SELECT a.legal_entity_id, a.kind, a.year, min(a.serial) AS least, max(a.serial) AS most, count(*) AS documents
    FROM added a GROUP BY 1, 2, 3
  ), counted AS (
    UPDATE billing.counter c SET last = t.most FROM taken t
    WHERE c.legal_entity_id = t.legal_entity_id AND c.kind = t.kind AND c.year = t.year
      AND c.last = t.least - 1 AND t.most = c.last + t.documents
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM counted) INTO rows_of_numbers, moved;
  IF moved <> rows_of_numbers THEN
    RAISE EXCEPTION 'a document is not the next one of its year' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM added a WHERE a.corrects_id IS NOT NULL) THEN
    PERFORM FROM billing.document d WHERE d.id IN (SELECT a.corrects_id FROM added a) ORDER BY d.id FOR UPDATE;
    SELECT a.number INTO wrong FROM added a JOIN billing.document i ON i.id = a.corrects_id
    WHERE i.kind <> 'invoice' OR i.order_id <> a.order_id OR i.currency <> a.currency OR EXISTS (
      SELECT FROM billing.document b WHERE b.corrects_id = i.id
      HAVING sum(b.total_minor) > i.total_minor OR sum(b.tax_minor) > i.tax_minor) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'the credit note % takes back what its invoice does not say', wrong USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER check_documents AFTER INSERT ON billing.document
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION billing.check_documents();
