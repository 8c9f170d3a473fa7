-- The stored value of a setting at a place: the market's own before the company's, the latest day not after the asked one. Null
-- when none was set.
CREATE FUNCTION company.setting_at(of_name text, of_market bigint, on_day date) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT (
    SELECT s.value FROM company.setting s
    WHERE s.name = of_name AND s.valid_from <= on_day AND (s.market_id IS NULL OR s.market_id = of_market)
    ORDER BY s.market_id ASC NULLS LAST, s.valid_from DESC, s.id DESC LIMIT 1)
$$;
