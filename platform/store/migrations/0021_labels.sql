-- Labels that a desk sticks on its cases. A label on a case carries the case's time: the inbox walks one label's cases in its own order.

create table desk_labels (
    agency text not null,
    id text not null,
    organisation text not null,
    branch text not null,
    name text not null,
    colour text not null,
    created_at bigint not null,
    primary key (agency, id)
);
create unique index desk_labels_by_name on desk_labels (agency, organisation, branch, name);

create table case_labels (
    agency text not null,
    case_id text not null,
    desk_label text not null,
    case_created_at bigint not null,
    primary key (agency, case_id, desk_label),
    foreign key (agency, case_id) references cases (agency, id)
);
create index case_labels_by_label on case_labels (desk_label, case_created_at, case_id);
create index case_labels_by_case on case_labels (case_id, desk_label);
