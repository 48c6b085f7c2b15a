-- Up to which number a desk's software was told: only that can be acknowledged. What was told before is not known; it counts as told.
alter table feeds add column given bigint not null default 0;
update feeds set given = last;
