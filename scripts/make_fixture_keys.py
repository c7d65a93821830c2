#!/usr/bin/env python3
"""Makes keys and certificates in fixtures/keys anew, and what the fixture files say about them.

    make_fixture_keys.py data          the emulator's and the clients' keys
    make_fixture_keys.py authorities   those that issue business certificates

Run by hand, never by the build: the keys are committed so that every start signs with the same ones and
tokens of two instances are interchangeable. Which keys there are follows from fixtures/clients.json (a client
with private_key_jwt has a key; one without "jwks" has a certificate instead) and fixtures/postboxes.json;
their public keys and certificates are written back into these two files.
Needs the openssl command, 3.0 or newer. Nothing is written unless everything succeeded.
"""

import base64
import json
import pathlib
import subprocess
import sys
import tempfile

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"
CA = "ca-root"
CA_ORGANISATION = "digdir-emulator"
SIGNING_WITHOUT_CERTIFICATE = ["maskinporten-signing"]
SIGNING_WITH_CERTIFICATE = ["idporten-signing", "kontaktregisteret-signing"]
DIGDIR = "991825827"
# Built like the two real issuers in Norway: a root, and below it an authority that issues to businesses. Who
# uses them cannot mistake them for the real ones. The last stands for the other environment.
AUTHORITIES = {
    "ca-buypass": ("Buypass-like Test Root CA", "Buypass-like Test CA Business"),
    "ca-commfides": ("Commfides-like Test Root CA", "Commfides-like Test CA Legal Person"),
    "ca-prod": ("Imitated Production Root CA", "Imitated Production CA Business"),
}
FIRST_DAY = "20200101000000Z"
CA_LAST_DAY = "20991231235959Z"
LEAF_LAST_DAY = "20951231235959Z"

OPENSSL_CONFIG = """
[req]
distinguished_name = name
string_mask = utf8only
prompt = no
[name]
[ca]
default_ca = test_ca
[test_ca]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
unique_subject = no
policy = business_name
[business_name]
countryName = supplied
organizationName = supplied
organizationIdentifier = optional
serialNumber = optional
commonName = supplied
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[issuing]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[sign]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[encrypt]
basicConstraints = critical, CA:FALSE
keyUsage = critical, keyEncipherment, dataEncipherment
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def openssl(*arguments, text=None):
    done = subprocess.run(["openssl", *arguments], input=text, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"openssl {arguments[0]} failed:\n{done.stderr.decode(errors='replace')}")
    return done.stdout


class TestCa:
    """A certificate authority that lives in a temporary folder. Keys and certificates are PEM text."""

    def __init__(self, folder, common_name):
        self.folder = pathlib.Path(folder)
        self.config = self.folder / "openssl.cnf"
        self.config.write_text(OPENSSL_CONFIG.format(folder=folder))
        (self.folder / "index.txt").touch()
        self.key = new_key()
        (self.folder / "ca.pem").write_text(self.key)
        request = self.request(self.key, f"/C=NO/O={CA_ORGANISATION}/CN={common_name}")
        self.certificate = self.sign(request, "root", CA_LAST_DAY, "-selfsign")
        (self.folder / "ca.crt").write_text(self.certificate)

    def request(self, key, subject):
        key_file = self.folder / "request.pem"
        key_file.write_text(key)
        return openssl("req", "-new", "-utf8", "-config", self.config, "-key", key_file, "-subj", subject)

    def sign(self, request, extensions, last_day, *issuer):
        return openssl("ca", "-batch", "-notext", "-utf8", "-config", self.config, "-in", "/dev/stdin",
                       "-keyfile", self.folder / "ca.pem", "-extensions", extensions,
                       "-startdate", FIRST_DAY, "-enddate", last_day, *issuer, text=request).decode()

    def issue(self, key, organisation_name, orgnr, common_name, extensions="sign"):
        """A certificate of an organisation, named as in Norwegian business certificates."""
        subject = (f"/C=NO/O={organisation_name}/organizationIdentifier=NTRNO-{orgnr}"
                   f"/serialNumber={orgnr}/CN={common_name}")
        return self.sign(self.request(key, subject), extensions, LEAF_LAST_DAY,
                         "-cert", self.folder / "ca.crt")

    def issue_authority(self, key, common_name):
        request = self.request(key, f"/C=NO/O={CA_ORGANISATION}/CN={common_name}")
        return self.sign(request, "issuing", CA_LAST_DAY, "-cert", self.folder / "ca.crt")


def new_key():
    return openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048").decode()


def der_integers(der):
    """The integers of a DER SEQUENCE of INTEGER, which is what an RSAPrivateKey is (RFC 8017 A.1.2)."""

    def header(at):
        length = der[at + 1]
        if length < 0x80:
            return at + 2, length
        count = length & 0x7F
        return at + 2 + count, int.from_bytes(der[at + 2:at + 2 + count], "big")

    at, _ = header(0)
    while at < len(der):
        at, length = header(at)
        yield int.from_bytes(der[at:at + length], "big")
        at += length


def base64url(number):
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def private_jwk(key, names):
    """RFC 7517 and RFC 7518 6.3; `names` are the members that say which key it is (kid or x5c)."""
    der = openssl("rsa", "-traditional", "-outform", "DER", text=key.encode())
    _, n, e, d, p, q, dp, dq, qi = map(base64url, der_integers(der))
    return {"kty": "RSA", "e": e, "use": "sig", **names, "alg": "RS256", "n": n,
            "d": d, "p": p, "q": q, "dp": dp, "dq": dq, "qi": qi}


def public_jwk(jwk):
    return {name: jwk[name] for name in ("kty", "e", "use", "kid", "alg", "n")}


def base64_der(certificate):
    return base64.b64encode(openssl("x509", "-outform", "DER", text=certificate.encode())).decode()


def read_json(name):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))[name.removesuffix(".json")]


def json_text(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def fixture_text(kind, entries):
    return f'{{"$schema": "schema/{kind}.schema.json", "{kind}": {json_text(entries).strip()}}}\n'


def make_authorities():
    """Their files by path below fixtures/. A root's key is not kept: it has issued all it will issue."""
    files = {}
    for name, (root_name, issuing_name) in AUTHORITIES.items():
        with tempfile.TemporaryDirectory() as folder:
            root, key = TestCa(folder, root_name), new_key()
            files[f"keys/{name}.pem"] = key
            files[f"keys/{name}.crt"] = root.issue_authority(key, issuing_name) + root.certificate
    return files


