# Makes what a machine needs: a Debian with systemd and a container engine that is laid out as resinOS 2.x, and a disk that
# GRUB boots from one of its two slots.
# shellcheck shell=bash

# Room for a Debian with a container engine; MiB where the partition begins and how many it has.
boot_at=1 boot_size=40
roots_size=640
root_a_at=$((boot_at + boot_size + 1))
root_b_at=$((root_a_at + roots_size + 1))
extended_at=$((root_b_at + roots_size + 1))
state_at=$((extended_at + 1)) state_size=20
data_at=$((state_at + state_size + 1)) data_size=1600
disk_size=$((data_at + data_size + 1))

# make_os FOLDER: the OS without its version.
make_os() {
  local os=$1 modules
  mmdebstrap --quiet --variant=minbase --include=systemd-sysv,udev,kmod,dbus,docker.io,linux-image-cloud-amd64 \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --aptopt='Apt::Install-Recommends "false"' bookworm "$os.tar"
  mkdir "$os"
  tar -xf "$os.tar" -C "$os" --numeric-owner
  rm "$os.tar"
  # The kernel has what it needs to mount its root on NVMe; of its modules only the boot partition's file system and the engine's are wanted.
  rm -rf "${os:?}"/boot/{initrd*,System.map*,config*} "${os:?}"/{dev,proc,sys,run,tmp}/* "${os:?}"/{vmlinuz,initrd}*
  mv "$os"/boot/vmlinuz-* "$os/boot/vmlinuz"
  modules=$(echo "$os"/lib/modules/*/kernel)
  rm -rf "$modules"/{drivers,sound,arch,virt,mm} "$modules"/fs/{btrfs,xfs,ceph,nfs*,smb,cifs,ocfs2,gfs2,jfs,f2fs,ubifs,lockd,nilfs2,dlm}
  chroot "$os" depmod "$(basename "$(dirname "$modules")")"
  chroot "$os" systemctl -q mask serial-getty@ttyS0.service getty@tty1.service systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
    e2scrub_all.timer fstrim.timer systemd-resolved.service
  mkdir -p "$os"/mnt/{boot,state,data} "$os/etc/resin-supervisor" "$os/etc/docker"
  cp "$os/usr/share/systemd/tmp.mount" "$os/etc/systemd/system"
  cat > "$os/etc/fstab" << 'END'
LABEL=resin-boot  /mnt/boot  vfat defaults 0 0
LABEL=resin-state /mnt/state ext4 defaults 0 0
LABEL=resin-data  /mnt/data  ext4 defaults 0 0
END
  echo '{ "data-root": "/mnt/data/docker", "deprecated-key-path": "/mnt/data/docker.key", "iptables": false, "bridge": "none" }' > "$os/etc/docker/daemon.json"
  printf 'SUPERVISOR_IMAGE=resin/amd64-supervisor\nSUPERVISOR_TAG=v6.1.2\n' > "$os/etc/resin-supervisor/supervisor.conf"
  unit docker.service.d/data << 'END'
[Unit]
RequiresMountsFor=/mnt/data
END
  unit resin-supervisor.service << 'END'
[Unit]
Description=A supervisor
Requires=docker.service
After=docker.service
[Service]
ExecStart=/bin/sleep infinity
[Install]
WantedBy=multi-user.target
END
  unit update-resin-supervisor.service << 'END'
[Unit]
Description=Looks for a newer supervisor
[Service]
Type=oneshot
ExecStart=/bin/systemctl start resin-supervisor.service
END
  unit update-resin-supervisor.timer << 'END'
[Unit]
Description=Looks for a newer supervisor from time to time
[Timer]
OnBootSec=15min
OnUnitActiveSec=1d
[Install]
WantedBy=timers.target
END
  # What is to be done in a machine lies on its data partition, beside what any OS does.
  unit job.service << 'END'
[Unit]
Description=What this machine is there for
RequiresMountsFor=/mnt/data /mnt/state /mnt/boot
After=multi-user.target
[Service]
Type=exec
ExecStart=/bin/bash /mnt/data/guest/job
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
[Install]
WantedBy=graphical.target
END
  chroot "$os" systemctl -q enable tmp.mount docker.service resin-supervisor.service update-resin-supervisor.timer job.service
}

