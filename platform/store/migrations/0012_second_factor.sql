-- The second factor of agents' logins: a sealed secret, since when it is asked for (null: offered, not yet proven), and the last step of time
-- whose code was taken: none is taken twice. Recovery codes are keyed hashes, each good once.

alter table agents add column second_factor bytea;
alter table agents add column second_factor_at bigint;
alter table agents add column second_factor_step bigint not null default 0;

create table agent_recovery_codes (
    agency text not null,
    agent text not null,
    code_hash bytea not null,
    primary key (agency, agent, code_hash)
);
