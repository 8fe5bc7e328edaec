"""`python -m bench`: every figure of the documents, one after the other, on the machine at hand.

The chaos run of 100,000 messages takes an hour and is a command of its own: `bench.chaos`.
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
