-- What people's entries in the register went through by somebody's edit, a row for each thing that changed.
create table person_history (
    id integer primary key,
    personidentifikator integer not null,
    at integer not null,
    service text not null,
    client_id text not null,
    changed text not null,
    value_before text not null,
    value_after text not null
) strict;
create index person_history_of on person_history (personidentifikator, id);

-- Whom ID-porten asks at a login whether their contact information is right, whatever the start options say.
create table asked_at_login (personidentifikator integer primary key) strict;
