-- What payments do to the books.
INSERT INTO ledger.account_kind (code, holder, name) VALUES ('cash', 'company', 'Cash');

-- What journals about several things come to on an account of the company, each by itself; what nothing was posted about is left out.
CREATE FUNCTION ledger.balances_about(of_kind text, subjects bigint[], of_account text)
RETURNS TABLE (subject_id bigint, currency text, minor bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT j.subject_id, e.currency, sum(e.minor)::bigint
  FROM ledger.journal j JOIN ledger.entry e ON e.journal_id = j.id JOIN ledger.account a ON a.id = e.account_id
  WHERE j.subject_kind = of_kind AND j.subject_id = ANY (subjects) AND j.state = 'posted' AND a.kind = of_account
    AND a.person_id IS NULL
  GROUP BY j.subject_id, e.currency
$$;

-- What stands on an account of the company and about what it does, as far as it is not nothing; for viewers who may see the books.
CREATE FUNCTION ledger.standing_on(of_account text)
RETURNS TABLE (subject_kind text, subject_id bigint, subject_code text, market_id bigint, currency text, minor bigint, since timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT j.subject_kind, j.subject_id, min(j.subject_code), min(j.market_id), e.currency, sum(e.minor)::bigint, max(j.at)
  FROM ledger.account a JOIN ledger.entry e ON e.account_id = a.id JOIN ledger.journal j ON j.id = e.journal_id
  WHERE a.kind = of_account AND a.person_id IS NULL AND j.state = 'posted' AND j.subject_id IS NOT NULL
  GROUP BY j.subject_kind, j.subject_id, e.currency HAVING sum(e.minor) <> 0
$$;

-- What entries of journals of a code about things come to, on one account of the company or, for wallets, of people: what auditors hold
-- other records against.
CREATE FUNCTION ledger.posted_about(of_kind text, codes text[], of_account text)
RETURNS TABLE (subject_id bigint, minor bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT j.subject_id, sum(e.minor)::bigint
  FROM ledger.journal j JOIN ledger.entry e ON e.journal_id = j.id JOIN ledger.account a ON a.id = e.account_id
  WHERE j.subject_kind = of_kind AND j.code = ANY (codes) AND j.state = 'posted' AND a.kind = of_account
  GROUP BY j.subject_id
$$;

REVOKE EXECUTE ON FUNCTION ledger.balances_about(text, bigint[], text), ledger.standing_on(text),
  ledger.posted_about(text, text[], text) FROM public;
GRANT EXECUTE ON FUNCTION ledger.balances_about(text, bigint[], text), ledger.standing_on(text),
  ledger.posted_about(text, text[], text) TO openfield_app;
