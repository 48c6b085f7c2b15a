-- The software of partners. A client belongs to one desk (organisation, branch) for the démarches of one agency; it has at most two secrets
-- at a time, of which hashes are kept, and is given tokens that soon expire. Nothing here is personal.

create table partner_clients (
    agency text not null,
    id text not null,
    organisation text not null,
    branch text not null,
    name text not null,
    scopes text not null,
    networks text not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint,
    primary key (agency, id)
);
create unique index partner_clients_by_id on partner_clients (id);

create table partner_secrets (
    agency text not null,
    client text not null,
    secret_hash bytea not null,
    created_at bigint not null,
    expires_at bigint,
    primary key (agency, client, secret_hash),
    foreign key (agency, client) references partner_clients (agency, id)
);

create table partner_tokens (
    token_hash bytea not null primary key,
    agency text not null,
    client text not null,
    scopes text not null,
    expires_at bigint not null,
    foreign key (agency, client) references partner_clients (agency, id)
);
create index partner_tokens_by_client on partner_tokens (agency, client);
create index partner_tokens_by_expiry on partner_tokens (expires_at);

-- What a desk is told, in order. `last` is counted up by whoever adds an event, and its row stays locked until that is committed: so numbers
-- become visible in their order, and who has read one has missed none below it.
create table feeds (
    agency text not null,
    organisation text not null,
    branch text not null,
    last bigint not null,
    acknowledged bigint not null,
    primary key (agency, organisation, branch)
);

create table notifications (
    agency text not null,
    organisation text not null,
    branch text not null,
    number bigint not null,
    case_id text not null,
    event text not null,
    primary key (agency, organisation, branch, number),
    foreign key (agency, event) references events (agency, id)
);
create index notifications_by_case on notifications (agency, case_id);
create unique index notifications_by_event on notifications (agency, event);

-- What happened before there were notifications is told too.
insert into notifications (agency, organisation, branch, number, case_id, event)
select e.agency, c.organisation, c.branch,
    row_number() over (partition by e.agency, c.organisation, c.branch order by e.at, e.id), e.case_id, e.id
from events e join cases c on c.agency = e.agency and c.id = e.case_id
where c.organisation <> '';

insert into feeds (agency, organisation, branch, last, acknowledged)
select agency, organisation, branch, max(number), 0 from notifications group by agency, organisation, branch;
