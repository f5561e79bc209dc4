#!/usr/bin/env bash
# What tests need besides Python packages: Chromium, Postfix, Dovecot from Debian. Where it may
# not install them, the tests that need them say so and are skipped.
set -u
missing=()
command -v chromium-headless-shell >/dev/null || missing+=(chromium-headless-shell)
[ -x /usr/sbin/postfix ] || missing+=(postfix)
[ -x /usr/sbin/dovecot ] || missing+=(dovecot-imapd)
compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1" >/dev/null || missing+=(libfaketime)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || true
fi
command -v chromium-headless-shell chromium >/dev/null || echo "NOT INSTALLED: Chromium; its tests will be skipped" >&2
for name in postfix dovecot; do
  PATH=$PATH:/usr/sbin command -v "$name" >/dev/null || echo "NOT INSTALLED: $name; its tests will be skipped" >&2
done
exit 0
