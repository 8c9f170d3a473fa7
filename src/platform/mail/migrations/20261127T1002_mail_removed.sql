-- Mails that went, or that nobody tries any more, are removed after a while.
SELECT platform.read_write_delete('platform.mail');
