/** The codes of what a demonstration can be ordered again and again: no families, and nothing that is nearly gone. */
export const ORDERABLE_GOODS = `
  SELECT p.code FROM catalog.v_product p
  WHERE NOT EXISTS (SELECT FROM catalog.v_variant v WHERE v.family_id = p.id)
    AND NOT EXISTS (SELECT FROM inventory.stock s WHERE s.product_id = p.id AND s.on_hand < 10000)
  ORDER BY p.code`
