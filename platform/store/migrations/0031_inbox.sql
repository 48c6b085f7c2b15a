-- What an inbox that is narrowed to a status or a démarche walks, and what counts its cases: a desk may have a million.
create index cases_by_status on cases (organisation, branch, status, created_at, id, demarche, assignee, held_from);
create index cases_by_demarche on cases (organisation, branch, demarche, created_at, id, assignee);
