-- Promotions as texts that are never changed, the budgets and coupons that limit them, and what was used of both.
CREATE SCHEMA promotions;
SELECT platform.open_schema('promotions');

-- Rises with every change of what may hold, so that a copy in memory knows when it is old. Counting does not raise it.
CREATE TABLE promotions.version (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  version bigint NOT NULL DEFAULT 1
);
INSERT INTO promotions.version DEFAULT VALUES;
SELECT platform.read_only('promotions.version');

-- What several promotions of a market belong to, with what they may cost together.
CREATE TABLE promotions.campaign (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  market_id bigint NOT NULL REFERENCES company.market,
  code text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  budget_minor bigint CHECK (budget_minor > 0),
  UNIQUE (market_id, code)
);
SELECT platform.read_write('promotions.campaign');

CREATE TABLE promotions.promotion (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  market_id bigint NOT NULL REFERENCES company.market,
  code text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  campaign_id bigint REFERENCES promotions.campaign,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'active', 'paused', 'ended')),
  UNIQUE (market_id, code)
);
SELECT platform.read_only('promotions.promotion');
GRANT INSERT ON promotions.promotion TO openfield_app;
GRANT UPDATE (state) ON promotions.promotion TO openfield_app;

-- A text holds from its moment on until the next one does. The limits stand in it and are read from it once, in the
-- market's currency, so that counting needs no text.
CREATE TABLE promotions.promotion_version (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  promotion_id bigint NOT NULL REFERENCES promotions.promotion,
  number integer NOT NULL CHECK (number > 0),
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 20000),
  valid_from timestamptz NOT NULL,
  made_at timestamptz NOT NULL,
  made_by bigint,
  uses_most bigint CHECK (uses_most > 0),
  person_most bigint CHECK (person_most > 0),
  month_most bigint CHECK (month_most > 0),
  budget_minor bigint CHECK (budget_minor >= 0),
  month_budget_minor bigint CHECK (month_budget_minor >= 0),
  UNIQUE (promotion_id, number)
);
SELECT platform.append_only('promotions.promotion_version');

-- Coupons by the name that promotions ask for: one code that many share, or many codes for one use each.
CREATE TABLE promotions.coupon_series (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  market_id bigint NOT NULL REFERENCES company.market,
  name text NOT NULL CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9 _.-]{0,59}$'),
  kind text NOT NULL CHECK (kind IN ('shared', 'single')),
  valid_until timestamptz,
  UNIQUE (market_id, name)
);
SELECT platform.read_write('promotions.coupon_series');

CREATE TABLE promotions.coupon (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  series_id bigint NOT NULL REFERENCES promotions.coupon_series,
  market_id bigint NOT NULL REFERENCES company.market,
  code text NOT NULL CHECK (code ~ '^[A-Z0-9-]{3,40}$'),
  -- Null: as often as somebody likes; then nothing is counted here.
  uses_most integer CHECK (uses_most > 0),
  uses integer NOT NULL DEFAULT 0 CHECK (uses >= 0 AND uses <= uses_most),
  UNIQUE (market_id, code)
);
CREATE INDEX coupon_series_coupons ON promotions.coupon (series_id);
SELECT platform.append_only('promotions.coupon');

-- What was used of a limit: of a promotion altogether, in a month of the market, by a person, or of a campaign. A row is
-- only there where something is limited, so that other orders never meet in one.
CREATE TABLE promotions.counter (
  scope text NOT NULL CHECK (scope IN ('promotion', 'month', 'person', 'campaign')),
  of_id bigint NOT NULL,
  part text NOT NULL,
  uses bigint NOT NULL DEFAULT 0 CHECK (uses >= 0),
  minor bigint NOT NULL DEFAULT 0 CHECK (minor >= 0),
  PRIMARY KEY (scope, of_id, part)
);
SELECT platform.read_only('promotions.counter');

