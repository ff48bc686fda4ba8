"""The configuration of a scan: where it is found, what it may say."""

from perfrules.config.load import load_config
from perfrules.config.settings import Config

__all__ = ["Config", "load_config"]
