-- What a recipient asks of a citizen for its case, and what was given. The dossier stays as it was filed: `projection` is what the recipient
-- has from then on. Of one case one is open at most.

create table complements (
    agency text not null,
    id text not null,
    case_id text not null,
    event text not null,
    asked bytea not null,
    due text,
    state text not null,
    revision bigint not null,
    answers bytea,
    projection bytea,
    created_at bigint not null,
    given_event text,
    given_at bigint,
    primary key (agency, id),
    foreign key (agency, case_id) references cases (agency, id)
);
create index complements_by_case on complements (agency, case_id, created_at, id);
create unique index complements_open on complements (agency, case_id) where state = 'open';

-- When the citizen last wrote or gave something, and when an agent last looked.
alter table cases add column spoke_at bigint;
alter table cases add column heard_at bigint;
