-- Exports of a desk's cases: an agent asks for one, the worker writes it, and it goes some days later. Filters and the list of cases are sealed.

create table exports (
    agency text not null,
    id text not null,
    agent text not null,
    organisation text not null,
    branch text not null,
    form text not null,
    request_key text not null,
    state text not null,
    filters bytea not null,
    cases bytea not null,
    total bigint not null,
    written bigint not null,
    noted bigint not null,
    left_out bigint not null,
    error text,
    created_at bigint not null,
    finished_at bigint,
    expires_at bigint not null,
    primary key (agency, id)
);
create unique index exports_by_request on exports (agency, agent, request_key);
create index exports_by_end on exports (expires_at);
