"""`python -m bench`: every figure of the documents, one after the other, on the machine at hand.

What takes long is a command of its own: the chaos run of 100,000 messages (`bench.chaos`) and the
list of 100,000 leads with the export of 1,000,000 (`bench.console`).
"""

import subprocess
import sys

FIGURES = ("law", "understanding", "pictures", "webhook", "throughput")


def main() -> int:
    """Run each bench in a process of its own; give how many failed."""
    failed = 0
    for name in FIGURES:
        sys.stdout.write(f"\n# bench.{name}\n\n")
        sys.stdout.flush()
        failed += (
            subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
        )
    return failed


if __name__ == "__main__":
    sys.exit(main())
