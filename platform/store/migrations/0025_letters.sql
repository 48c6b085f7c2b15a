-- Templates of a desk's letters: the desk's own words; nobody's data belong in them.

create table letter_templates (
    agency text not null,
    id text not null,
    organisation text not null,
    branch text not null,
    name text not null,
    title text not null,
    body text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (agency, id)
);
create unique index letter_templates_by_name on letter_templates (agency, organisation, branch, name);
