-- Entities, markets and currencies are named by orders, journals and documents without a key of each row.
SELECT platform.keep_rows('company.legal_entity', 'id'), platform.keep_rows('company.market', 'id'),
  platform.keep_rows('company.currency', 'code');

CREATE VIEW company.v_currency AS SELECT code FROM company.currency;
SELECT platform.read_only('company.v_currency');

-- Without STRICT the server takes the function into the statement that asks, instead of asking once more for each row.
CREATE OR REPLACE FUNCTION company.next_code(range_name text) RETURNS text
LANGUAGE sql AS $$ SELECT company.code_of(nextval(format('company.%I', range_name || '_number'))) $$;
