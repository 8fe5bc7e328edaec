"""One command a figure: `python -m bench.webhook`, `python -m bench.throughput` …"""
