-- An access is asked for, approved, or denied; it is never removed.
alter table scope_access add column state text not null default 'APPROVED';
alter table scope_access add column created integer;
alter table scope_access add column last_updated integer;

-- What stands before the colon of a scope's name belongs to one organisation.
create table scope_prefix (
    prefix text primary key,
    orgnr text not null
) strict, without rowid;
