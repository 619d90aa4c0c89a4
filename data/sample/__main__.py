"""python -m data.sample: write the October files; with --all DIR every file of the sample council, to look at them."""

import argparse
from pathlib import Path

from data.sample.council import OCTOBER, files, october_files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m data.sample", description=__doc__.partition(": ")[2])
    parser.add_argument("--all", metavar="DIR", type=Path, help="write every file of the sample council into DIR")
    folder = parser.parse_args().all
    made = october_files()
    if folder is not None:
        made |= {f"{number:02}_{file.kind}_{file.file_name}": file.content for number, file in enumerate(files(), 1)}
    for name, content in made.items():
        place = (folder or OCTOBER) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    print(f"{len(made)} files are in {folder or OCTOBER}.")


if __name__ == "__main__":
    main()
