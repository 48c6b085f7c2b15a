-- The départements that a desk serves: a recipient may be found by one, as by a commune.

create table organisation_departements (
    departement text not null,
    siret text not null,
    branch text not null,
    primary key (departement, siret, branch),
    foreign key (siret, branch) references organisations (siret, branch)
);
create index organisation_departements_of on organisation_departements (siret, branch);
