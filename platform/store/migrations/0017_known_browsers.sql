-- A browser from which an agent came in before has a place of its own among the logins that wait: whoever else asks for a code for the same
-- address, ever so often, takes neither its code away nor its turn.

alter table agent_logins add column slot text not null default '';
drop index agent_logins_by_email;
create unique index agent_logins_by_email on agent_logins (agency, email_index, slot);
