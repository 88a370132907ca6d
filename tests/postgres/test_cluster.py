"""What is decided about a cluster without its server."""

import os
from pathlib import Path

import pytest

from resona.postgres.cluster import Cluster, check_socket_directory, find_server
from resona.postgres.installation import EmbeddedPostgresError, find_installation, wheel_programs

# sockaddr_un of macOS, the smaller one, with its terminating zero.
_SOCKADDR_BYTES = 104


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    """A cluster whose socket folder is as it should be."""
    cluster = Cluster(state_directory=tmp_path)
    cluster.socket_directory.mkdir(parents=True, mode=0o700)
    find_installation(wheel_programs()).give(cluster.socket_directory)
    return cluster


@pytest.mark.parametrize("length", [1, 60, 61, 85, 100, 250, 1000])
def test_socket_path_always_fits(length: int) -> None:
    socket_directory = Cluster(state_directory=Path("/") / "srv" / ("x" * length)).socket_directory

    assert len(os.fsencode(socket_directory / ".s.PGSQL.5432")) < _SOCKADDR_BYTES


def test_clusters_with_long_paths_do_not_share_a_socket_folder() -> None:
    first, second = (Cluster(state_directory=Path("/") / ("x" * 200) / name) for name in ("first", "second"))

    assert first.socket_directory != second.socket_directory


def test_private_socket_folder_of_the_server_is_accepted(cluster: Cluster) -> None:
    check_socket_directory(cluster)

    assert cluster.socket_directory.is_dir()


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_socket_folder_open_to_others_is_refused(cluster: Cluster, mode: int) -> None:
    cluster.socket_directory.chmod(mode)
    with pytest.raises(EmbeddedPostgresError, match="not a private folder"):
        check_socket_directory(cluster)


def test_link_in_the_place_of_the_socket_folder_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    cluster.socket_directory.rename(tmp_path / "elsewhere")
    cluster.socket_directory.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EmbeddedPostgresError, match="not a private folder"):
        check_socket_directory(cluster)


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can give a folder to another account.")
def test_socket_folder_of_another_user_is_refused(cluster: Cluster) -> None:
    os.chown(cluster.socket_directory, 0, 0)
    with pytest.raises(EmbeddedPostgresError, match="not a private folder"):
        check_socket_directory(cluster)


@pytest.mark.parametrize("text", ["", "no number\n", "1\n", "-1\n", "99999999\n"])
def test_pid_file_that_names_no_server_of_this_folder_is_not_believed(cluster: Cluster, text: str) -> None:
    cluster.data_directory.mkdir()
    (cluster.data_directory / "postmaster.pid").write_text(text)

    assert find_server(cluster) is None
