#!/usr/bin/env bash
# What the suite needs besides Python: PostgreSQL, Redis and Chromium. Installs what is missing
# from Debian's packages; says in one line what it could not get.
set -u
need=()
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 || need+=(postgresql)
command -v redis-server >/dev/null 2>&1 || need+=(redis-server)
command -v chromium >/dev/null 2>&1 || need+=(chromium)
command -v pdftotext >/dev/null 2>&1 || need+=(poppler-utils)
[ ${#need[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Thiếu ${need[*]}: hãy cài rồi chạy lại (install them and run again)." >&2
  exit 1
fi
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
export DEBIAN_FRONTEND=noninteractive
{ $sudo apt-get update -q && $sudo apt-get install -y -q --no-install-recommends "${need[@]}"; } >/dev/null 2>&1 || {
  echo "Không cài được ${need[*]}: hãy cài bằng quyền quản trị rồi chạy lại (install them as root and run again)." >&2
  exit 1
}
