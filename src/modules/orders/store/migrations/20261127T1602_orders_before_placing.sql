-- The same question, with what was used of limited promotions that the order's goods may bring about: by market, what
-- promotions.used_rows takes. Which market it is only the answer says.
DROP FUNCTION orders.before_placing(text, text, text, bigint);
CREATE FUNCTION orders.before_placing(of_channel text, of_scope text, of_key text, person bigint, limited jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'isKnown', EXISTS (
      SELECT FROM orders.order_key k WHERE k.channel = of_channel AND k.scope = of_scope AND k.key = of_key),
    'now', round(extract(epoch FROM n.now_at) * 1000)::bigint,
    'catalog', c.version::text, 'tax', t.version::text,
    'kind', p.kind, 'status', p.status, 'joinedAt', round(extract(epoch FROM p.joined_at) * 1000)::bigint,
    'market', jsonb_build_object('id', m.id::text, 'code', m.code, 'country', m.country, 'currency', m.currency,
      'timeZone', m.time_zone, 'legalEntityId', m.legal_entity_id::text, 'calendarId', m.calendar_id::text),
    'sponsor', (
      SELECT l.parent_id::text FROM genealogy.v_current_link l WHERE l.tree = 'sponsor' AND l.person_id = p.id),
    'settings', s.held,
    'hasOwnLimit', EXISTS (SELECT FROM payments.v_own_limit c WHERE c.person_id = p.id AND c.minor IS NOT NULL),
    'standing', b.standing, 'used', u.used)
  FROM (SELECT date_trunc('milliseconds', x.now_at) AS now_at FROM platform.now_rows() x) n
  CROSS JOIN field.v_person p JOIN company.v_market m ON m.id = p.market_id
  CROSS JOIN catalog.version_rows() c CROSS JOIN tax.version_rows() t
  CROSS JOIN LATERAL company.settings_rows(
    ARRAY['orders.first_order_days', 'payments.credit_limit',
      'payments.methods_' || CASE p.kind WHEN 'company' THEN 'distributor' ELSE p.kind END],
    p.market_id, (n.now_at AT TIME ZONE 'UTC')::date) s
  CROSS JOIN LATERAL promotions.standing_rows(p.market_id, p.id, '{}', n.now_at) b
  CROSS JOIN LATERAL promotions.used_rows(
    limited->(m.id::text), to_char(n.now_at AT TIME ZONE m.time_zone, 'YYYY-MM'), p.id::text) u
  WHERE p.id = person
$$;
REVOKE EXECUTE ON FUNCTION orders.before_placing(text, text, text, bigint, jsonb) FROM public;
GRANT EXECUTE ON FUNCTION orders.before_placing(text, text, text, bigint, jsonb) TO openfield_app;
