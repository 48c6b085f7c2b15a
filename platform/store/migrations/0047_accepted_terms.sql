-- Which versions of the site's terms of use an account has accepted, and when. Rows are added and never changed; they go with the account.

create table accepted_terms (
    agency text not null,
    person text not null,
    version text not null,
    sha256 bytea not null,
    at bigint not null,
    primary key (agency, person, version),
    foreign key (agency, person) references people (agency, id)
);
