#!/usr/bin/env python3
"""SHA-256 of byte strings of many lengths, by Python's hashlib (OpenSSL): Tests/Reference/sha256.json.

Row n is the digest of the n bytes (7 i + n) mod 251; the last entry is FIPS 180-4's own: a million letters a.
"""

import hashlib
import json
import pathlib

rows = {str(n): hashlib.sha256(bytes((7 * i + n) % 251 for i in range(n))).hexdigest()
        for n in [*range(0, 131), 191, 192, 193, 1000, 4096, 65537]}
content = {"rows": rows, "millionLetters": hashlib.sha256(b"a" * 1_000_000).hexdigest()}
path = pathlib.Path(__file__).parents[2] / "Tests/Reference/sha256.json"
path.write_text(json.dumps(content, indent=0) + "\n")
