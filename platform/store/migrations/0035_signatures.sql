-- In what quality an agent signs a letter (CRPA, L212-1), sealed under their own key as their name is.

alter table agents add column quality bytea;
