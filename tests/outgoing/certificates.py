"""Certificates for the tests' own servers, made anew for each run."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Signs certificates; `path` is its own, as a file of PEM."""

    directory: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def path(self) -> str:
        return str(self.directory / "authority.pem")

    def stranger(self) -> Authority:
        """Another authority of the same name, whose certificate nobody is told of."""
        directory = self.directory / "stranger"
        directory.mkdir(exist_ok=True)
        return make_authority(directory)

    def context(self, *hosts: str, expired: bool = False) -> ssl.SSLContext:
        """What a server at these hosts, names or addresses, identifies itself by."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        until = datetime.now(UTC) + (-DAY if expired else DAY)
        certificate = (
            _builder(hosts[0], key, issuer=self.certificate.subject, until=until)
            .add_extension(names, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        path = self.directory / f"{x509.random_serial_number()}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def make_authority(directory: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        _builder("Authority of the tests", key, issuer=name, until=datetime.now(UTC) + DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    authority = Authority(directory=directory, key=key, certificate=certificate)
    Path(authority.path).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return authority


def _builder(
    subject: str, key: ec.EllipticCurvePrivateKey, *, issuer: x509.Name, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 2 * DAY)
        .not_valid_after(until)
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
