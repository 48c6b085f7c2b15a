-- How far a delivery of several steps has come: the ids that the other side gave, so that after a cut it goes on where it was.
alter table work add column progress text;

-- Cases that lie at the State's hub (HubEE): the hub's own ids for them, the delivery that put them there, and the last status that is known of
-- them there. `account` is the route whose credentials were used.
create table hubee_folders (
    agency text not null,
    route text not null,
    case_id text not null,
    account text not null,
    work text not null,
    folder text not null,
    hub_case text not null,
    status text not null,
    updated_at bigint not null,
    primary key (agency, route, case_id),
    foreign key (agency, case_id) references cases (agency, id)
);
create unique index hubee_folders_by_hub_case on hubee_folders (account, hub_case);
create index hubee_folders_by_case on hubee_folders (agency, case_id);

-- What the hub told, once each: `code` says why something was not applied to its case, `said` (sealed) what its recipient said with it.
create table hubee_events (
    agency text not null,
    account text not null,
    event text not null,
    case_id text,
    action text not null,
    status text,
    code text,
    said bytea,
    at bigint not null,
    primary key (agency, account, event)
);
create index hubee_events_by_case on hubee_events (agency, case_id);
create index hubee_events_kept on hubee_events (account, at) where code is not null;
