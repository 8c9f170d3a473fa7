-- Whoever took a position over sees nothing of what its wallet moved before. A journal is seen through its entries, so that its moment
-- is asked past the policies.
CREATE FUNCTION ledger.moment_of(of_journal bigint) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT j.at FROM ledger.journal j WHERE j.id = of_journal
$$;
REVOKE EXECUTE ON FUNCTION ledger.moment_of(bigint) FROM public;
GRANT EXECUTE ON FUNCTION ledger.moment_of(bigint) TO openfield_app;
CREATE POLICY since ON ledger.entry AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR ledger.moment_of(journal_id) > (SELECT platform.viewer_since()));
CREATE POLICY since ON ledger.awaiting AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR ledger.moment_of(journal_id) > (SELECT platform.viewer_since()));
