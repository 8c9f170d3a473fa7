-- What was used of the limits of promotions and campaigns, as a row that a statement takes in where it asks for more. In:
-- { promotions, campaigns }, lists of ids.
CREATE FUNCTION promotions.used_rows(asked jsonb, month text, person text) RETURNS TABLE (used jsonb)
LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT jsonb_agg(jsonb_build_object(
    'scope', c.scope, 'of_id', c.of_id::text, 'uses', c.uses::text, 'minor', c.minor::text))
  FROM promotions.counter c
  WHERE (c.scope = 'promotion' AND c.part = ''
      AND c.of_id = ANY (ARRAY(SELECT jsonb_array_elements_text(asked->'promotions')::bigint)))
    OR (c.scope = 'month' AND c.part = month
      AND c.of_id = ANY (ARRAY(SELECT jsonb_array_elements_text(asked->'promotions')::bigint)))
    OR (c.scope = 'person' AND c.part = person
      AND c.of_id = ANY (ARRAY(SELECT jsonb_array_elements_text(asked->'promotions')::bigint)))
    OR (c.scope = 'campaign' AND c.part = ''
      AND c.of_id = ANY (ARRAY(SELECT jsonb_array_elements_text(asked->'campaigns')::bigint)))
$$;
REVOKE EXECUTE ON FUNCTION promotions.used_rows(jsonb, text, text) FROM public;
