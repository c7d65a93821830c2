-- Each change of a person in the register has a number: 1, 2, 3 and so on. A person keeps that of the newest one.
alter table person add column change_number integer not null default 0;
alter table person add column epostadresse_sist_validert integer;
alter table person add column mobiltelefonnummer_sist_validert integer;
-- Kept by every write: whether another active person has the same value.
alter table person add column epostadresse_duplisert integer not null default 0;
alter table person add column mobiltelefonnummer_duplisert integer not null default 0;

update person set change_number = numbered.number
    from (select personidentifikator as id, row_number() over (order by personidentifikator) as number from person)
        as numbered
    where personidentifikator = numbered.id;
create unique index person_change_number on person (change_number);

create index person_epostadresse on person (epostadresse) where epostadresse <> '' and status = 0;
create index person_mobiltelefonnummer on person (mobiltelefonnummer)
    where mobiltelefonnummer <> '' and status = 0;
update person set epostadresse_duplisert = 1 where status = 0 and epostadresse in
    (select epostadresse from person where epostadresse <> '' and status = 0 group by 1 having count(*) > 1);
update person set mobiltelefonnummer_duplisert = 1 where status = 0 and mobiltelefonnummer in
    (select mobiltelefonnummer from person where mobiltelefonnummer <> '' and status = 0 group by 1
     having count(*) > 1);
