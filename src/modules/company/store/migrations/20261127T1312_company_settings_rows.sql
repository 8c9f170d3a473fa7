-- Settings as a row that a statement takes in, where it asks for more.
CREATE FUNCTION company.settings_rows(names text[], of_market bigint, on_day date) RETURNS TABLE (held jsonb)
LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT coalesce((
    SELECT jsonb_object_agg(held.name, held.value) FROM (
      SELECT DISTINCT ON (s.name) s.name, s.value FROM company.setting s
      WHERE s.name = ANY (names) AND s.valid_from <= on_day AND (s.market_id IS NULL OR s.market_id = of_market)
      ORDER BY s.name, s.market_id ASC NULLS LAST, s.valid_from DESC, s.id DESC) held), '{}')
$$;
CREATE OR REPLACE FUNCTION company.settings_at(names text[], of_market bigint, on_day date) RETURNS jsonb
LANGUAGE sql STABLE AS $$ SELECT r.held FROM company.settings_rows(names, of_market, on_day) r $$;
