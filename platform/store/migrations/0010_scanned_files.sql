-- What the antivirus said of each file: when, which engine, what it found. What was kept so far was examined by none.
alter table attachments add column scanned_at bigint;
alter table attachments add column scanned_by text;
alter table attachments add column finding text;
update attachments set state = 'not_scanned' where state = 'clean' and owner_kind <> 'receipt';
update attachments set state = 'infected' where state = 'refused';
create index attachments_by_state on attachments (state, created_at);
