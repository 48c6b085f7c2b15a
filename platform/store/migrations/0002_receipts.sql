-- A dossier whose answers were erased keeps its row as long as its receipt is kept: `remains` is what its follow-up page still tells.
-- `seen_at`: when its citizen last looked at what had happened to it.

alter table dossiers add column erased_at bigint;
alter table dossiers add column remains bytea;
alter table dossiers add column seen_at bigint;
