"""Logs: they never stop what they tell of."""

import subprocess
import sys
from pathlib import Path

LOGS = """
import resource
import structlog
from bot.log import set_up_logs
set_up_logs("INFO")
infinite = resource.RLIM_INFINITY
resource.setrlimit(resource.RLIMIT_FSIZE, (500, infinite))
for number in range(100):
    structlog.get_logger().info("said", number=number)
resource.setrlimit(resource.RLIMIT_FSIZE, (infinite, infinite))
structlog.get_logger().info("said again")
print("still here")
"""


def test_a_disk_too_full_for_the_log_stops_nothing(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log:
        ran = subprocess.run(
            [sys.executable, "-c", LOGS], stderr=log, stdout=subprocess.PIPE, text=True, timeout=30
        )
    assert ran.stdout == "still here\n"
    lines = (tmp_path / "log").read_text()
    assert '"number": 0' in lines
    assert "said again" in lines
