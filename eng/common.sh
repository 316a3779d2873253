# Shared by ./start and ./test: what a fresh Debian 12 with the .NET 10 SDK lacks, then restore and build. Sourced, not run.
# Nothing here changes a machine that has everything: a second run does one file comparison and an incremental build check.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '%s\n' "$*" >&2; }

# need COMMAND-OR-FILE PACKAGE … : collects the packages whose command or file is missing.
missing=()
need() {
    case "$1" in
        /*) [ -e "$1" ] || missing+=("$2") ;;
        *) command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ] || missing+=("$2") ;;
    esac
}

libnftables() {
    local file
    for file in /usr/lib/*/libnftables.so.1 /usr/lib/libnftables.so.1 /usr/lib64/libnftables.so.1; do
        [ -e "$file" ] && return 0
    done
    return 1
}

# install_missing WHAT: installs what need collected, when this is Debian or a relative and we are root; says what to do otherwise.
install_missing() {
    [ ${#missing[@]} -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        say "$1: these packages are missing: ${missing[*]}. Not root on a Debian-like system, so going on without them."
        return 0
    fi
    say "Installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && return 0
    # The package lists of a fresh machine are old or absent.
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

require_dotnet() {
    if ! command -v dotnet >/dev/null 2>&1 || ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
        say "Ringfence needs the .NET 10 SDK (dotnet --list-sdks shows none). See https://dotnet.microsoft.com/download or your distribution's packages."
        exit 1
    fi
}

# sources_stamp PATH … : a fingerprint of the tracked and untracked sources, to skip a build when nothing changed.
sources_stamp() {
    (cd "$root" && find "$@" -type f \( -name bin -o -name obj \) -prune -o -type f \
        -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/node_modules/*' -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum | cut -d' ' -f1)
}

# build_if_changed PROJECT OUTPUT PATH … : builds a project of src/ when its output is missing or the sources under the paths changed since.
build_if_changed() {
    local project=$root/src/$1 output=$2 stamp stamp_file=$root/src/$1/obj/start.stamp log
    shift 2
    stamp=$(sources_stamp "$@" Directory.Build.props Directory.Packages.props global.json)
    [ -f "$output" ] && [ "$(cat "$stamp_file" 2>/dev/null)" = "$stamp" ] && return 0
    require_dotnet
    say "Building …"
    log=$(mktemp)
    if ! dotnet build "$project" -c Release -v quiet >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        exit 1
    fi
    rm -f "$log"
    printf '%s' "$stamp" >"$stamp_file"
}
