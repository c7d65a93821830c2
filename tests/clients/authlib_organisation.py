"""An organisation that uses Authlib's AssertionSession: it fetches a token of Maskinporten by itself and looks a
person up in Oppslagstjenesten. Prints what it got as JSON.

    authlib_organisation.py MASKINPORTEN REGISTER CLIENT_ID KEY.pem KID|CHAIN.crt PERSON
"""

import json
import os
import re
import sys

from authlib.integrations.requests_client import AssertionSession

SCOPE = "krr:global/kontaktinformasjon.read"


def header(kid_or_chain):
    """What says whose key it is: the name of a registered one, or certificates."""
    if not os.path.isfile(kid_or_chain):
        return {"alg": "RS256", "kid": kid_or_chain}
    with open(kid_or_chain, encoding="ascii") as file:
        blocks = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END", file.read(), re.DOTALL)
    return {"alg": "RS256", "x5c": ["".join(block.split()) for block in blocks]}


def main():
    maskinporten, register, client_id, key_file, kid_or_chain, person = sys.argv[1:]
    with open(key_file, encoding="ascii") as file:
        key = file.read()
    # Its own habits: sub, aud as the token endpoint, no jti, and the scope in the form as well.
    session = AssertionSession(
        token_endpoint=f"{maskinporten}/token", issuer=client_id, subject=client_id, scope=SCOPE,
        claims={"scope": SCOPE}, key=key, header=header(kid_or_chain), expires_in=100)
    answer = session.post(f"{register}/rest/v2/personer", json={"personidentifikatorer": [person]})
    print(json.dumps({"status": answer.status_code, "body": answer.json(), "token": session.token}))


if __name__ == "__main__":
    main()
