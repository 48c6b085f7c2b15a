-- Since when an operator holds a case, or when they ended it.
alter table cases add column held_at bigint;
update cases set held_at = (
    select max(e.at) from events e
    where e.agency = cases.agency and e.case_id = cases.id and e.kind in ('suspended', 'cancelled')
) where held_from is not null;
drop index cases_suspended;
create index cases_suspended on cases (held_at, id) where status = 'suspended';
