-- How far a partner's software has come: requested, tried out in the sandbox, active, suspended. Those that there were are active.
alter table partner_clients add column state text not null default 'active';
-- What a suspended one goes back to.
alter table partner_clients add column held_from text;

-- Each change of that, with who and why. Why is written by people: it is sealed.
create table partner_steps (
    agency text not null,
    id text not null,
    client text not null,
    at bigint not null,
    state text not null,
    actor text,
    data_key bytea not null,
    reason bytea,
    primary key (agency, id),
    foreign key (agency, client) references partner_clients (agency, id)
);
create index partner_steps_by_client on partner_steps (agency, client, at, id);

-- What a program was seen to do in the sandbox, the first time of each.
create table partner_proofs (
    agency text not null,
    client text not null,
    proof text not null,
    at bigint not null,
    primary key (agency, client, proof),
    foreign key (agency, client) references partner_clients (agency, id)
);