-- What a promotion gave an order; taken back by an opposite row. Orders are a later module, so that the id stands alone.
CREATE TABLE promotions.use (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL,
  promotion_id bigint NOT NULL REFERENCES promotions.promotion,
  version_id bigint NOT NULL REFERENCES promotions.promotion_version,
  coupon_id bigint REFERENCES promotions.coupon,
  person_id bigint REFERENCES field.person,
  day date NOT NULL,
  opposite boolean NOT NULL DEFAULT false,
  times bigint NOT NULL,
  minor bigint NOT NULL,
  -- What the gifts would have cost.
  gifts_minor bigint NOT NULL,
  UNIQUE (order_id, promotion_id, opposite)
);
CREATE INDEX use_promotion ON promotions.use (promotion_id, day);
SELECT platform.read_only('promotions.use');

-- Earned by one order, used on a later one.
CREATE TABLE promotions.entitlement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES field.person,
  market_id bigint NOT NULL REFERENCES company.market,
  name text NOT NULL,
  promotion_id bigint NOT NULL REFERENCES promotions.promotion,
  order_id bigint NOT NULL,
  earned_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > earned_at),
  uses_most integer NOT NULL CHECK (uses_most > 0),
  uses integer NOT NULL DEFAULT 0 CHECK (uses BETWEEN 0 AND uses_most),
  taken_back boolean NOT NULL DEFAULT false
);
CREATE INDEX entitlement_person ON promotions.entitlement (person_id, name) WHERE uses < uses_most AND NOT taken_back;
CREATE INDEX entitlement_order ON promotions.entitlement (order_id);
SELECT platform.read_only('promotions.entitlement');

CREATE TABLE promotions.entitlement_use (
  entitlement_id bigint NOT NULL REFERENCES promotions.entitlement,
  order_id bigint NOT NULL,
  promotion_id bigint NOT NULL REFERENCES promotions.promotion,
  opposite boolean NOT NULL DEFAULT false,
  PRIMARY KEY (order_id, entitlement_id, promotion_id, opposite)
);
SELECT platform.read_only('promotions.entitlement_use');

-- Points in a unit that is not money; a balance is the sum of its entries.
CREATE TABLE promotions.points_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES field.person,
  unit text NOT NULL,
  points bigint NOT NULL,
  promotion_id bigint NOT NULL REFERENCES promotions.promotion,
  order_id bigint NOT NULL,
  at timestamptz NOT NULL,
  opposite boolean NOT NULL DEFAULT false,
  UNIQUE (order_id, promotion_id, unit, opposite)
);
CREATE INDEX points_person ON promotions.points_entry (person_id, unit);
SELECT platform.read_only('promotions.points_entry');

-- Rights and row-level security: a person sees the own uses, entitlements and points; codes and counters only staff.
DO $$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['coupon', 'counter', 'use', 'entitlement', 'entitlement_use', 'points_entry'] LOOP
    EXECUTE format('ALTER TABLE promotions.%I ENABLE ROW LEVEL SECURITY', of_table);
    EXECUTE format('ALTER TABLE promotions.%I FORCE ROW LEVEL SECURITY', of_table);
    EXECUTE format('CREATE POLICY keeper ON promotions.%I TO CURRENT_USER USING (true)', of_table);
  END LOOP;
END $$;
CREATE POLICY staff ON promotions.coupon TO openfield_app USING ((SELECT platform.viewer_is_staff()));
CREATE POLICY staff ON promotions.counter FOR SELECT TO openfield_app USING ((SELECT platform.viewer_is_staff()));
CREATE POLICY staff ON promotions.entitlement_use FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_is_staff()));
CREATE POLICY viewer ON promotions.use FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()));
CREATE POLICY viewer ON promotions.entitlement FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()));
CREATE POLICY viewer ON promotions.points_entry FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()));

CREATE FUNCTION promotions.raise_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE promotions.version SET version = version + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER raise_version AFTER INSERT OR UPDATE ON promotions.promotion
  FOR EACH STATEMENT EXECUTE FUNCTION promotions.raise_version();
CREATE TRIGGER raise_version AFTER INSERT ON promotions.promotion_version
  FOR EACH STATEMENT EXECUTE FUNCTION promotions.raise_version();
CREATE TRIGGER raise_version AFTER INSERT OR UPDATE ON promotions.campaign
  FOR EACH STATEMENT EXECUTE FUNCTION promotions.raise_version();
