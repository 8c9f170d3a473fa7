-- How much of a product who may buy: {perOrder: most pieces, perBuyer: {most, days}, minAge, countries: [where it is delivered]}.
-- Null is no limit, and no countries are all.
ALTER TABLE catalog.product ADD COLUMN limits jsonb NOT NULL
  DEFAULT '{"perOrder": null, "perBuyer": null, "minAge": null, "countries": []}'
  CHECK (
    coalesce((limits->>'perOrder')::integer, 1) >= 1
    AND coalesce((limits->'perBuyer'->>'most')::integer, 1) >= 1
    AND coalesce((limits->'perBuyer'->>'days')::integer, 1) >= 1
    AND coalesce((limits->>'minAge')::integer, 1) >= 1
    AND jsonb_typeof(limits->'countries') = 'array'
  );
