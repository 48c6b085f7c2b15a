-- The last day for an answer, after which the office's silence decides in law; none where there is no such day (any more, or while the citizen
-- is awaited). `silence_counted` is 0 where nobody has counted yet: a case from before.
alter table cases add column silence_on text;
alter table cases add column silence_counted bigint not null default 0;
create index cases_by_silence on cases (organisation, branch, silence_on, id) where silence_on is not null;
create index cases_by_uncounted_silence on cases (agency, id) where silence_counted = 0;
