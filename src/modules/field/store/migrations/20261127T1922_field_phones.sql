-- People are found by the end of their telephone number, however it is written.
CREATE INDEX person_contact_phone ON field.person_contact ((reverse(regexp_replace(phone, '[^0-9]', '', 'g'))) text_pattern_ops);
