-- A draft put away under a code is closed, at its own address too, until the code is given: `closed_at` says since when.

alter table drafts add column closed_at bigint;
