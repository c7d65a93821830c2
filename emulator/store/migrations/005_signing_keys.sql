-- The signing keys of a product, once they are others than those of the fixtures: a rotation outlives a restart.
create table signing_key (
    product text not null,
    position integer not null,  -- in the order of publishing
    kid text not null,
    state text not null check (state in ('previous', 'current', 'next')),
    pem text not null,  -- PKCS #8
    primary key (product, position),
    unique (product, kid)
) strict, without rowid;
