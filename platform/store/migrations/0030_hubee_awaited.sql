-- What the hub told and that cannot be read or applied yet: why (`code`), since when, when it is asked for again, and whether its operator was
-- told. Its notice was taken away from the hub, so that it hides none of those behind it.
create table hubee_awaited (
    agency text not null,
    account text not null,
    event text not null,
    hub_case text not null,
    code text not null,
    since bigint not null,
    due_at bigint not null,
    told bigint not null,
    primary key (agency, account, event)
);
create index hubee_awaited_by_case on hubee_awaited (account, hub_case);
create index hubee_awaited_due on hubee_awaited (account, due_at);

-- A case is found again whichever account of its agency it was sent by.
create index hubee_folders_by_hub on hubee_folders (agency, hub_case);
