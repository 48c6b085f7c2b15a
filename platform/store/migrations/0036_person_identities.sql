-- As whom identity providers know citizens: keyed hashes of the issuer with its name for them, and of the issuer alone; what it said of them
-- last, sealed under the person's own key. One person for each of an issuer's people, one of its people for each person. It goes with the
-- account.

create table person_identities (
    agency text not null,
    subject_index bytea not null,
    issuer_index bytea not null,
    person text not null,
    provider text not null,
    claims bytea not null,
    linked_at bigint not null,
    seen_at bigint not null,
    primary key (agency, subject_index),
    foreign key (agency, person) references people (agency, id) on delete cascade
);
create unique index person_identities_by_person on person_identities (agency, person, issuer_index);
