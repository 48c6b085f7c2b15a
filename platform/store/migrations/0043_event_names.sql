-- The name of the agent who caused an event, as it was then; sealed under the case's own key. What happened before has none.

alter table events add column author_name bytea;
