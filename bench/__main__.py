"""`python -m bench`: every figure of the documents, one after the other, on the machine at hand.

What takes long is a command of its own: the chaos run of 100,000 messages (`bench.chaos`) and the
list of 100,000 leads with the export of 1,000,000 (`bench.console`).
"""

import subprocess
import sys

import click

FIGURES = ("law", "understanding", "pictures", "webhook", "throughput")


@click.command()
def main() -> None:
    """Run each bench in a process of its own; exits with how many failed."""
    failed = 0
    for name in FIGURES:
        click.echo(f"\n# bench.{name}\n")
        failed += (
            subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
        )
    sys.exit(failed)


if __name__ == "__main__":
    main()
