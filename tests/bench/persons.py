"""The generated people of a database: which of them to look up, and how the lookup program asks for them."""
import random
import sqlite3

# What a client with krr:global/kontaktinformasjon.read is told of a person, for the lookup program.
_CHANNEL = """p.{0} as "kontaktinformasjon.{0}", p.{0}_oppdatert as "kontaktinformasjon.{0}_oppdatert",
    p.{0}_sist_verifisert as "kontaktinformasjon.{0}_sist_verifisert",
    p.{0}_sist_validert as "kontaktinformasjon.{0}_sist_validert",
    case p.{0}_duplisert when 1 then 'JA' end as "kontaktinformasjon.{0}_duplisert","""
_COLUMNS = f"""p.personidentifikator as personidentifikator,
    case p.reservasjon when 1 then 'JA' else 'NEI' end as reservasjon,
    case p.reservasjon when 1 then p.reservasjon_oppdatert end as reservasjonstidspunkt,
    p.reservasjon_oppdatert as reservasjon_oppdatert, 'AKTIV' as status, 'KAN_VARSLES' as varslingsstatus,
    {_CHANNEL.format("epostadresse")} {_CHANNEL.format("mobiltelefonnummer")}
    p.spraak as spraak, p.spraak_oppdatert as spraak_oppdatert"""
# Two ways to ask SQLite for a thousand; which is faster depends on its version.
QUERIES = (f"select {_COLUMNS} from person p where p.personidentifikator = ?",
           f"select {_COLUMNS} from json_each(?) j cross join person p on p.personidentifikator = j.value")


def some_active(database, count, seed=1):
    """The numbers of so many active people, drawn from all of them, as texts; the same ones at each call."""
    chance, found = random.Random(seed), set()
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    most = connection.execute("select max(change_number) from person").fetchone()[0]
    while len(found) < count:
        row = connection.execute("select personidentifikator from person where change_number = ? and status = 0",
                                 (chance.randint(1, most),)).fetchone()
        if row:
            found.add(f"{row[0]:011}")
    connection.close()
    people = sorted(found)
    chance.shuffle(people)
    return people
