-- Who stands in for an agent, from a day until a day, both included.

alter table agents add column stand_in text;
alter table agents add column stand_in_from text;
alter table agents add column stand_in_until text;
create index agents_by_stand_in on agents (agency, stand_in) where stand_in is not null;