unit() {
  local file=$os/etc/systemd/system/$1
  [[ $1 != */* ]] || file+=.conf
  mkdir -p "$(dirname "$file")"
  cat > "$file"
}

# version_os FOLDER VERSION: gives the OS a version.
version_os() {
  rm -f "$1/etc/os-release"
  cat > "$1/etc/os-release" << END
ID="resin-os"
NAME="Resin OS"
VERSION="$2"
VERSION_ID="$2"
PRETTY_NAME="Resin OS $2"
VARIANT_ID="prod"
END
}

# make_boot FOLDER VERSION: what an OS brings for the boot partition. GRUB counts a boot before it begins, and falls back at the second one.
make_boot() {
  mkdir -p "$1/EFI/BOOT"
  echo "$2" > "$1/image-version-info"
  cat > "$1/EFI/BOOT/grub.cfg" << 'END'
load_env -f ($root)/grubenv resin_root_part upgrade_available bootcount
if [ "$upgrade_available" = 1 ]; then
  if [ "$bootcount" = 0 ]; then set bootcount=1; else set bootcount=2; fi
  save_env -f ($root)/grubenv bootcount
  if [ "$bootcount" = 2 ]; then
    if [ "$resin_root_part" = 2 ]; then set resin_root_part=3; else set resin_root_part=2; fi
  fi
fi
set root=(hd0,msdos$resin_root_part)
linux /boot/vmlinuz root=/dev/nvme0n1p$resin_root_part ro console=ttyS0 quiet apparmor=0 no_timer_check systemd.volatile=state panic=5 init=/sbin/init
boot
END
}

# make_image FOLDER TREE [IMAGE]: an OCI image with what a folder holds as its last layer, over the layers of another image.
make_image() {
  local image=$1 blobs=$1/blobs/sha256 below=${3:-} diffs='' layers='' layer config manifest
  mkdir -p "$blobs"
  if [[ -n $below ]]; then
    ln "$below"/blobs/sha256/* "$blobs"
    diffs=$(cat "$below/diffs"), layers=$(cat "$below/layers"),
  fi
  tar -C "$2" --numeric-owner --sort=name --xattrs -cf "$image/layer.tar" .
  diffs+="\"sha256:$(digest_of "$image/layer.tar")\""
  gzip -n -1 "$image/layer.tar"
  layer=$(add_blob "$blobs" "$image/layer.tar.gz")
  layers+="{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$layer\",\"size\":$(stat -c %s "$blobs/$layer")}"
  echo "$diffs" > "$image/diffs"
  echo "$layers" > "$image/layers"
  echo "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[$diffs]}}" > "$image/config"
  config=$(add_blob "$blobs" "$image/config")
  cat > "$image/manifest" << END
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$config","size":$(stat -c %s "$blobs/$config")},
"layers":[$layers]}
END
  manifest=$(add_blob "$blobs" "$image/manifest")
  echo "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:$manifest\",\"size\":$(stat -c %s "$blobs/$manifest"),\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}}]}" > "$image/index.json"
  echo '{"imageLayoutVersion":"1.0.0"}' > "$image/oci-layout"
}

digest_of() {
  sha256sum "$1" | cut -d ' ' -f 1
}

add_blob() {
  local digest
  digest=$(digest_of "$2")
  mv "$2" "$1/$digest"
  echo "$digest"
}

# make_disk FILE ROOT BOOT STATE DATA: a disk with a partition table, GRUB in front of the first partition, and what the folders hold.
make_disk() {
  local disk=$1
  truncate -s 0 "$disk"
  truncate -s "${disk_size}M" "$disk"
  sfdisk -q "$disk" << END
label: dos
start=${boot_at}MiB, size=${boot_size}MiB, type=c, bootable
start=${root_a_at}MiB, size=${roots_size}MiB, type=83
start=${root_b_at}MiB, size=${roots_size}MiB, type=83
start=${extended_at}MiB, type=5
start=${state_at}MiB, size=${state_size}MiB, type=83
start=${data_at}MiB, size=${data_size}MiB, type=83
END
  make_loader "$disk"
  mkfs.vfat -F 16 -n resin-boot --offset $((boot_at * 2048)) "$disk" $((boot_size * 1024)) > /dev/null 2>&1
  MTOOLS_SKIP_CHECK=1 mcopy -s -i "$disk@@${boot_at}M" "$3"/* ::/
  make_ext4 "$disk" resin-rootA "$root_a_at" "$roots_size" "$2"
  make_ext4 "$disk" resin-rootB "$root_b_at" "$roots_size"
  make_ext4 "$disk" resin-state "$state_at" "$state_size" "$4"
  make_ext4 "$disk" resin-data "$data_at" "$data_size" "$5"
}

# make_ext4 DISK LABEL AT SIZE [FOLDER]
make_ext4() {
  mkfs.ext4 -q -F -L "$2" ${5:+-d "$5"} -E offset=$(($3 << 20)) "$1" "$4M"
}

# make_loader DISK: GRUB for BIOS, without grub-install: boot.img is the first sector, core.img lies behind it.
make_loader() {
  local core
  core=$(mktemp)
  # shellcheck disable=SC2016 # GRUB's own variables
  printf 'search --no-floppy --set=root --file /grubenv\nset prefix=($root)/grub\nconfigfile ($root)/EFI/BOOT/grub.cfg\n' > "$core.cfg"
  grub-mkimage -O i386-pc -p /grub -c "$core.cfg" -o "$core" biosdisk part_msdos fat ext2 search search_fs_file configfile normal loadenv echo test linux boot minicmd
  dd if=/usr/lib/grub/i386-pc/boot.img of="$1" bs=440 count=1 conv=notrunc status=none
  dd if="$core" of="$1" bs=512 seek=1 conv=notrunc status=none
  rm "$core" "$core.cfg"
}

# grubenv PART: GRUB's environment block, 1024 bytes.
grubenv() {
  local text=$'# GRUB Environment Block\nresin_root_part='"$1"$'\nupgrade_available=0\nbootcount=0\n'
  printf '%s' "$text"
  head -c $((1024 - ${#text})) /dev/zero | tr '\0' '#'
}