def make_data():
    """All other files by their path below fixtures/."""
    with tempfile.TemporaryDirectory() as folder:
        return make_with(TestCa(folder, "Digdir Emulator Test CA"))


def make_with(ca):
    files = {}
    organisations = {row["orgnr"]: row["navn"] for row in read_json("organisations.json")}

    def add_key(name, key):
        files[f"keys/{name}.pem"] = key

    def add_certificate(name, *chain):
        files[f"keys/{name}.crt"] = "".join(chain)

    add_key(CA, ca.key)
    add_certificate(CA, ca.certificate)
    for name in SIGNING_WITHOUT_CERTIFICATE:
        add_key(name, new_key())
    for name in SIGNING_WITH_CERTIFICATE:
        key = new_key()
        add_key(name, key)
        add_certificate(name, ca.issue(key, organisations[DIGDIR], DIGDIR, f"{name} TEST"), ca.certificate)

    clients = read_json("clients.json")
    for client in clients:
        if client["token_endpoint_auth_method"] != "private_key_jwt":
            continue
        name, key = client["client_id"], new_key()
        add_key(name, key)
        if "jwks" in client:
            jwk = private_jwk(key, {"kid": f"{name}-1"})
            client["jwks"] = {"keys": [public_jwk(jwk)]}
        else:
            owner = client["client_orgno"]
            certificate = ca.issue(key, organisations[owner], owner, organisations[owner])
            add_certificate(name, certificate, ca.certificate)
            jwk = private_jwk(key, {"x5c": [base64_der(certificate), base64_der(ca.certificate)]})
        files[f"keys/{name}.jwk.json"] = json_text(jwk)
    files["clients.json"] = fixture_text("clients", clients)

    key = new_key()
    add_key("printserver", key)
    add_certificate("printserver", ca.issue(key, organisations[DIGDIR], DIGDIR, "printserver TEST", "encrypt"))
    postboxes = read_json("postboxes.json")
    for postbox in postboxes:
        name, key = f"postboks-{postbox['orgnr']}", new_key()
        certificate = ca.issue(key, postbox["navn"], postbox["orgnr"], f"{postbox['navn']} TEST", "encrypt")
        add_key(name, key)
        add_certificate(name, certificate)
        postbox["sertifikat"] = base64_der(certificate)
    files["postboxes.json"] = fixture_text("postboxes", postboxes)
    return files


def main():
    made = {"data": make_data, "authorities": make_authorities}
    if len(sys.argv) != 2 or sys.argv[1] not in made:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(made)}")
    files = made[sys.argv[1]]()
    (FIXTURES / "keys").mkdir(exist_ok=True)
    for name, text in files.items():
        (FIXTURES / name).write_text(text, encoding="utf-8")
    print(f"{len(files)} files written below {FIXTURES}")


if __name__ == "__main__":
    main()
