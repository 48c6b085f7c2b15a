-- What citizens ask a recipient's desk before they file: one thread of messages for a draft and a desk that its answers lead to. Filed, it
-- becomes part of that desk's case (`case_id`: where its messages went); what was asked of a desk that gets no case stays with it, ended.

create table questions (
    agency text not null,
    id text not null,
    draft text not null,
    demarche text not null,
    definition bytea not null,
    recipient text not null,
    organisation text not null,
    branch text not null,
    language text not null,
    data_key bytea not null,
    contact bytea,
    created_at bigint not null,
    updated_at bigint not null,
    waiting_since bigint,
    answered_at bigint,
    seen_at bigint,
    dossier text,
    case_id text,
    ended_at bigint,
    primary key (agency, id)
);
create unique index questions_by_draft on questions (agency, draft, recipient, organisation, branch);
create index questions_waiting on questions (organisation, branch, waiting_since, id) where waiting_since is not null;
create index questions_treated on questions (organisation, branch, updated_at, id) where waiting_since is null and case_id is null;
create index questions_by_dossier on questions (agency, dossier) where dossier is not null;

create table question_messages (
    agency text not null,
    id text not null,
    question text not null,
    at bigint not null,
    author_kind text not null,
    author text,
    message bytea,
    primary key (agency, id),
    foreign key (agency, question) references questions (agency, id)
);
create index question_messages_by_question on question_messages (agency, question, at, id);

-- Whether anything was asked from the draft: its pages need not look otherwise.
alter table drafts add column asked bigint not null default 0;

-- Whether somebody works at a desk is asked on every page of a draft.
create index agents_by_desk on agents (agency, organisation, branch);
