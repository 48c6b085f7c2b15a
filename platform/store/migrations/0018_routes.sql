-- Webhooks were the first of the ways by which a desk is told of its cases; others keep their settings in the same table: what is sealed
-- as `address` is, of a drop, host, folder and the fingerprints of its keys; of a mailbox, its address. `told`: up to which number of its
-- desk's feed a digest has told.
alter table webhooks rename to routes;
alter table routes rename column url to address;
alter table routes add column kind text not null default 'webhook';
alter table routes add column told bigint not null default 0;
drop index webhooks_by_id;
create unique index routes_by_id on routes (id);
drop index webhooks_by_desk;
create index routes_by_desk on routes (agency, organisation, branch);
alter table webhook_keys rename to route_keys;
alter table route_keys rename column webhook to route;

-- What lies at a desk's server, or lay there: its files are called `name`, and the desk's software answers under that name.
create table drops (
    agency text not null,
    route text not null,
    name text not null,
    work text not null,
    case_id text not null,
    dropped_at bigint not null,
    answer text,
    answered_at bigint,
    reason bytea,
    primary key (agency, route, name),
    foreign key (agency, case_id) references cases (agency, id)
);
create index drops_unanswered on drops (route, dropped_at) where answer is null;
create index drops_by_work on drops (work);
create index drops_by_case on drops (agency, case_id);
