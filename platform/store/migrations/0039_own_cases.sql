-- What an agent's own cases of a status, or of a démarche, are walked by: one agent may have had a hundred thousand.
create index cases_by_own_status on cases (organisation, branch, assignee, status, created_at, id, demarche);
create index cases_by_own_demarche on cases (organisation, branch, assignee, demarche, created_at, id);
