-- What Altinn would know of delegations, system users and consents.
create table delegation (
    consumer_orgno text not null,
    supplier_orgno text not null,
    scope text not null,
    delegation_source text not null,
    primary key (consumer_orgno, supplier_orgno, scope, delegation_source)
) strict, without rowid;

create table system_user (
    id text primary key,
    system_id text not null,
    client_id text not null,
    owner_orgno text not null,
    external_ref text not null
) strict, without rowid;

-- rights is a JSON array.
create table consent (
    id text primary key,
    sender text not null,
    to_orgno text not null,
    status text not null,
    consented integer not null,
    valid_to integer not null,
    rights text not null
) strict, without rowid;
