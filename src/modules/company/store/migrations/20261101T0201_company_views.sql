-- What later modules may join: read only, and kept as it is when the tables behind it change.
CREATE VIEW company.v_market AS
  SELECT id, code, country, currency, time_zone, legal_entity_id, calendar_id FROM company.market;
CREATE VIEW company.v_legal_entity AS SELECT id, code, country, currency FROM company.legal_entity;
CREATE VIEW company.v_calendar AS SELECT id, code, period_kind, time_zone FROM company.calendar;
SELECT platform.read_only('company.v_market');
SELECT platform.read_only('company.v_legal_entity');
SELECT platform.read_only('company.v_calendar');
