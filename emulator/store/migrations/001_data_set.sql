-- The data set that all products share. Times are whole seconds since 1970, UTC.

create table organisation (
    orgnr text primary key,
    id text not null unique,
    navn text not null
) strict, without rowid;

-- Clients and scopes are kept as the objects that Selvbetjening's API speaks.
create table client (
    client_id text primary key,
    document text not null
) strict, without rowid;

create table scope (
    name text primary key,
    document text not null
) strict, without rowid;

create table scope_access (
    scope text not null,
    consumer_orgno text not null,
    primary key (scope, consumer_orgno)
) strict, without rowid;

create table goto_url (
    url text primary key
) strict, without rowid;

create table postbox_operator (
    orgnr text primary key,
    navn text not null,
    sertifikat text not null
) strict, without rowid;

-- status: 0 AKTIV, 1 SLETTET, 2 IKKE_REGISTRERT. position orders the people that pages list; those that were
-- generated in bulk have none.
create table person (
    personidentifikator integer primary key,
    given_name text not null default '',
    family_name text not null default '',
    beskrivelse text not null default '',
    position integer,
    status integer not null,
    reservasjon integer not null default 0,
    reservasjon_oppdatert integer,
    spraak text not null default '',
    spraak_oppdatert integer,
    epostadresse text not null default '',
    epostadresse_oppdatert integer,
    epostadresse_sist_verifisert integer,
    mobiltelefonnummer text not null default '',
    mobiltelefonnummer_oppdatert integer,
    mobiltelefonnummer_sist_verifisert integer,
    postkasseadresse text not null default '',
    postkasseleverandoeradresse text not null default ''
) strict;
create index person_position on person (position) where position is not null;
