-- Invented dossiers, for a program that is in the sandbox: whose, where it is one.
alter table dossiers add column sandbox text;
create index dossiers_by_sandbox on dossiers (agency, sandbox, id) where sandbox is not null;

-- An invented case lies under a branch that no desk has, and no other case does: whatever asks for the cases of a desk finds none of them, and
-- none can be handed over from one kind to the other.
alter table cases add column invented bigint not null default 0
    check (invented = case when substr(branch, 1, 1) = '~' then 1 else 0 end);

-- What is to go wrong for a program in the sandbox, each once, until a time; when it did, on which case, and whether what came of it was seen.
create table sandbox_faults (
    agency text not null,
    id text not null,
    client text not null,
    fault text not null,
    pause bigint not null,
    until_at bigint not null,
    met_at bigint,
    case_id text,
    closed_at bigint,
    primary key (agency, id),
    foreign key (agency, client) references partner_clients (agency, id)
);
create index sandbox_faults_of on sandbox_faults (agency, client, fault) where closed_at is null;
