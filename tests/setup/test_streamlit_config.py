"""What the page's configuration promises: it stays on this machine, shows no traceback, and can be read."""

import tomllib
from pathlib import Path

import pytest
from streamlit import config


@pytest.fixture
def settings(repository: Path) -> dict:
    return tomllib.loads((repository / ".streamlit/config.toml").read_text())


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2: luminance("#ffffff") is 1.0."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_page_is_served_to_this_machine_only(settings: dict):
    assert (settings["server"]["address"], settings["server"]["port"]) == ("localhost", 8501)
    assert settings["client"]["allowedOrigins"] == []


def test_nothing_is_sent_out_nor_asked_at_the_first_start(settings: dict):
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["showEmailPrompt"] is False
    assert settings["server"]["enableAgentApi"] is False


def test_no_traceback_which_could_quote_a_patient_reaches_the_page(settings: dict):
    assert settings["client"]["showErrorDetails"] == "none"


def test_every_option_is_one_that_streamlit_knows(settings: dict):
    known = config.get_config_options()
    assert [f"{section}.{key}" for section, keys in settings.items() for key in keys if f"{section}.{key}" not in known] == []


@pytest.mark.parametrize("text", ["textColor", "primaryColor", "linkColor"])
@pytest.mark.parametrize("background", ["backgroundColor", "secondaryBackgroundColor"])
def test_text_stands_out_from_its_background(settings: dict, text: str, background: str):
    assert contrast(settings["theme"][text], settings["theme"][background]) >= 4.5
