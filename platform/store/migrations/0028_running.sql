-- What an operator's page counts and lists: work that is not done, by queue and by route; the last that arrived by a route.
create index work_open on work (queue, state, due_at) where state <> 'done';
create index work_parked on work (updated_at, id) where state = 'parked';
create index work_by_lane on work (lane, state, due_at) where lane <> '' and state <> 'done';
create index work_arrived on work (lane, updated_at) where lane <> '' and state = 'done';
