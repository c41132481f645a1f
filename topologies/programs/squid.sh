#!/bin/sh
# Squid as an HTTPS proxy (TLS to the proxy), without cache, log files or helpers: all it needs stands in a folder of
# its own beside the node's certificate. Debian's package is squid-openssl.
set -eu
cd "$(dirname "$FLOWLAB_CERT")" # relative paths: for Squid a space ends a path
mkdir -p squid
cat >squid/squid.conf <<END
https_port ${PORT:-8443} tls-cert=$(basename "$FLOWLAB_CERT") tls-key=$(basename "$FLOWLAB_KEY")
http_access allow all
hosts_file /etc/hosts
dns_nameservers 127.0.0.1
cache deny all
cache_mem 8 MB
memory_pools off
max_filedescriptors 1024
pinger_enable off
netdb_filename none
pid_filename none
access_log none
cache_log /dev/stdout
cache_store_log none
coredump_dir none
shutdown_lifetime 0 seconds
visible_hostname $FLOWLAB_NODE
forwarded_for delete
via off
END
PATH=$PATH:/usr/sbin
# It refuses to be root. In a user namespace without a mapping it is nobody, and may still use its folder.
exec unshare --user -- squid -N -f squid/squid.conf
