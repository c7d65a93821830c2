#!/usr/bin/env python3
"""Makes the keys and certificates beside this file. Run it only to replace them: nothing is derived from their
values, so that new ones are as good as these. Needs the Python package cryptography and the openssl command."""
import datetime
import pathlib
import subprocess
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier

HERE = pathlib.Path(__file__).parent
ORGANISATION_IDENTIFIER = ObjectIdentifier("2.5.4.97")
PKCS8, PKCS1 = serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL


def rsa_key(bits=2048, exponent=65537):
    return rsa.generate_private_key(exponent, bits)


def pem(key, form=PKCS8, encryption=serialization.NoEncryption()):
    return key.private_bytes(serialization.Encoding.PEM, form, encryption)


def organisation_number(first_eight):
    rest = 11 - sum(int(d) * w for d, w in zip(first_eight, (3, 2, 7, 6, 5, 4, 3, 2))) % 11
    assert rest != 10
    return first_eight + str(rest % 11)


def subject(name, identifier=None, serial=None):
    parts = [(NameOID.COUNTRY_NAME, "NO"), (NameOID.ORGANIZATION_NAME, name)]
    if identifier:
        parts.append((ORGANISATION_IDENTIFIER, identifier))
    if serial:
        parts.append((NameOID.SERIAL_NUMBER, serial))
    return x509.Name([x509.NameAttribute(*part) for part in parts + [(NameOID.COMMON_NAME, name)]])


def usage(*allowed):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: name in allowed for name in names})


def certificate(name, key, issuer, allowed=("digital_signature",), ca=False, years=(2020, 2099)):
    issuer_name, issuer_key = issuer if issuer else (name, key)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(issuer_name).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.datetime(years[0], 1, 1)).not_valid_after(datetime.datetime(years[1], 1, 1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(usage(*allowed), critical=True)
            .sign(issuer_key, hashes.SHA256()))
    return made.public_bytes(serialization.Encoding.PEM)


def sha1_certificate(key, issuer_pem, issuer_key):
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        (at / "key").write_bytes(pem(key))
        (at / "ca").write_bytes(issuer_pem)
        (at / "ca.key").write_bytes(pem(issuer_key))
        subprocess.run(["openssl", "req", "-new", "-key", at / "key", "-subj", "/C=NO/CN=Gammel etat", "-out",
                        at / "request"], check=True)
        return subprocess.run(["openssl", "x509", "-req", "-sha1", "-days", "20000", "-in", at / "request", "-CA",
                               at / "ca", "-CAkey", at / "ca.key", "-set_serial", "7"], check=True,
                              capture_output=True).stdout


def main():
    root_key, middle_key, signer_key = rsa_key(), rsa_key(), rsa_key()
    root = (subject("Prøve rot-CA"), root_key)
    middle = (subject("Prøve CA 1"), middle_key)
    first, second = organisation_number("31000000"), organisation_number("21000000")
    signer = subject("Ødegård Prøve AS", f"NTRNO-{first}", first)
    other_key = rsa_key()
    other = (subject("Annen rot-CA"), other_key)
    signing_ca = ("key_cert_sign", "crl_sign")
    made = {
        "root": certificate(root[0], root_key, None, signing_ca, ca=True),
        "intermediate": certificate(middle[0], middle_key, root, signing_ca, ca=True),
        "other_root": certificate(other[0], other_key, None, signing_ca, ca=True),
        "signer": certificate(signer, signer_key, middle),
        "identifier_only": certificate(subject("Bare identifikator AS", f"NTRNO-{second}"), signer_key, middle),
        "serial_only": certificate(subject("Bare serienummer AS", None, second), signer_key, middle),
        "two_numbers": certificate(subject("To nummer AS", f"NTRNO-{first}", second), signer_key, middle),
        "foreign": certificate(subject("Utenlandsk AB", "NTRSE-5560000000", "556000"), signer_key, middle),
        "non_repudiation": certificate(signer, signer_key, middle, ("content_commitment",)),
        "encryption_only": certificate(signer, signer_key, middle, ("key_encipherment",)),
        "expired": certificate(signer, signer_key, middle, years=(2020, 2022)),
        "by_other_root": certificate(signer, signer_key, other),
        "by_signer": certificate(subject("Underskudd AS"), signer_key, (signer, signer_key)),
        "small_key": certificate(signer, rsa.generate_private_key(65537, 1024), middle),
        "elliptic": certificate(signer, ec.generate_private_key(ec.SECP256R1()), middle),
    }
    made["sha1"] = sha1_certificate(signer_key, made["intermediate"], middle_key)
    for name, text in made.items():
        (HERE / "certificates" / f"{name}.pem").write_bytes(text)

    keys = {
        "signer": pem(signer_key),
        "pkcs1": pem(rsa_key(), PKCS1),
        "exponent_3": pem(rsa_key(exponent=3)),
        "3072": pem(rsa_key(3072)),
        "1024": pem(rsa.generate_private_key(65537, 1024)),
        "encrypted": pem(rsa_key(), PKCS8, serialization.BestAvailableEncryption(b"hemmelig")),
        "encrypted_pkcs1": pem(rsa_key(), PKCS1, serialization.BestAvailableEncryption(b"hemmelig")),
        "elliptic": pem(ec.generate_private_key(ec.SECP256R1())),
        "pss": subprocess.run(["openssl", "genpkey", "-algorithm", "RSA-PSS"], check=True, capture_output=True).stdout,
        "public": signer_key.public_key().public_bytes(serialization.Encoding.PEM,
                                                       serialization.PublicFormat.SubjectPublicKeyInfo),
    }
    for name, text in keys.items():
        (HERE / "keys" / f"{name}.pem").write_bytes(text)


main()
