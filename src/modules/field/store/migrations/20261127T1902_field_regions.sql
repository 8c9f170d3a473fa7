-- The state or province of a kept address, where there are some.
ALTER TABLE field.person_address ADD COLUMN region text CHECK (region ~ '^[A-Z0-9]{1,3}$');
