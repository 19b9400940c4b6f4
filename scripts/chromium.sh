#!/usr/bin/env bash
# Prints the path of a Chromium. Installs Debian's where there is none and we may: as root, with apt-get.
# Status 3 = there is none and it cannot be installed.
set -euo pipefail

if [ -n "${CHROMIUM:-}" ]; then
    command -v "$CHROMIUM" && exit 0
    echo "CHROMIUM is $CHROMIUM, which cannot be run; set it to the path of a Chromium, or unset it" >&2
    exit 3
fi

find_it() {
    local name
    for name in chromium chromium-browser google-chrome-stable google-chrome; do
        command -v "$name" && return
    done
    return 1
}

find_it && exit 0

if ! command -v apt-get > /dev/null 2>&1; then
    echo "no Chromium here and no apt-get to install it with; install Chromium, or set CHROMIUM to its path" >&2
    exit 3
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "no Chromium here and no right to install it; run \`apt-get install chromium\` as root, or set CHROMIUM to its path" >&2
    exit 3
fi
{
    export DEBIAN_FRONTEND=noninteractive
    # A build machine sometimes meets a mirror in the middle of its update; the second try finds it whole.
    for attempt in 1 2; do
        if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; then
            break
        fi
        echo "apt-get failed (attempt $attempt)"
    done
} >&2
find_it || {
    echo "Chromium could not be installed; the messages of apt-get stand above" >&2
    exit 3
}
