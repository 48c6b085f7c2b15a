-- Where a desk is told of its cases by a call of ours. The address may hold a secret: it is sealed, as the keys are, by the webhook's own
-- key. At most two keys are good at a time. Nothing here is personal.
create table webhooks (
    agency text not null,
    id text not null,
    organisation text not null,
    branch text not null,
    data_key bytea not null,
    url bytea not null,
    created_at bigint not null,
    paused_at bigint,
    paused_by text,
    rests_until bigint,
    removed_at bigint,
    primary key (agency, id)
);
create unique index webhooks_by_id on webhooks (id);
create index webhooks_by_desk on webhooks (agency, organisation, branch);

create table webhook_keys (
    agency text not null,
    webhook text not null,
    id text not null,
    secret bytea not null,
    created_at bigint not null,
    expires_at bigint,
    primary key (agency, webhook, id),
    foreign key (agency, webhook) references webhooks (agency, id)
);

-- Work for one webhook has a lane of its own: so much of it is under way at a time, and a webhook that hangs holds up no other.
alter table work add column lane text not null default '';
drop index work_by_due;
create index work_by_due on work (queue, lane, due_at) where state in ('waiting', 'leased');
