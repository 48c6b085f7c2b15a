-- Which definition of a démarche was put in force, when, and what was accepted with it. Public: the démarche is, and so is why it changed.

create table publications (
    agency text not null,
    demarche text not null,
    number bigint not null,
    id text not null,
    definition bytea not null,
    former bytea,
    verdict text not null,
    accepted text not null,
    because text not null,
    published_at bigint not null,
    primary key (agency, demarche, number)
);
