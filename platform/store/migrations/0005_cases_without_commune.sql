-- The recipient of a case says which commune it serves: the case itself need not.

alter table cases drop column commune;
