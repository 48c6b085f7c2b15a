-- A recipient of whom too little is known to give an accusé de réception in its name sends one by its own means: whether this case is one
-- of those, and the day on which the recipient says that it did.

alter table cases add column own_receipt bigint not null default 0;
alter table cases add column own_receipt_on text;
