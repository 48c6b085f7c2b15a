-- Times are UTC microseconds. Columns of type bytea are sealed values or hashes, except definitions.bundle (public) and
-- organisations (public). Every key begins with the agency, except those of the public directory and of what is looked up by a secret.

create table meta (
    name text not null primary key,
    value bytea not null
);

create table definitions (
    agency text not null,
    demarche text not null,
    hash bytea not null,
    bundle bytea not null,
    first_served_at bigint not null,
    primary key (agency, demarche, hash)
);

create table drafts (
    agency text not null,
    id text not null,
    demarche text not null,
    definition bytea not null,
    token_hash bytea not null,
    data_key bytea not null,
    answers bytea not null,
    page text not null,
    revision bigint not null,
    resume_hash bytea,
    resume_code bytea,
    resume_attempts_left bigint not null,
    language text not null,
    person text,
    contact bytea,
    created_at bigint not null,
    updated_at bigint not null,
    expires_at bigint not null,
    submitted_at bigint,
    primary key (agency, id)
);
create unique index drafts_by_token on drafts (token_hash);
create unique index drafts_by_resume on drafts (resume_hash) where resume_hash is not null;
create index drafts_by_expiry on drafts (expires_at);
create index drafts_by_person on drafts (person) where person is not null;

create table attachments (
    agency text not null,
    id text not null,
    owner_kind text not null,
    owner text not null,
    path text not null,
    object text not null,
    data_key bytea not null,
    about bytea not null,
    mime text not null,
    size bigint not null,
    state text not null,
    created_at bigint not null,
    primary key (agency, id)
);
create index attachments_by_owner on attachments (agency, owner);
create unique index attachments_by_object on attachments (object);

-- A reference once given out stays here when its dossier is purged, so that it never comes up again.
create table issued_references (
    reference text not null primary key,
    agency text not null,
    issued_at bigint not null
);

create table dossiers (
    agency text not null,
    id text not null,
    draft text not null,
    demarche text not null,
    definition bytea not null,
    reference text not null references issued_references (reference),
    follow_hash bytea not null,
    data_key bytea not null,
    follow bytea not null,
    answers bytea not null,
    recap bytea not null,
    evidence bytea not null,
    contact bytea,
    language text not null,
    channel text not null,
    test bigint not null,
    person text,
    submitted_at bigint not null,
    purge_at bigint not null,
    primary key (agency, id)
);
create unique index dossiers_by_draft on dossiers (agency, draft);
create unique index dossiers_by_reference on dossiers (reference);
create unique index dossiers_by_follow on dossiers (follow_hash);
create index dossiers_by_purge on dossiers (purge_at);
create index dossiers_by_person on dossiers (person) where person is not null;

create table cases (
    agency text not null,
    id text not null,
    dossier text not null,
    demarche text not null,
    recipient text not null,
    organisation text not null,
    branch text not null,
    commune text,
    external_id text not null,
    status text not null,
    test bigint not null,
    data_key bytea not null,
    label bytea not null,
    projection bytea not null,
    directory bytea not null,
    created_at bigint not null,
    updated_at bigint not null,
    opened_at bigint,
    primary key (agency, id),
    foreign key (agency, dossier) references dossiers (agency, id)
);
create index cases_by_dossier on cases (agency, dossier);
create unique index cases_by_external_id on cases (external_id);
create index cases_by_inbox on cases (organisation, branch, created_at, id);

create table events (
    agency text not null,
    id text not null,
    case_id text not null,
    at bigint not null,
    author_kind text not null,
    author text,
    kind text not null,
    status text,
    message bytea,
    attachment text,
    primary key (agency, id),
    foreign key (agency, case_id) references cases (agency, id)
);
create index events_by_case on events (agency, case_id, at, id);

-- The outbox and the timers: work that falls due.
create table work (
    agency text not null,
    id text not null,
    queue text not null,
    kind text not null,
    dedup text not null,
    object text not null,
    payload bytea not null,
    due_at bigint not null,
    attempts bigint not null,
    lease_until bigint,
    fence bigint not null,
    state text not null,
    last_error text,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (agency, id)
);
create unique index work_once on work (agency, queue, kind, dedup);
create index work_by_due on work (queue, due_at) where state in ('waiting', 'leased');
create index work_by_object on work (agency, object);

create table idempotency (
    agency text not null,
    scope text not null,
    key text not null,
    request_hash bytea not null,
    response bytea,
    created_at bigint not null,
    expires_at bigint not null,
    primary key (agency, scope, key)
);
create index idempotency_by_expiry on idempotency (expires_at);

create table journal_batches (
    agency text not null,
    number bigint not null,
    entries bigint not null,
    previous bytea not null,
    hash bytea not null,
    closed_at bigint not null,
    primary key (agency, number)
);

create table journal (
    agency text not null,
    id text not null,
    at bigint not null,
    act text not null,
    object_kind text not null,
    object text not null,
    actor_kind text not null,
    actor text,
    commitment bytea,
    batch bigint,
    primary key (agency, id)
);
create index journal_by_object on journal (agency, object, at, id);
create index journal_open on journal (agency, at, id) where batch is null;
create index journal_by_batch on journal (agency, batch, at, id) where batch is not null;

create table people (
    agency text not null,
    id text not null,
    data_key bytea not null,
    email_index bytea not null,
    email bytea not null,
    password bytea not null,
    created_at bigint not null,
    last_login_at bigint,
    primary key (agency, id)
);
create unique index people_by_email on people (agency, email_index);

create table vault (
    agency text not null,
    person text not null,
    key text not null,
    value bytea not null,
    source text not null,
    at bigint not null,
    primary key (agency, person, key),
    foreign key (agency, person) references people (agency, id)
);

create table agents (
    agency text not null,
    id text not null,
    organisation text not null,
    branch text not null,
    data_key bytea not null,
    email_index bytea not null,
    email bytea not null,
    name bytea not null,
    password bytea,
    invitation_hash bytea,
    invitation_expires_at bigint,
    disabled_at bigint,
    created_at bigint not null,
    primary key (agency, id)
);
create unique index agents_by_email on agents (agency, email_index);
create unique index agents_by_invitation on agents (invitation_hash) where invitation_hash is not null;

create table sessions (
    token_hash bytea not null primary key,
    agency text not null,
    kind text not null,
    subject text not null,
    data bytea not null,
    created_at bigint not null,
    seen_at bigint not null,
    idle_until bigint not null,
    absolute_until bigint not null
);
create index sessions_by_subject on sessions (agency, kind, subject);
create index sessions_by_expiry on sessions (idle_until);

-- The directory of organisations is public: no agency, nothing sealed.
create table organisations (
    siret text not null,
    branch text not null,
    name text not null,
    address text not null,
    email text,
    phone text,
    invented bigint not null,
    updated_at bigint not null,
    primary key (siret, branch)
);

create table organisation_communes (
    commune text not null,
    siret text not null,
    branch text not null,
    primary key (commune, siret, branch),
    foreign key (siret, branch) references organisations (siret, branch)
);
create index organisation_communes_of on organisation_communes (siret, branch);

create table organisation_demarches (
    demarche text not null,
    siret text not null,
    branch text not null,
    primary key (demarche, siret, branch),
    foreign key (siret, branch) references organisations (siret, branch)
);
create index organisation_demarches_of on organisation_demarches (siret, branch);

create table mails (
    agency text not null,
    id text not null,
    at bigint not null,
    body bytea not null,
    primary key (agency, id)
);
create index mails_by_time on mails (at);
