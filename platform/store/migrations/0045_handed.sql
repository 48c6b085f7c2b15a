-- What came to a desk from another one within a month: how long it takes is counted from then on.
create index cases_by_handed on cases (organisation, branch, handed_at) where handed_at is not null;
