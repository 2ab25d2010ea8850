"""What the real NetworkManager makes of keyfiles: its own library reads every file of a folder and tells what it understood, as JSON."""

import json
import os
import sys

import gi

gi.require_version("NM", "1.0")
from gi.repository import GLib, NM


def text(value):
    return None if value is None else bytes(value.get_data()).hex()


def addressing(setting):
    return {
        "method": setting.get_method(),
        "addresses": [f"{one.get_address()}/{one.get_prefix()}" for one in (setting.get_address(at) for at in range(setting.get_num_addresses()))],
        "gateway": setting.get_gateway(),
        "dns": [setting.get_dns(at) for at in range(setting.get_num_dns())],
        "search": [setting.get_dns_search(at) for at in range(setting.get_num_dns_searches())],
        "ignore-auto-dns": setting.get_ignore_auto_dns(),
    }


def view(path):
    warnings = []

    def on(keyfile, connection, kind, data, *more):
        warnings.append(str(data.warn_get()[0]) if kind == NM.KeyfileHandlerType.WARN else str(kind))
        return False

    keyfile = GLib.KeyFile()
    keyfile.load_from_file(path, GLib.KeyFileFlags.NONE)
    connection = NM.keyfile_read(keyfile, os.path.dirname(path), NM.KeyfileHandlerFlags.NONE, on, None)
    connection.normalize(None)
    connection.verify()
    connection.verify_secrets()
    general = connection.get_setting_connection()
    told = {
        "warnings": warnings,
        "id": general.get_id(),
        "uuid": general.get_uuid(),
        "type": general.get_connection_type(),
        "device": general.get_interface_name(),
        "priority": general.get_autoconnect_priority(),
        "multiple": general.get_multi_connect(),
        "v4": addressing(connection.get_setting_ip4_config()),
        "v6": addressing(connection.get_setting_ip6_config()),
        "addr-gen-mode": int(connection.get_setting_ip6_config().get_addr_gen_mode()),
        "privacy": int(connection.get_setting_ip6_config().get_ip6_privacy()),
    }
    wireless = connection.get_setting_wireless()
    if wireless:
        told.update(ssid=text(wireless.get_ssid()), hidden=wireless.get_hidden(), mode=wireless.get_mode(), mac=wireless.get_mac_address())
    wired = connection.get_setting_wired()
    if wired:
        told.update(mac=wired.get_mac_address())
    security = connection.get_setting_wireless_security()
    if security:
        told.update({"key-mgmt": security.get_key_mgmt(), "psk": security.get_psk(), "wep-key0": security.get_wep_key(0)})
    company = connection.get_setting_802_1x()
    if company:
        told.update({
            "eap": [company.get_eap_method(at) for at in range(company.get_num_eap_methods())],
            "identity": company.get_identity(),
            "anonymous": company.get_anonymous_identity(),
            "password": company.get_password(),
            "inner": company.get_phase2_auth(),
            "inner-eap": company.get_phase2_autheap(),
            "subject": company.get_subject_match(),
            "names": [company.get_altsubject_match(at) for at in range(company.get_num_altsubject_matches())],
            "suffix": company.get_domain_suffix_match(),
            "domain": company.get_domain_match(),
            "ca": text(company.get_ca_cert_blob()) if company.get_ca_cert_scheme() == NM.Setting8021xCKScheme.BLOB else None,
            "certificate": text(company.get_client_cert_blob()) if company.get_client_cert_scheme() == NM.Setting8021xCKScheme.BLOB else None,
            "key": text(company.get_private_key_blob()) if company.get_private_key_scheme() == NM.Setting8021xCKScheme.BLOB else None,
            "key-password": company.get_private_key_password(),
        })
    return told


folder = sys.argv[1]
print(json.dumps({name: view(os.path.join(folder, name)) for name in sorted(os.listdir(folder))}))
