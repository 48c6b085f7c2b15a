-- Links by which a citizen takes over what another site has for a démarche: each leads to a draft that nobody holds yet, is good once and for a
-- short time, and is kept as a hash. What was handed over lies sealed in the draft. It goes with the draft.

create table handovers (
    token_hash bytea not null primary key,
    agency text not null,
    draft text not null,
    client text not null,
    expires_at bigint not null,
    foreign key (agency, draft) references drafts (agency, id) on delete cascade
);
create index handovers_by_draft on handovers (agency, draft);
create index handovers_by_client on handovers (client, expires_at);
