-- An invoice may be due when goods are sent, or when the order is paid.

-- The orders of which it is not due at placing: what their market said when they were placed holds for all that comes.
CREATE TABLE billing.awaited_order (
  order_id bigint PRIMARY KEY REFERENCES orders."order",
  due text NOT NULL CHECK (due IN ('shipment', 'payment'))
);
SELECT platform.append_only('billing.awaited_order');
ALTER TABLE billing.awaited_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing.awaited_order FORCE ROW LEVEL SECURITY;
CREATE POLICY staff_only ON billing.awaited_order USING ((SELECT platform.viewer_is_staff()));

-- The change after which a document was issued: for an invoice of what was sent, that of sending it. What one change takes back of
-- several invoices brings a credit note for each.
ALTER TABLE billing.document DROP CONSTRAINT document_order_id_change_key;
DO $$ DECLARE found text; BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint
  WHERE conrelid = 'billing.document'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%change > 0%';
  EXECUTE format('ALTER TABLE billing.document DROP CONSTRAINT %I', found);
END $$;
ALTER TABLE billing.document
  ADD CONSTRAINT document_once UNIQUE NULLS NOT DISTINCT (order_id, kind, change, corrects_id),
  ADD CONSTRAINT document_credits_change CHECK (kind = 'invoice' OR change > 0);
