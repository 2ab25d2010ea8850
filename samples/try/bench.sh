# Makes what an update needs: a device of image files with an old OS on it, and OS images as OCI folders.
# Made with mkfs.ext4, tar, gzip, sha256sum and JSON written out by hand, so that nothing is hidden.
# shellcheck shell=bash

# os_tree FOLDER VERSION SUPERVISOR_IMAGE SUPERVISOR_TAG: an OS of a few hundred small files.
os_tree() {
  local root=$1 version=$2 number
  mkdir -p "$root"/{bin,etc/resin-supervisor,mnt/{boot,data,state},usr/share/messages}
  cat > "$root/etc/os-release" << END
ID="resin-os"
NAME="Resin OS"
VERSION="$version"
VERSION_ID="$version"
PRETTY_NAME="Resin OS $version"
MACHINE="intel-nuc"
VARIANT_ID="prod"
END
  printf 'SUPERVISOR_IMAGE=%s\nSUPERVISOR_TAG=%s\n' "$3" "$4" > "$root/etc/resin-supervisor/supervisor.conf"
  echo 'a file that the next version no longer has' > "$root/etc/removed-in-a-later-layer.conf"
  head -c 300000 /dev/zero | tr '\0' 'b' > "$root/bin/busybox"
  chmod 4755 "$root/bin/busybox"
  ln -s busybox "$root/bin/sh"
  ln "$root/bin/busybox" "$root/bin/ash"
  for ((number = 1; number <= 300; number++)); do
    echo "message $number of $version" > "$root/usr/share/messages/$number.txt"
  done
}

# boot_files FOLDER VERSION: what an OS brings for the boot partition.
boot_files() {
  mkdir -p "$1"/{EFI/BOOT,splash}
  { echo "loader of $2"; head -c 200000 /dev/zero; } > "$1/EFI/BOOT/bootx64.efi"
  # shellcheck disable=SC2016 # GRUB's own variable
  echo 'load_env -f ($root)/grubenv resin_root_part upgrade_available bootcount' > "$1/EFI/BOOT/grub.cfg"
  echo "$2" > "$1/image-version-info"
  echo "logo of $2" > "$1/splash/resin-logo.png"
}

