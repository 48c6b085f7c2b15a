-- When a case came to the desk that has it, where another one had it before.
alter table cases add column handed_at bigint;
