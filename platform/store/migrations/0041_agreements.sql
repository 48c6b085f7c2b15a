-- What citizens decided of what could be filled in for them: by draft, one row for each holder and decision. What it names is sealed under the
-- draft's own key. It goes with the draft, or with the dossier that the draft became; and with the account.

create table agreements (
    agency text not null,
    id text not null,
    person text not null,
    draft text not null,
    definition bytea not null,
    holder text not null,
    decision text not null,
    told bytea not null,
    at bigint not null,
    primary key (agency, id),
    foreign key (agency, draft) references drafts (agency, id) on delete cascade
);
create index agreements_by_person on agreements (person, at);
create index agreements_by_draft on agreements (agency, draft);
