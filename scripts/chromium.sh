#!/usr/bin/env bash
# Prints the path of a Chromium. Installs Debian's where there is none and we may: as root, with apt-get.
# Status 3 = there is none and it cannot be installed.
set -euo pipefail
source "$(dirname "$0")/debian.sh"

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

from_debian Chromium chromium fonts-noto-cjk
find_it
