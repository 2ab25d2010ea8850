# Installs Debian packages, only those that are missing, from the sources that the machine has configured.
# shellcheck shell=bash

wanted_packages=()

# need COMMAND PACKAGE: remembers the package when the command is not there.
need() {
  PATH="$PATH:/usr/sbin:/sbin" command -v "$1" > /dev/null || wanted_packages+=("$2")
}

# need_file FILE PACKAGE: the same for what is no command.
need_file() {
  [[ -e $1 ]] || wanted_packages+=("$2")
}

# Installs what was remembered. Services of new packages (a container engine, a registry) are not started.
install_wanted_packages() {
  ((${#wanted_packages[@]} > 0)) || return 0
  if ((EUID != 0)); then
    echo "These packages are missing, and only root can install them: ${wanted_packages[*]}" >&2
    return 1
  fi

  echo "Installing ${wanted_packages[*]}" >&2
  (
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' > "$policy"
      chmod 755 "$policy"
    fi
    apt-get -q update &&
      DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${wanted_packages[@]}"
  ) < /dev/null >&2 || return
  wanted_packages=()
}
