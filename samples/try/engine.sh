# A container engine and a registry of our own: private folder, private socket, a free port on 127.0.0.1.
# shellcheck shell=bash

engine_pid=''
registry_pid=''
# Where the registry answers: for those who source this file.
export registry_address=''

# start_engine FOLDER: dockerd on FOLDER/docker.sock. The folder's name must be short, because names of sockets are.
start_engine() {
  local folder=$1 waited=0
  mkdir -p "$folder"
  dockerd --iptables=false --bridge=none --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/docker.pid" \
    -H "unix://$folder/docker.sock" < /dev/null > "$folder/docker.log" 2>&1 &
  engine_pid=$!
  until docker_answers "$folder/docker.sock"; do
    if ! kill -0 "$engine_pid" 2> /dev/null || ((++waited > 300)); then
      echo 'The container engine did not start:' >&2
      tail -n 20 "$folder/docker.log" >&2
      return 1
    fi
    sleep 0.2
  done
}

docker_answers() {
  [[ -S $1 ]] && docker -H "unix://$1" version > /dev/null 2>&1
}

# start_registry FOLDER: a registry that keeps its images in the folder; registry_address is where it answers.
start_registry() {
  local folder=$1 port try waited
  mkdir -p "$folder"
  for try in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 12000))
    ! answers "$port" || continue
    cat > "$folder/config.yml" << END
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: "$folder/images" }, delete: { enabled: true } }
http: { addr: "127.0.0.1:$port" }
END
    docker-registry serve "$folder/config.yml" < /dev/null > "$folder/registry.log" 2>&1 &
    registry_pid=$!
    for ((waited = 0; waited < 100; waited++)); do
      kill -0 "$registry_pid" 2> /dev/null || break
      if answers "$port"; then
        registry_address="127.0.0.1:$port"
        return 0
      fi
      sleep 0.1
    done
    end_process "$registry_pid"
    registry_pid=''
  done
  echo "The registry did not start, tried $try times:" >&2
  tail -n 20 "$folder/registry.log" >&2
  return 1
}

# Whether something listens on a port of this machine.
answers() {
  (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

# end_process PID: asks, waits up to 20 seconds, then kills. Only ever a process that this script started.
end_process() {
  local pid=$1 waited=0
  [[ -n $pid ]] || return 0
  kill -TERM "$pid" 2> /dev/null || true
  while kill -0 "$pid" 2> /dev/null; do
    if ((++waited > 200)); then
      kill -KILL "$pid" 2> /dev/null || true
      break
    fi
    sleep 0.1
  done
  wait "$pid" 2> /dev/null || true
}

# stop_engine_and_registry FOLDER: ends both and unmounts what an engine that was killed may have left below the folder.
stop_engine_and_registry() {
  end_process "$registry_pid"
  end_process "$engine_pid"
  registry_pid='' engine_pid=''
  unmount_below "$1"
}

unmount_below() {
  local _ place
  while read -r _ place _; do
    case $place in "$1"/*) umount -l "$place" || true ;; esac
  done < <(tac /proc/self/mounts)
}
