-- What a desk keeps to itself of a case: who of its agents looks after it, and notes that neither citizens nor programs are told of.

alter table cases add column assignee text;
create index cases_by_assignee on cases (organisation, branch, assignee, created_at, id);

create table case_notes (
    agency text not null,
    id text not null,
    case_id text not null,
    at bigint not null,
    author text not null,
    body bytea not null,
    primary key (agency, id),
    foreign key (agency, case_id) references cases (agency, id)
);
create index case_notes_by_case on case_notes (agency, case_id, at, id);