# grubenv PART: GRUB's environment block, 1024 bytes.
grubenv() {
  local text=$'# GRUB Environment Block\nresin_root_part='"$1"$'\nupgrade_available=0\nbootcount=0\n'
  printf '%s' "$text"
  head -c $((1024 - ${#text})) /dev/zero | tr '\0' '#'
}

# make_bench FOLDER ENGINE: five image files and the device file. ENGINE is the value of `engine:` in it.
make_bench() {
  local bench=$1 trees=$1/trees
  mkdir -p "$trees"/{boot/system-connections,state/root-overlay/etc,data/resin-data/1234}

  boot_files "$trees/boot" 2.2.0+rev1
  grubenv 2 > "$trees/boot/grubenv"
  echo '{"deviceType":"intel-nuc","uuid":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","applicationId":1234}' > "$trees/boot/config.json"
  printf '[wifi]\nssid=Warehouse 7\n' > "$trees/boot/system-connections/office"
  echo "the owner's own logo" > "$trees/boot/splash/resin-logo.png"
  os_tree "$trees/rootA" 2.2.0+rev1 resin/amd64-supervisor v6.1.2
  echo 0f1e2d3 > "$trees/state/root-overlay/etc/hostname"
  printf '2018-05-31T23:59:00Z,21.5\n2018-06-01T00:00:00Z,21.4\n' > "$trees/data/resin-data/1234/readings.csv"
  head -c 1000000 /dev/urandom > "$trees/data/resin-data/1234/recording.bin"

  make_partition "$bench/boot.img" resin-boot 40M "$trees/boot"
  make_partition "$bench/rootA.img" resin-rootA 312M "$trees/rootA"
  make_partition "$bench/rootB.img" resin-rootB 312M
  make_partition "$bench/state.img" resin-state 20M "$trees/state"
  make_partition "$bench/data.img" resin-data 1G "$trees/data"
  rm -rf "$trees"

  touch "$bench/supervisor-runs"
  cat > "$bench/device.yaml" << END
device: try
language: 1
summary: A bench of image files, laid out as resinOS 2.x.
layout: resinos-2.x@1.0.0
board: intel-nuc
partitions: { boot: { type: ext4 } } # not every kernel has vfat
images: { boot: boot.img, rootA: rootA.img, rootB: rootB.img, state: state.img, data: data.img }
running: A # at first; from then on the bench remembers what it booted
commands:
  supervisor: # run in this folder
    start: touch supervisor-runs
    stop: rm -f supervisor-runs
    status: test -e supervisor-runs
engine: $2
END
}

# make_partition FILE LABEL SIZE [FOLDER]: a sparse file with ext4 in it, filled from a folder.
make_partition() {
  truncate -s "$3" "$1"
  mkfs.ext4 -q -F -L "$2" ${4:+-d "$4"} "$1"
}

# make_os_image FOLDER VERSION SUPERVISOR_IMAGE SUPERVISOR_TAG: an OS of two layers; the second one deletes, replaces and adds.
make_os_image() {
  local image=$1 version=$2 layers=$1.layers
  os_tree "$layers/1" "$version" "$3" "$4"
  boot_files "$layers/1/resin-boot" "$version"
  mkdir -p "$layers/1/usr/share/replaced" "$layers/2"/{etc,usr/share/replaced,resin-boot,quirks/etc}
  echo 'hidden by the second layer' > "$layers/1/usr/share/replaced/old.txt"
  : > "$layers/2/etc/.wh.removed-in-a-later-layer.conf"
  : > "$layers/2/usr/share/replaced/.wh..wh..opq"
  echo "new in $version" > "$layers/2/usr/share/replaced/new.txt"
  echo "added for $version" > "$layers/2/resin-boot/release-notes.txt"
  echo '127.0.0.1 localhost intel-nuc' > "$layers/2/quirks/etc/hosts"
  make_image "$image" "$layers/1" "$layers/2"
  rm -rf "$layers"
}

# make_image FOLDER LAYER…: an OCI image layout (image-spec 1.0) of folders, for linux/amd64.
make_image() {
  local image=$1 blobs=$1/blobs/sha256 layer tar digest layers='' diffs='' config manifest
  mkdir -p "$blobs"
  shift
  for layer in "$@"; do
    tar=$image/layer.tar
    (cd "$layer" && find . -mindepth 1 -printf '%P\0' | LC_ALL=C sort -z |
      tar --null --verbatim-files-from --no-recursion --numeric-owner -T - -cf "$tar")
    diffs+="${diffs:+,}\"sha256:$(digest_of "$tar")\""
    gzip -n "$tar"
    digest=$(add_blob "$blobs" "$tar.gz")
    layers+="${layers:+,}{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$digest\",\"size\":$(stat -c %s "$blobs/$digest")}"
  done

  cat > "$image/config" << END
{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[$diffs]}}
END
  config=$(add_blob "$blobs" "$image/config")
  cat > "$image/manifest" << END
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$config","size":$(stat -c %s "$blobs/$config")},"layers":[$layers]}
END
  manifest=$(add_blob "$blobs" "$image/manifest")
  cat > "$image/index.json" << END
{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:$manifest","size":$(stat -c %s "$blobs/$manifest"),"platform":{"architecture":"amd64","os":"linux"}}]}
END
  echo '{"imageLayoutVersion":"1.0.0"}' > "$image/oci-layout"
}

digest_of() {
  sha256sum "$1" | cut -d ' ' -f 1
}

# add_blob FOLDER FILE: moves a file to where its digest puts it, and tells the digest.
add_blob() {
  local digest
  digest=$(digest_of "$2")
  mv "$2" "$1/$digest"
  echo "$digest"
}
