-- How long desks took over cases that are erased: numbers alone, so that figures of a month do not shrink as its dossiers go.

create table past_cases (
    agency text not null,
    organisation text not null,
    branch text not null,
    demarche text not null,
    month text not null,
    to_receipt bigint not null,
    to_end bigint not null,
    cases bigint not null,
    primary key (agency, organisation, branch, demarche, month, to_receipt, to_end)
);
