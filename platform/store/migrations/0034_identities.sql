-- As whom identity providers know agents: keyed hashes of the issuer with its name for them, and of the issuer alone. One agent for each of an
-- issuer's people, one of its people for each agent.

create table agent_identities (
    agency text not null,
    subject_index bytea not null,
    issuer_index bytea not null,
    agent text not null,
    linked_at bigint not null,
    primary key (agency, subject_index)
);
create unique index agent_identities_by_agent on agent_identities (agency, agent, issuer_index);

-- Logins that are on their way to a provider: each belongs to one browser, by the token in its cookie, and comes back once.

create table identity_logins (
    state_hash bytea not null primary key,
    browser_hash bytea not null,
    agency text not null,
    data bytea not null,
    expires_at bigint not null
);
create index identity_logins_by_expiry on identity_logins (expires_at);
