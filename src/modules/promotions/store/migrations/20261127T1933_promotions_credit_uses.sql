-- For later modules: how much of a credit an order took by which promotion, less what came back to it. Row-level security asks as their reader.
CREATE VIEW promotions.v_credit_use WITH (security_invoker = true) AS
  SELECT u.order_id, u.promotion_id, e.name, sum(u.uses - u.back)::bigint AS minor
  FROM promotions.entitlement_use u JOIN promotions.entitlement e ON e.id = u.entitlement_id
  WHERE e.is_credit AND NOT u.opposite GROUP BY u.order_id, u.promotion_id, e.name;
SELECT platform.read_only('promotions.v_credit_use');
