"""Runs every benchmark: `python -m bench` calls main() of each other module of this folder, which prints its own figures."""

import importlib
import pkgutil
from pathlib import Path


def main() -> None:
    """Runs the benchmarks in the order of their names, each under a heading."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name != "__main__":
            print(f"\n== {module.name}")
            importlib.import_module(f"bench.{module.name}").main()


if __name__ == "__main__":
    main()
