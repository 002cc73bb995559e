"""`python -m goldsmith.demo ADMIN_KEY_FILE`: load the demo through the public API. A second run adds nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from goldsmith.client import Goldsmith
from goldsmith.demo import load_demo
from goldsmith.errors import GoldsmithError


def main(admin_key_file: Path) -> int:
    """Load the demo into the customer of this key; the exit status."""
    known = json.loads(admin_key_file.read_text())
    try:
        with Goldsmith(known["url"], known["key"]) as client:
            created = load_demo(client)
    except GoldsmithError as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return 1
    sys.stdout.write(f"The demo is loaded: {created} new tasks.\n" if created else "The demo is there already.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
