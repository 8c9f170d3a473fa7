-- What goods that are taken back do to the books: a part that is kept, and money that goes back to who paid.
INSERT INTO ledger.account_kind (code, holder, name) VALUES
  ('return_fees', 'company', 'Kept of goods taken back'),
  ('refunds', 'company', 'Refunds on their way');

-- What journals about something come to on an account of the company: the receivable of an order below zero is what its buyer owes.
CREATE FUNCTION ledger.balance_about(of_kind text, of_subject bigint, of_account text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(sum(e.minor), 0)::bigint
  FROM ledger.journal j JOIN ledger.entry e ON e.journal_id = j.id JOIN ledger.account a ON a.id = e.account_id
  WHERE j.subject_kind = of_kind AND j.subject_id = of_subject AND j.state = 'posted' AND a.kind = of_account
$$;
REVOKE EXECUTE ON FUNCTION ledger.balance_about(text, bigint, text) FROM public;
GRANT EXECUTE ON FUNCTION ledger.balance_about(text, bigint, text) TO openfield_app;
