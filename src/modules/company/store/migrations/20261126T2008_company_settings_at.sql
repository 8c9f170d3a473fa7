-- Several settings in one question, for what has no time to ask one by one. Values as they were stored, by name; one that was never
-- set is left out.
CREATE FUNCTION company.settings_at(names text[], of_market bigint, on_day date) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT jsonb_object_agg(held.name, held.value) FROM (
      SELECT DISTINCT ON (s.name) s.name, s.value FROM company.setting s
      WHERE s.name = ANY (names) AND s.valid_from <= on_day AND (s.market_id IS NULL OR s.market_id = of_market)
      ORDER BY s.name, s.market_id ASC NULLS LAST, s.valid_from DESC, s.id DESC) held), '{}')
$$;
