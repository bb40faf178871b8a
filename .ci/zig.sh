# For .ci/package and .ci/portable: a linker and C compiler for other systems, from PyPI.

# What they were tried with.
zig_packages='ziglang==0.17.1 cargo-zigbuild==0.24.1 maturin==1.16.0'

# Puts cargo-zigbuild and maturin in front of the PATH, in an environment of Python that is kept.
with_zig() {
    local folder="${PHASEBOOK_TOOLS:-$HOME/.cache/phasebook-tools}/python"
    if [[ $(cat "$folder/packages" 2>/dev/null) != "$zig_packages" ]]; then
        rm -rf "$folder"
        python3 -m venv "$folder"
        # shellcheck disable=SC2086 # several packages
        "$folder/bin/pip" install --quiet --disable-pip-version-check $zig_packages
        printf '%s\n' "$zig_packages" >"$folder/packages"
    fi
    export PATH="$folder/bin:$PATH"
}

# Whether Rust's library for a target is there.
has_target() {
    local library
    library="$(rustc --print sysroot)/lib/rustlib/$1/lib"
    [[ -d $library ]]
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}
