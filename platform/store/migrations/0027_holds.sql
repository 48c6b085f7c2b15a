-- What keeps a case from going on: its recipient's software could not take it in (`refused`). One is open at a time. What was written is
-- sealed by the case's key.
create table holds (
    agency text not null,
    id text not null,
    case_id text not null,
    code text not null,
    reason bytea,
    actor text,
    begun_at bigint not null,
    ended_at bigint,
    primary key (agency, id),
    foreign key (agency, case_id) references cases (agency, id)
);
create unique index holds_open on holds (agency, case_id) where ended_at is null;
create index holds_by_time on holds (begun_at, id) where ended_at is null;

-- The status that a case had before an operator suspended or cancelled it.
alter table cases add column held_from text;
create index cases_suspended on cases (updated_at, id) where status = 'suspended';
