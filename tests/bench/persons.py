"""Generates synthetic persons into a database that the emulator has made."""
import random
import sqlite3
import time

# What a client with krr:global/kontaktinformasjon.read is told of a person, for the lookup program.
_COLUMNS = """p.personidentifikator as personidentifikator,
    case p.reservasjon when 1 then 'JA' else 'NEI' end as reservasjon, 'AKTIV' as status,
    'KAN_VARSLES' as varslingsstatus, p.epostadresse as "kontaktinformasjon.epostadresse",
    p.epostadresse_oppdatert as "kontaktinformasjon.epostadresse_oppdatert",
    p.epostadresse_sist_verifisert as "kontaktinformasjon.epostadresse_sist_verifisert",
    p.mobiltelefonnummer as "kontaktinformasjon.mobiltelefonnummer",
    p.mobiltelefonnummer_oppdatert as "kontaktinformasjon.mobiltelefonnummer_oppdatert",
    p.mobiltelefonnummer_sist_verifisert as "kontaktinformasjon.mobiltelefonnummer_sist_verifisert",
    p.spraak as spraak, p.spraak_oppdatert as spraak_oppdatert"""
# Two ways to ask SQLite for a thousand; which is faster depends on its version.
QUERIES = (f"select {_COLUMNS} from person p where p.personidentifikator = ?",
           f"select {_COLUMNS} from json_each(?) j cross join person p on p.personidentifikator = j.value")


def _check_digit(digits, weights):
    rest = -sum(digit * weight for digit, weight in zip(digits, weights)) % 11
    return rest if rest < 10 else None


def numbers(count, seed=47):
    """`count` different synthetic person numbers (month + 80) with right check digits, the same at each call."""
    chance, found = random.Random(seed), {}
    while len(found) < count:
        birth = f"{chance.randint(1, 28):02}{chance.randint(81, 92)}{chance.randint(0, 99):02}"
        text = f"{birth}{chance.randint(0, 499):03}"
        digits = [int(digit) for digit in text]
        for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)):
            digits.append(_check_digit(digits, weights))
            if digits[-1] is None:
                break
        else:
            found["".join(map(str, digits))] = True
    return list(found)


def fill(database, pids):
    """Adds an active person with fresh contact information for each number that is not there yet."""
    now = int(time.time())
    rows = ((int(pid), "Generert", f"Person {i}", f"person{i}@example.no", f"+479{i % 10_000_000:07}",
             now - 86400 * (i % 300) - 3600, now - 86400 * (i % 90) - 60) for i, pid in enumerate(pids))
    connection = sqlite3.connect(database)
    with connection:
        connection.executemany("""insert or ignore into person (personidentifikator, given_name, family_name, status,
            spraak, epostadresse, mobiltelefonnummer, epostadresse_oppdatert, mobiltelefonnummer_oppdatert,
            spraak_oppdatert, epostadresse_sist_verifisert, mobiltelefonnummer_sist_verifisert)
            values (?1, ?2, ?3, 0, 'nb', ?4, ?5, ?6, ?6, ?6, ?7, ?7)""", rows)
    connection.close()
