"""The embedded server under concurrent use and violent ends, with real processes on a real cluster."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from resona.postgres.cluster import find_server
from resona.postgres.embedded import default_state_directory
from resona.postgres.installation import ROOT_STORE
from resona.postgres.locks import is_held
from tests.postgres.house import CHECKOUT, PATIENCE_SECONDS, Client, House, wait_until

LONGER_THAN_A_LOOK_SECONDS = 0.3  # than the keeper waits between two looks at its server


def test_processes_that_come_at_once_to_an_empty_folder_share_one_server(empty_house: House) -> None:
    first, *others = empty_house.clients_at_once(4)
    first.run("CREATE TABLE shared AS SELECT 42 AS answer")

    assert [other.run("SELECT answer FROM shared") for other in others] == [42, 42, 42]
    assert len({client.run("SELECT pg_postmaster_start_time()") for client in empty_house.clients}) == 1
    assert not list(empty_house.cluster.state_directory.glob("initialising-*"))


def test_killing_one_process_leaves_the_server_to_the_others(house: House) -> None:
    first = house.client()  # the keeper is of its making
    second = house.client()
    server = house.server()
    first.kill()
    time.sleep(LONGER_THAN_A_LOOK_SECONDS)

    assert second.run("SELECT 1") == 1
    assert house.server() == server


@pytest.mark.parametrize("end", [Client.leave, Client.kill])
def test_server_stops_when_the_last_one_leaves(house: House, end: Callable[[Client], None]) -> None:
    first, second = house.clients_at_once(2)
    first.run("DROP TABLE IF EXISTS kept")
    first.run("CREATE TABLE kept AS SELECT 7 AS number")
    end(first)
    end(second)
    house.wait_until_stopped()

    # In good order, with a checkpoint. The log says so a moment after the pid file is gone.
    wait_until(lambda: "database system is shut down" in house.cluster.log.read_text().splitlines()[-1])
    assert house.client().run("SELECT number FROM kept") == 7


def test_forked_child_keeps_the_server_after_its_parent(house: House) -> None:
    client = house.client()
    server = house.server()
    assert client.run("FORK") == "forked"
    client.process.wait(PATIENCE_SECONDS)
    time.sleep(LONGER_THAN_A_LOOK_SECONDS)

    assert client.run("SELECT 1") == 1
    assert house.server() == server


def test_killed_server_is_started_again_with_every_committed_row(house: House) -> None:
    client = house.client()
    client.run("DROP TABLE IF EXISTS committed")
    client.run("CREATE TABLE committed AS SELECT generate_series(1, 1000) AS number")
    house.server().kill()
    wait_until(lambda: find_server(house.cluster) is not None)
    wait_until(lambda: client.run("SELECT count(*) FROM committed") == 1000)


def test_server_killed_while_it_starts_again_is_started_once_more(house: House) -> None:
    client = house.client()
    keeper = house.keeper()
    for _ in range(2):
        killed = house.server()
        killed.kill()
        wait_until(lambda pid=killed.pid: _runs_anew(house, pid))  # type: ignore[misc]
    wait_until(lambda: client.run("SELECT 1") == 1)
    assert house.keeper() == keeper


def _runs_anew(house: House, killed_pid: int) -> bool:
    server = find_server(house.cluster)
    return server is not None and server.pid != killed_pid


def test_everything_killed_at_once_loses_no_committed_row(house: House) -> None:
    client = house.client()
    client.run("DROP TABLE IF EXISTS committed")
    client.run("CREATE TABLE committed AS SELECT generate_series(1, 1000) AS number")
    house.keeper().kill()
    house.server().kill()
    client.kill()

    assert house.client().run("SELECT count(*) FROM committed") == 1000


def test_killed_keeper_is_replaced_by_the_next_who_comes_and_the_server_goes_on(house: House) -> None:
    first = house.client()
    server, keeper = house.server(), house.keeper()
    keeper.kill()
    wait_until(lambda: not is_held(house.cluster.keeper_lock))
    second = house.client()

    assert house.server() == server
    assert house.keeper() != keeper
    first.kill()
    second.kill()
    house.wait_until_stopped()


def test_killed_keeper_is_replaced_by_a_process_that_connects_again(house: House) -> None:
    client = house.client()
    keeper, server = house.keeper(), house.server()
    keeper.kill()
    wait_until(lambda: not is_held(house.cluster.keeper_lock))
    server.kill()

    assert client.run("SELECT 1") == 1
    assert house.keeper() != keeper


def test_second_keeper_leaves_the_first_alone(house: House) -> None:
    client = house.client()
    keeper = house.keeper()
    command = [sys.executable, "-m", "resona.postgres.keeper", str(house.cluster.state_directory)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, timeout=PATIENCE_SECONDS)

    assert house.keeper() == keeper
    assert client.run("SELECT 1") == 1


def test_number_of_a_killed_server_that_another_program_bears_now_is_no_obstacle(house: House) -> None:
    house.client().leave()
    house.wait_until_stopped()
    (house.cluster.data_directory / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert house.client().run("SELECT 1") == 1


def test_output_of_the_process_that_started_the_server_ends_with_it(house: House) -> None:
    first = house.client()
    second = house.client()
    # `make demo | tee`: the pipe must close with the process, though keeper and server go on.
    first.process.communicate(timeout=PATIENCE_SECONDS)

    assert second.run("SELECT 1") == 1


def test_folder_with_a_long_path_gets_its_socket_elsewhere(running_house: House) -> None:
    assert running_house.clients[0].run("SELECT 1") == 1
    assert not running_house.cluster.socket_directory.is_relative_to(running_house.cluster.state_directory)
    assert running_house.cluster.socket_directory.stat().st_mode & 0o777 == 0o700


def test_server_is_closed_to_the_network_and_to_other_users(running_house: House) -> None:
    client = running_house.clients[0]

    assert client.run("SHOW listen_addresses") == ""
    assert client.run("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    for folder in (running_house.cluster.data_directory, running_house.cluster.socket_directory):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_server_keeps_what_it_has_confirmed(running_house: House) -> None:
    names = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
    settings = running_house.clients[0].run(f"SELECT array_agg(setting) FROM pg_settings WHERE name IN {names}")

    assert settings == ["on"] * len(names)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 'canary'::uuid",
        "SELECT pg_terminate_backend(pg_backend_pid()), 'canary'",
        "DO $$ BEGIN RAISE WARNING 'canary'; END $$",
    ],
)
def test_failed_statement_leaves_no_text_of_it_in_the_log(running_house: House, statement: str) -> None:
    running_house.clients[0].run(statement)

    assert "canary" not in running_house.cluster.log.read_text()


def test_crashed_statement_leaves_no_text_of_it_in_the_log_and_the_server_recovers(house: House) -> None:
    victim, witness = house.clients_at_once(2)
    victim.send("SELECT pg_sleep(60), 'canary'")
    find = "SELECT min(pid) FROM pg_stat_activity WHERE query LIKE '%sleep(60)%' AND pid <> pg_backend_pid()"
    wait_until(lambda: isinstance(witness.run(find), int))
    psutil.Process(int(str(witness.run(find)))).kill()

    assert "error" in str(victim.answer())
    wait_until(lambda: witness.run("SELECT 1") == 1)
    assert "terminated by signal 9" in house.cluster.log.read_text()
    assert "canary" not in house.cluster.log.read_text()


def test_server_that_cannot_start_is_an_error_with_its_log_and_the_way_out(house: House) -> None:
    house.client().leave()
    house.wait_until_stopped()
    version = house.cluster.data_directory / "PG_VERSION"
    right = version.read_text()
    version.write_text("9\n")
    client = Client(house.cluster.state_directory)
    _, error = client.process.communicate(timeout=PATIENCE_SECONDS)
    version.write_text(right)

    assert client.process.returncode == 1
    assert "database files are incompatible with server" in error
    assert "DATABASE_URL" in error
    assert "Traceback" not in error
    assert house.client().run("SELECT 1") == 1


def test_default_folder_is_in_the_checkout_and_for_root_outside_of_it(tmp_path: Path) -> None:
    directory = default_state_directory(tmp_path)

    assert directory.is_relative_to(ROOT_STORE if os.geteuid() == 0 else tmp_path)
    assert default_state_directory(tmp_path / "other") != directory
