"""The guards that conftest.py puts around every test."""

import os
import socket
from pathlib import Path

import pytest


def test_a_connection_to_another_machine_is_refused():
    with socket.socket() as outside, pytest.raises(AssertionError, match="tried to connect"):
        outside.connect(("192.0.2.1", 443))


def test_a_connection_to_this_machine_is_left_alone():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_the_users_own_files_are_out_of_reach(tmp_path_factory: pytest.TempPathFactory):
    assert Path(os.environ["CARNET_HOME"]).is_relative_to(tmp_path_factory.getbasetemp())
    assert "CARNET_DATABASE_URL" not in os.environ


def test_a_test_can_have_an_empty_home_of_its_own(carnet_home: Path):
    assert os.environ["CARNET_HOME"] == str(carnet_home)
    assert list(carnet_home.iterdir()) == []
