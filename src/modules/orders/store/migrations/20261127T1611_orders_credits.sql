-- Credits of hosts, and what comes back of a credit by pieces.
ALTER TABLE orders.party_reward ADD COLUMN is_credit boolean NOT NULL DEFAULT false;

-- As before; what pieces were paid with of a credit is there again.
CREATE OR REPLACE FUNCTION orders.change(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  target orders."order";
  made orders.order_change;
  moved jsonb;
  remaining bigint;
  wrong bigint;
  came_back bigint;
  state_now text;
BEGIN
  SELECT * INTO STRICT target FROM orders."order" o WHERE o.id = (request->>'order')::bigint FOR NO KEY UPDATE;
  INSERT INTO orders.order_change (order_id, number, kind, at, reason, account_id, key, payload_hash, tracking, goods_minor,
    shipping_minor, tax_minor, fee_minor, refunded_minor, refund_to)
  VALUES (target.id, (request->>'number')::integer, request->>'kind', now_at, request->>'reason', (request->>'account')::bigint,
    request->>'key', decode(request->>'payloadHash', 'hex'), request->>'tracking', (request->>'goods')::bigint,
    (request->>'shipping')::bigint, (request->>'tax')::bigint, (request->>'fee')::bigint, (request->>'refunded')::bigint,
    request->>'refundTo')
  RETURNING * INTO made;
  INSERT INTO orders.change_line (order_id, number, line, quantity, minor, tax_minor, discount_minor, disposition)
  SELECT target.id, made.number, (l->>'line')::integer, (l->>'quantity')::integer, (l->>'minor')::bigint, (l->>'tax')::bigint,
    (l->>'discount')::bigint, l->>'disposition'
  FROM jsonb_array_elements(request->'lines') l;
  INSERT INTO orders.change_promotion (order_id, number, line, promotion_id, minor)
  SELECT target.id, made.number, (l->>'line')::integer, (s->>'promotion')::bigint, (s->>'minor')::bigint
  FROM jsonb_array_elements(request->'lines') l, jsonb_array_elements(l->'promotions') s;
  IF made.kind IN ('cancel', 'return') AND jsonb_path_exists(request, '$.lines[*].promotions[*]') THEN
    PERFORM promotions.give_back_credit(target.id, request->'lines');
  END IF;
  INSERT INTO orders.volume_entry
    (order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id, change)
  SELECT target.id, (l->>'line')::integer, v.key, -v.value::bigint, true, now_at, target.buyer_person_id, target.seller_person_id,
    made.number
  FROM jsonb_array_elements(request->'lines') l, jsonb_each_text(l->'volumes') v;
  SELECT sum(s.placed - s.cancelled - s.returned), sum(s.returned),
    count(*) FILTER (WHERE s.cancelled + s.sent > s.placed OR s.returned > s.sent OR s.back_minor > l.total_minor)
  INTO remaining, came_back, wrong
  FROM orders.v_line_stand s JOIN orders.order_line l ON l.order_id = s.order_id AND l.line = s.line WHERE s.order_id = target.id;
  -- Whoever holds the order decided by what stands, so that this is a defect and not an answer to a person.
  IF wrong > 0 THEN
    RAISE EXCEPTION 'a change of order % takes more than there is', target.code;
  END IF;
  moved := orders.move_pieces(made);
  IF NOT (moved->>'ok')::boolean THEN
    RETURN moved;
  END IF;
  PERFORM orders.post_change(target, request, now_at);
  state_now := CASE WHEN remaining > 0 THEN 'placed' WHEN came_back > 0 THEN 'returned' ELSE 'cancelled' END;
  IF state_now <> 'placed' THEN
    UPDATE orders."order" o SET state = state_now,
      cancelled_at = CASE WHEN state_now = 'cancelled' THEN now_at END,
      cancel_reason = CASE WHEN state_now = 'cancelled' THEN request->>'reason' END
    WHERE o.id = target.id;
    PERFORM promotions.give_back(target.id, now_at);
  END IF;
  RETURN orders.answer_of(target.id, false) || jsonb_build_object('number', made.number, 'state', state_now,
    'changedAt', round(extract(epoch FROM now_at) * 1000)::bigint);
END $$;

-- As before, with credits.
CREATE OR REPLACE FUNCTION orders.use_promotions(uses jsonb, orders integer) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  answer jsonb;
BEGIN
  IF uses IS NULL THEN
    RETURN '{}';
  END IF;
  IF orders > 1 OR NOT promotions.takes_what_is_owned(uses) THEN
    RETURN promotions.consume_together(uses);
  END IF;
  answer := promotions.consume(uses->0);
  RETURN CASE WHEN (answer->>'ok')::boolean THEN '{}' ELSE jsonb_build_object(uses->0->>'place', answer) END;
END $$;

-- Leaves exactly these rewards of a party: [{hostOf, name, title, uses, days, isCredit}]; those of hosts who have an account are their
-- entitlements. The caller holds the party.
CREATE OR REPLACE FUNCTION orders.keep_rewards(of_party bigint, at timestamptz, rewards jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  due jsonb;
  market bigint;
BEGIN
  DELETE FROM orders.party_reward r WHERE r.party_id = of_party;
  INSERT INTO orders.party_reward (party_id, host_of, name, title, uses, days, is_credit)
  SELECT of_party, (w->>'hostOf')::bigint, w->>'name', w->>'title', (w->>'uses')::integer, (w->>'days')::integer,
    (w->>'isCredit')::boolean
  FROM jsonb_array_elements(rewards) w;
  -- Somebody who hosts both this party and the one at which it was booked has one entitlement of a name.
  SELECT coalesce(jsonb_agg(jsonb_build_object('person', g.person, 'name', g.name, 'uses', g.uses, 'days', g.days,
    'credit', g.is_credit)), '[]') INTO due
  FROM (
    SELECT h.host_person_id AS person, r.name, r.is_credit, sum(r.uses) AS uses, max(r.days) AS days
    FROM orders.party_reward r JOIN orders.party h ON h.id = r.host_of
    WHERE r.party_id = of_party AND h.host_person_id IS NOT NULL GROUP BY 1, 2, 3) g;
  SELECT p.market_id INTO market FROM orders.party p WHERE p.id = of_party;
  RETURN promotions.keep_given('party', of_party, market, at, due);
END $$;

DROP FUNCTION orders.host_rewards(bigint);
-- What the host of a party got, and how often it was used: for whoever may see the party, who need not see what its host holds.
CREATE FUNCTION orders.host_rewards(of_host bigint)
RETURNS TABLE (name text, title text, uses integer, days integer, party text, is_booking boolean, used integer, expires_at timestamptz,
  is_credit boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.name, r.title, r.uses, r.days, b.code, r.party_id <> r.host_of, e.uses, e.expires_at, r.is_credit
  FROM orders.party_reward r JOIN orders.party b ON b.id = r.party_id JOIN orders.party h ON h.id = r.host_of
  LEFT JOIN promotions.v_given_entitlement e
    ON e.given_by = 'party' AND e.given_id = r.party_id AND e.person_id = h.host_person_id AND e.name = r.name AND e.is_credit = r.is_credit
  WHERE r.host_of = of_host ORDER BY r.party_id, r.name
$$;
REVOKE EXECUTE ON FUNCTION orders.host_rewards(bigint) FROM public;
GRANT EXECUTE ON FUNCTION orders.host_rewards(bigint) TO openfield_app;
