-- What a citizen says of the documents that they keep: what each is, where it came from. Sealed under the person's own key; the file is an
-- attachment of theirs of the same id.

create table documents (
    agency text not null,
    id text not null,
    person text not null,
    about bytea not null,
    primary key (agency, id),
    foreign key (agency, person) references people (agency, id)
);
create index documents_by_person on documents (agency, person);
