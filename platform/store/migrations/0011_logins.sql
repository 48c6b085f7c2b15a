-- Agents' logins that wait for something: a code that was mailed, or (once address and password were right) the second factor. `browser_hash`
-- is of the token in the cookie of the browser that asked: nobody else goes on with it. There is a row for every address that asks, known or
-- not: `code_hash` of a code that was mailed to nobody opens nothing.

create table agent_logins (
    browser_hash bytea not null primary key,
    agency text not null,
    email_index bytea not null,
    code_hash bytea not null,
    data bytea not null,
    attempts_left bigint not null,
    expires_at bigint not null
);
create unique index agent_logins_by_email on agent_logins (agency, email_index);
create index agent_logins_by_expiry on agent_logins (expires_at);
