-- What agents may do besides treating the cases of their desk. Who was let in before keeps all that they could do then, and looks after the
-- work of others: a supervisor.

alter table agents add column role text not null default 'supervisor';
