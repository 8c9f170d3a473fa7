-- What one order settles with another one: it goes through an account that holds nothing in the end.
INSERT INTO ledger.account_kind (code, holder, name) VALUES ('exchange', 'company', 'Settled between orders');
