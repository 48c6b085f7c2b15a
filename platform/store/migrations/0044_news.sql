-- What an inbox that is narrowed to what nobody has read yet walks: little of a desk's million.
create index cases_by_news on cases (organisation, branch, created_at, id) where (opened_at is null or spoke_at > coalesce(heard_at, 0));
