-- How far the making of people has come that this file was filled with; at most one row.
create table generation (
    id integer primary key check (id = 1),
    count integer not null,
    seed integer not null,
    at integer not null,
    done integer not null default 0,
    changes_before integer not null,
    complete integer not null default 0
) strict;

-- What somebody would have had whose number was taken: who was to share it with them may have it alone.
create table generation_leftover (
    epostadresse text not null,
    mobiltelefonnummer text not null
) strict;
