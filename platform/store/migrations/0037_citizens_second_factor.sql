-- The second factor of citizens' logins, as agents have theirs (0012): a sealed secret, since when it is asked for (null: offered, not yet
-- proven), and the last step of time whose code was taken. Recovery codes are keyed hashes, each good once; they go with the account.

alter table people add column second_factor bytea;
alter table people add column second_factor_at bigint;
alter table people add column second_factor_step bigint not null default 0;

create table person_recovery_codes (
    agency text not null,
    person text not null,
    code_hash bytea not null,
    primary key (agency, person, code_hash),
    foreign key (agency, person) references people (agency, id) on delete cascade
);
