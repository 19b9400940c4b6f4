# Sourced by the scripts that bring a program with them: installs Debian's packages where we may.

# from_debian WHAT PACKAGE…: installs packages; the messages of apt-get go to standard error. Status 3, with a word on what to do,
# where there is no apt-get or no right to use it.
from_debian() {
    local what=$1 attempt
    shift
    if ! command -v apt-get > /dev/null 2>&1; then
        echo "no $what here and no apt-get to install it with; install $what so that it is found" >&2
        exit 3
    fi
    if [ "$(id -u)" -ne 0 ]; then
        echo "no $what here and no right to install it; run \`apt-get install $*\` as root" >&2
        exit 3
    fi
    export DEBIAN_FRONTEND=noninteractive
    # A build machine sometimes meets a mirror in the middle of its update; the second try finds it whole.
    for attempt in 1 2; do
        if apt-get update -qq >&2 \
            && apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$@" >&2; then
            return
        fi
        echo "apt-get failed (attempt $attempt)" >&2
    done
    echo "$what could not be installed; the messages of apt-get stand above" >&2
    exit 3
}
