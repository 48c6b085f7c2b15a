-- The agencies that publish démarches here, under the id that their démarches bear. Public: all of it stands on the legal pages.

create table agencies (
    id text not null primary key,
    name text not null,
    address text,
    email text,
    phone text,
    hours text,
    officer text,
    site text,
    invented bigint not null,
    updated_at bigint not null
);
